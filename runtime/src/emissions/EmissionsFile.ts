import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname, resolve } from "node:path";
import { MetricDefinitionError } from "../errors.js";
import { unwritable } from "../unwritable.js";
import { LineBytes } from "./LineBytes.js";

/** Bytes of lines that are written at once. */
const chunkLength = 1 << 16;

/** Files that are being written: two writers of the same file would corrupt each other's rows. */
const open = new Set<string>();

/**
 * A file of ASCII lines, written as `NAME.pending` and moved into place when it is complete. Memory does not grow
 * with its size. An earlier file of that name is removed at once.
 */
export class EmissionsFile {
  readonly #path: string;
  readonly #pending: string;
  #handle: number | undefined;
  #isOpen = false;
  /** Bytes on the disk. */
  #written = 0;
  /** Takes the bytes of the next line, which {@link endLine} adds to the file. */
  readonly line = new LineBytes(2 * chunkLength);

  constructor(path: string) {
    this.#path = path;
    this.#pending = pendingOf(path);
    if (open.has(resolve(path))) throw takenError(path);
    this.#guard(() => removeEmissions(path));
  }

  /** Bytes of all lines so far. */
  get size(): number {
    return this.#written + this.line.length;
  }

  /** Adds the line to the file. */
  endLine(): void {
    if (!this.#isOpen) this.#open();
    this.line.endLine();
    if (this.line.length >= chunkLength) this.#guard(() => this.#flush());
  }

  /** Removes all lines beyond `size` bytes. */
  truncate(size: number): void {
    if (size >= this.#written) {
      this.line.truncate(size - this.#written);
      return;
    }
    this.line.truncate(0);
    this.#written = size;
    this.#guard(() => {
      if (this.#handle !== undefined) ftruncateSync(this.#handle, size);
    });
  }

  /** Flushes all lines to the pending file. */
  finish(): void {
    if (this.size === 0) return;
    this.#guard(() => {
      this.#flush();
      if (this.#handle !== undefined) fsyncSync(this.#handle);
      this.#close();
    });
  }

  /** Moves the file into place and returns its path; undefined without a file if no line was added. */
  commit(): string | undefined {
    if (this.size === 0) {
      this.discard();
      return undefined;
    }
    this.#guard(() => renameSync(this.#pending, this.#path));
    this.#release();
    return this.#path;
  }

  /** Removes the file and the pending file. */
  discard(): void {
    this.line.truncate(0);
    this.#close();
    // A file that another writer has created meanwhile is not ours to remove.
    if (!this.#isOpen) return;
    this.#release();
    removeEmissions(this.#path);
  }

  #open(): void {
    if (open.has(resolve(this.#path)) || existsSync(this.#path)) {
      this.line.dropLine();
      throw takenError(this.#path);
    }
    open.add(resolve(this.#path));
    this.#isOpen = true;
  }

  #release(): void {
    open.delete(resolve(this.#path));
  }

  #flush(): void {
    if (this.#handle === undefined) {
      mkdirSync(dirname(this.#path), { recursive: true });
      this.#handle = openSync(this.#pending, "w");
    }
    const { bytes } = this.line;
    for (let at = 0; at < bytes.length; ) {
      // At an explicit position: after a truncation, the file position is beyond the end.
      at += writeSync(this.#handle, bytes, at, bytes.length - at, this.#written + at);
    }
    this.#written += bytes.length;
    this.line.truncate(0);
  }

  #close(): void {
    if (this.#handle !== undefined) closeSync(this.#handle);
    this.#handle = undefined;
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      throw unwritable(this.#path, error);
    }
  }
}

function takenError(path: string): MetricDefinitionError {
  return new MetricDefinitionError(`emissions: another writer is writing ${path}`, {
    hint: "Use only that writer, or set another `file` for this one.",
  });
}

function pendingOf(path: string): string {
  return `${path}.pending`;
}

/** Removes an emissions file, and the pending file of a killed run. */
export function removeEmissions(path: string): void {
  rmSync(path, { force: true });
  rmSync(pendingOf(path), { force: true });
}
