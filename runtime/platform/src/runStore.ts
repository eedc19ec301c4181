import { createHash, randomUUID } from "node:crypto";
import { constants, createReadStream, createWriteStream, realpathSync } from "node:fs";
import {
  cp,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type ByteSlice, InputError } from "@metrics-project/runtime";
import { fileNameOf } from "./fileNameOf.js";
import { isBelow, slashedFrom } from "./pathInRun.js";
import { RecentIndexes } from "./recentIndexes.js";
import { RecentMessages } from "./recentMessages.js";
import { indexRun, type RunIndex } from "./runIndex.js";

const messageFile = "metrics.binproto";
const nothing: RunIndex = { status: "NO_STATUS_REPORTED", metrics: [], data: [], events: [] };

/** A file that a run wrote beside its message. */
export interface OutputFile {
  /** Relative to the outputs folder, with slashes. */
  path: string;
  size: number;
}

/** The output of runs: a copy of each outputs folder, or a link to it. It is listed on request. */
export class RunStore {
  readonly #dir: string;
  readonly #indexes = new RecentIndexes();
  readonly #messages = new RecentMessages();
  readonly #checksums = new Map<string, Promise<string>>();

  constructor(dir: string) {
    this.#dir = dir;
  }

  /**
   * Stores an outputs folder, or the bytes of a message. Replaces the previous output of the run.
   * @param inPlace uses the folder itself instead of a copy
   * @returns the index of the message; undefined if the folder has no message
   * @throws InputError if the folder does not exist
   * @throws DecodeError if the message cannot be read; then nothing is stored
   */
  async record(
    id: string,
    outputs: string | Uint8Array,
    inPlace = false,
  ): Promise<RunIndex | undefined> {
    const target = this.folder(id);
    await rm(target, { recursive: true, force: true });
    this.#indexes.delete(id);
    this.#messages.delete(id);
    for (const key of this.#checksums.keys()) {
      if (isBelow(target, key)) this.#checksums.delete(key);
    }
    try {
      if (typeof outputs === "string") {
        await takeFolder(outputs, target, inPlace);
      } else {
        await mkdir(target, { recursive: true });
        await writeFile(join(target, messageFile), outputs);
      }
      const index = await this.index(id);
      return index === nothing ? undefined : index;
    } catch (error) {
      this.#indexes.delete(id);
      await rm(target, { recursive: true, force: true });
      throw error;
    }
  }

  /**
   * Stores one file of a run from a stream, completely or not at all.
   * @param checksum SHA-256 of its bytes in hexadecimal digits
   * @returns why it was refused; undefined if it was stored
   */
  async receive(
    id: string,
    path: string,
    bytes: Readable,
    checksum: string,
  ): Promise<string | undefined> {
    const folder = this.folder(id);
    const file = resolve(folder, path);
    if (!isBelow(folder, file)) return "the name leads outside the folder of the run";
    const aside = join(this.#dir, `.${fileNameOf(id)}-${randomUUID()}`);
    const hash = createHash("sha256");
    try {
      await mkdir(this.#dir, { recursive: true });
      await pipeline(
        bytes,
        async function* (chunks: AsyncIterable<Uint8Array>) {
          for await (const chunk of chunks) {
            hash.update(chunk);
            yield chunk;
          }
        },
        createWriteStream(aside),
      );
      if (hash.digest("hex") !== checksum.toLowerCase()) return "the checksum does not match";
      await mkdir(dirname(file), { recursive: true });
      await rename(aside, file);
      return undefined;
    } finally {
      await rm(aside, { force: true });
    }
  }

  /** The index of a run's message; empty if the run did not write one. */
  index(id: string): Promise<RunIndex> {
    return this.#indexes.get(id) ?? this.#indexes.add(id, this.#readIndex(id));
  }

  /** The bytes of one object of a run's message. */
  async read(id: string, slice: ByteSlice): Promise<Uint8Array> {
    const path = join(this.folder(id), messageFile);
    const message = await this.#messages.get(id, path);
    if (message !== undefined) return message.subarray(slice.start, slice.start + slice.length);
    const bytes = new Uint8Array(slice.length);
    const file = await open(path);
    try {
      await file.read(bytes, 0, slice.length, slice.start);
      return bytes;
    } finally {
      await file.close();
    }
  }

  /** The files that a run wrote, including the message, by path. */
  async files(id: string): Promise<OutputFile[]> {
    const folder = this.folder(id);
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    const files = await Promise.all(
      entries
        .filter((entry) => entry.isFile())
        .map(async (entry) => {
          const file = join(entry.parentPath, entry.name);
          return {
            path: slashedFrom(folder, file),
            size: (await stat(file)).size,
          };
        }),
    );
    return files.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** SHA-256 of a file of a run, in hexadecimal digits. */
  checksum(id: string, path: string): Promise<string> {
    const file = join(this.folder(id), path);
    const known = this.#checksums.get(file) ?? sha256(file);
    this.#checksums.set(file, known);
    return known;
  }

  /** The location of a file of a run; undefined if the path, or a link on it, leads outside its folder. */
  filePath(id: string, path: string): string | undefined {
    const folder = this.folder(id);
    const file = resolve(folder, path);
    if (!isBelow(folder, file)) return undefined;
    try {
      return isBelow(realpathSync(folder), realpathSync(file)) ? file : undefined;
    } catch {
      return undefined;
    }
  }

  /**
   * The folder of a run's outputs, whether or not it exists.
   * @throws InputError if the ID is invalid: it could be a path to another folder
   */
  folder(id: string): string {
    return join(this.#dir, fileNameOf(id));
  }

  async #readIndex(id: string): Promise<RunIndex> {
    try {
      return indexRun(await readFile(join(this.folder(id), messageFile)));
    } catch (error) {
      if (isAbsent(error)) return nothing;
      throw error;
    }
  }
}

async function takeFolder(from: string, to: string, inPlace: boolean): Promise<void> {
  try {
    if (inPlace) {
      await stat(from);
      await mkdir(dirname(to), { recursive: true });
      // On Windows, only this kind of link to a folder needs no privilege.
      await symlink(resolve(from), to, "junction");
      return;
    }
    // Shares blocks if the file system supports it: logs may be large.
    await cp(from, to, { recursive: true, mode: constants.COPYFILE_FICLONE });
  } catch (cause) {
    if (!isAbsent(cause)) throw cause;
    throw new InputError(`The outputs folder ${from} does not exist`, {
      cause,
      hint: "Pass the folder that the run wrote its metrics.binproto to.",
    });
  }
}

async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Uint8Array);
  return hash.digest("hex");
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
