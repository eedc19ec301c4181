import { type FileHandle, open } from "node:fs/promises";

/** A file with random access, which may be larger than memory. */
export class LogFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  #handle: FileHandle | undefined;

  private constructor(path: string, size: number, handle: FileHandle) {
    this.path = path;
    this.size = size;
    this.#handle = handle;
  }

  /** @throws the system's error if the path cannot be opened for reading */
  static async open(path: string): Promise<LogFile> {
    const handle = await open(path);
    try {
      return new LogFile(path, (await handle.stat()).size, handle);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /**
   * Reads up to `length` bytes from `position`: check the length of the result. Reopens a handle that was closed in
   * between.
   */
  async read(position: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const wanted = Math.max(0, Math.min(length, this.size - position));
    const bytes = new Uint8Array(wanted);
    const filled = await this.readInto(bytes, position);
    return filled === wanted ? bytes : bytes.subarray(0, filled);
  }

  /** Fills `target` from `position`. Returns the number of bytes read: fewer at the end of the file. */
  async readInto(target: Uint8Array, position: number): Promise<number> {
    this.#handle ??= await open(this.path);
    let filled = 0;
    while (filled < target.length) {
      const { bytesRead } = await this.#handle.read(
        target,
        filled,
        target.length - filled,
        position + filled,
      );
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled;
  }

  /** The file from `position`, in pieces of at most `pieceSize` bytes (default 1 MiB). */
  async *pieces(position = 0, pieceSize = 1 << 20): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    for (let at = position; at < this.size; ) {
      const bytes = await this.read(at, pieceSize);
      if (bytes.length === 0) return;
      at += bytes.length;
      yield bytes;
    }
  }

  /** Closes the handle; the next read reopens the file. */
  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }
}
