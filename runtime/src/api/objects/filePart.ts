import { closeSync, openSync, writeFileSync } from "node:fs";
import { readFile, rm, stat } from "node:fs/promises";
import { ApiError, MetricsError } from "../../errors.js";
import { encodingsOf } from "../http/decodeBody.js";
import {
  type AnswerHead,
  BadAnswer,
  contentLength,
  headerOf,
  type Sink,
} from "../http/exchange.js";

/** What is known about the bytes of a part, so that no other version of the file is appended to them. */
interface Notes {
  etag?: string | undefined;
  lastModified?: string | undefined;
  /** Content encodings of the transfer. */
  encodings: readonly string[];
}

export interface FilePartOptions {
  /** Name of the file in messages. */
  name: string;
  /** Where it grows. */
  path: string;
  /** Bytes of the whole file, if known. */
  size: number | undefined;
  onBytes(bytes: number): void;
}

/** A file that grows until it is complete: the received bytes, still encoded, with notes beside them. */
export class FilePart implements Sink {
  readonly #options: FilePartOptions;
  #length = 0;
  #furthest = 0;
  #notes: Notes | undefined;
  /** Bytes of the whole file, according to the current response. */
  #told: number | undefined;
  #file: number | undefined;
  /** How the next piece opens the file, when another response begins. */
  #opensAs: "w" | "a" | undefined;

  private constructor(options: FilePartOptions) {
    this.#options = options;
  }

  /** The part that an earlier attempt left, else an empty one. */
  static async open(options: FilePartOptions): Promise<FilePart> {
    const part = new FilePart(options);
    const there = await stat(options.path).catch(() => undefined);
    part.#notes = await readNotes(part.#notesPath);
    part.#length = there?.isFile() ? there.size : 0;
    // Do not resume from bytes of an unknown version, or from too many of them.
    const isOfUse = part.#notes !== undefined && part.#length <= part.#most;
    if (there?.isFile() && !isOfUse) await part.remove();
    part.#furthest = part.#length;
    return part;
  }

  get length(): number {
    return this.#length;
  }

  /** Whether a response stated how long the file is. */
  get isLengthTold(): boolean {
    return this.#told !== undefined;
  }

  /** Content encodings of its bytes, innermost first. */
  get encodings(): readonly string[] {
    return this.#notes?.encodings ?? [];
  }

  /** Headers that request what is missing, or the whole file if it has changed by now. */
  headers(): Record<string, string> {
    if (this.#length === 0) return {};
    const { etag, lastModified } = this.#notes ?? {};
    const validator = etag !== undefined && !etag.startsWith("W/") ? etag : lastModified;
    return {
      range: `bytes=${this.#length}-`,
      ...(validator === undefined ? {} : { "if-range": validator }),
    };
  }

  accepts(head: AnswerHead): boolean {
    if (head.status !== 200 && head.status !== 206) return false;
    const notes = notesOf(head);
    const start = head.status === 206 ? startOf(head) : 0;
    if (start !== 0 && (start !== this.#length || !isSameVersion(this.#notes, notes))) {
      this.#length = 0;
      throw new BadAnswer(
        `the request for the rest of the file returned ${start === undefined ? "some" : "another"} part of it, or of another version`,
      );
    }
    if (start === 0) {
      this.#length = 0;
      this.#notes = notes;
    }
    this.#opensAs = start === 0 ? "w" : "a";
    const length = contentLength(head);
    this.#told = length === undefined ? undefined : this.#length + length;
    if (this.#told !== undefined && this.#told > this.#most) throw this.#tooLong(this.#told);
    return true;
  }

  /** Synchronous, so that no byte is still on its way to the disk when a connection breaks. */
  write(bytes: Uint8Array): boolean {
    const length = this.#length + bytes.byteLength;
    if (length > this.#most) throw this.#tooLong(length);
    try {
      if (this.#opensAs !== undefined) {
        this.close();
        if (this.#opensAs === "w") writeFileSync(this.#notesPath, JSON.stringify(this.#notes));
        this.#file = openSync(this.#options.path, this.#opensAs);
        this.#opensAs = undefined;
      }
      if (this.#file !== undefined) writeFileSync(this.#file, bytes);
    } catch (error) {
      throw unwritable(this.#options.path, error);
    }
    this.#length = length;
    this.#options.onBytes(bytes.byteLength);
    const isFurther = length > this.#furthest;
    if (isFurther) this.#furthest = length;
    return isFurther;
  }

  /** Ends a response: one without a body leaves an empty file. */
  finish(): void {
    if (this.#opensAs === "w") this.write(new Uint8Array());
    this.close();
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  /** Deletes what was received. */
  async remove(): Promise<void> {
    this.close();
    await rm(this.#options.path, { force: true });
    await this.removeNotes();
    this.#length = 0;
  }

  async removeNotes(): Promise<void> {
    await rm(this.#notesPath, { force: true });
  }

  get #notesPath(): string {
    return `${this.#options.path}.version`;
  }

  /** Bytes that may be transferred: slightly more than the size if they are encoded. */
  get #most(): number {
    const { size } = this.#options;
    if (size === undefined) return Number.POSITIVE_INFINITY;
    return this.encodings.length === 0 ? size : size + 1024 + size / 1000;
  }

  #tooLong(bytes: number): ApiError {
    const { name, size } = this.#options;
    return new ApiError(
      `${name}: the server sends ${bytes} bytes or more, but ${size} are listed`,
      {
        operation: "download",
        hint: "Nothing more was written. Retry. If the error persists, the platform's list is wrong.",
      },
    );
  }
}

function notesOf(head: AnswerHead): Notes {
  return {
    etag: headerOf(head, "etag"),
    lastModified: headerOf(head, "last-modified"),
    encodings: encodingsOf(head),
  };
}

/** Whether both are known to be the same version: by ETag if both have one, else by modification time. */
function isSameVersion(a: Notes | undefined, b: Notes): boolean {
  if (a === undefined || a.encodings.join() !== b.encodings.join()) return false;
  if (a.etag !== undefined && b.etag !== undefined) return a.etag === b.etag;
  return a.lastModified !== undefined && a.lastModified === b.lastModified;
}

/** Where the bytes of a 206 begin; undefined if it does not state it. */
function startOf(head: AnswerHead): number | undefined {
  const start = /^bytes (\d+)-/.exec(headerOf(head, "content-range") ?? "")?.[1];
  return start === undefined ? undefined : Number(start);
}

async function readNotes(path: string): Promise<Notes | undefined> {
  try {
    const { etag, lastModified, encodings } = JSON.parse(await readFile(path, "utf8")) as Notes;
    const isKnown = typeof etag === "string" || typeof lastModified === "string";
    return isKnown && Array.isArray(encodings) ? { etag, lastModified, encodings } : undefined;
  } catch {
    return undefined;
  }
}

/** The error for a write that the disk refused. */
export function unwritable(path: string, error: unknown): MetricsError {
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  const isFull = code === "ENOSPC" || code === "EDQUOT";
  return new MetricsError(`cannot write ${path}: ${isFull ? "the disk is full" : code}`, {
    cause: error,
    hint: `${isFull ? "Free disk space" : "Make the folder writable"}, or choose another folder. Run the same command again to resume the download.`,
  });
}
