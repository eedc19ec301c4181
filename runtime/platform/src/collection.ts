import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { InputError } from "@metrics-project/runtime";
import { fileNameOf } from "./fileNameOf.js";

/** Properties of all entries of a {@link Collection}. */
export interface Entry {
  creationTimestamp?: string;
}

/**
 * Entries of one kind, kept in memory and written to one JSON file each, so that the state is readable and survives a
 * restart.
 */
export class Collection<T extends Entry> {
  readonly #entries = new Map<string, T>();
  readonly #dir: string;
  readonly #idOf: (entry: T) => string;

  private constructor(dir: string, idOf: (entry: T) => string) {
    this.#dir = dir;
    this.#idOf = idOf;
  }

  /**
   * Reads the folder; a missing folder is an empty collection.
   * @throws InputError if a file in it is not JSON, or is not such an entry
   */
  static async open<T extends Entry>(
    dir: string,
    idOf: (entry: T) => string,
  ): Promise<Collection<T>> {
    const collection = new Collection(dir, idOf);
    await mkdir(dir, { recursive: true });
    const files = (await readdir(dir)).filter((name) => name.endsWith(".json"));
    const entries = await Promise.all(files.map((name) => readEntry(join(dir, name), idOf)));
    entries.sort((a, b) => compare(a.creationTimestamp ?? "", b.creationTimestamp ?? ""));
    for (const entry of entries) collection.#entries.set(idOf(entry), entry);
    return collection;
  }

  get(id: string): T | undefined {
    return this.#entries.get(id);
  }

  /** The first match in order of creation, without copying all entries: there may be thousands. */
  find(isWanted: (entry: T) => boolean): T | undefined {
    for (const entry of this.#entries.values()) if (isWanted(entry)) return entry;
    return undefined;
  }

  /** In order of creation. */
  all(): T[] {
    return [...this.#entries.values()];
  }

  /**
   * Adds the entry, or replaces the entry with the same ID.
   * @throws InputError if its ID is invalid
   */
  async put(entry: T): Promise<T> {
    const id = this.#idOf(entry);
    const file = join(this.#dir, `${fileNameOf(id)}.json`);
    this.#entries.set(id, entry);
    const aside = `${file}.${process.pid}.tmp`;
    await writeFile(aside, `${JSON.stringify(entry, null, 2)}\n`);
    await rename(aside, file);
    return entry;
  }
}

async function readEntry<T>(file: string, idOf: (entry: T) => string): Promise<T> {
  try {
    const entry = JSON.parse(await readFile(file, "utf8")) as T;
    // Detects the state of another entry, or in an older format.
    if (`${idOf(entry)}.json` !== basename(file))
      throw new Error("its ID differs from its file name");
    return entry;
  } catch (cause) {
    throw new InputError(`The platform's state cannot be read: ${file}`, {
      cause,
      hint: "Fix the file, or start with an empty folder.",
    });
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
