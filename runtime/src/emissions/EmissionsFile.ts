import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { ConfigError } from "../errors.js";

/** Written at once when this many characters have come together. */
const chunkLength = 1 << 17;

/**
 * A file of ASCII lines that is written aside, `NAME.pending`, and moved into place when it is whole.
 * Memory does not grow with it. An earlier file of that name goes when the first line is written.
 */
export class EmissionsFile {
  readonly #path: string;
  readonly #pending: string;
  #handle: number | undefined;
  #chunk = "";
  /** Bytes on the disk. */
  #written = 0;
  readonly #buffer = Buffer.allocUnsafe(2 * chunkLength);

  constructor(path: string) {
    this.#path = path;
    this.#pending = `${path}.pending`;
    this.#guard(() => {
      rmSync(this.#path, { force: true });
      rmSync(this.#pending, { force: true });
    });
  }

  /** Bytes of all lines so far. */
  get size(): number {
    return this.#written + this.#chunk.length;
  }

  add(line: string): void {
    this.#chunk += line;
    if (this.#chunk.length >= chunkLength) this.#guard(() => this.#flush());
  }

  /** Takes back every line beyond `size` bytes. */
  truncate(size: number): void {
    if (size >= this.#written) {
      this.#chunk = this.#chunk.slice(0, size - this.#written);
      return;
    }
    this.#chunk = "";
    this.#written = size;
    this.#guard(() => {
      if (this.#handle !== undefined) ftruncateSync(this.#handle, size);
    });
  }

  /** Moves the file into place and returns its path; undefined, and no file, where no line was added. */
  commit(): string | undefined {
    if (this.size === 0) {
      this.discard();
      return undefined;
    }
    this.#guard(() => {
      this.#flush();
      if (this.#handle !== undefined) fsyncSync(this.#handle);
      this.#close();
      renameSync(this.#pending, this.#path);
    });
    return this.#path;
  }

  /** Leaves nothing behind, neither the file nor what was written aside. */
  discard(): void {
    this.#chunk = "";
    this.#close();
    rmSync(this.#pending, { force: true });
    rmSync(this.#path, { force: true });
  }

  #flush(): void {
    if (this.#handle === undefined) {
      mkdirSync(dirname(this.#path), { recursive: true });
      this.#handle = openSync(this.#pending, "w");
    }
    const text = this.#chunk;
    const bytes =
      text.length <= this.#buffer.length
        ? this.#buffer.subarray(0, this.#buffer.write(text, "latin1"))
        : Buffer.from(text, "latin1");
    for (let at = 0; at < bytes.length; ) {
      // At a place of its own: after a truncation the file's own position is beyond its end.
      at += writeSync(this.#handle, bytes, at, bytes.length - at, this.#written + at);
    }
    this.#written += bytes.length;
    this.#chunk = "";
  }

  #close(): void {
    if (this.#handle !== undefined) closeSync(this.#handle);
    this.#handle = undefined;
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (cause) {
      const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
      throw new ConfigError(`cannot write ${this.#path}: ${code}`, {
        cause,
        hint: "Check that the folder may be written and that the disk has room.",
      });
    }
  }
}
