import { open } from "node:fs/promises";

/** Maximum size of all cached messages, and of one of them. */
const mostBytes = 32 * 2 ** 20;
const largest = 2 ** 20;

interface Kept {
  /** Undefined for a message that is too large to be cached. */
  bytes: Promise<Uint8Array | undefined>;
  size: number;
}

/**
 * The bytes of the most recently used messages. Their objects are requested one by one, and opening the file for each
 * takes longer than everything else.
 */
export class RecentMessages {
  /** The least recently used first. */
  readonly #kept = new Map<string, Kept>();
  #size = 0;

  /** The bytes of a run's message, from its file if necessary; undefined if it is large. */
  get(id: string, file: string): Promise<Uint8Array | undefined> {
    const kept = this.#kept.get(id) ?? this.#read(id, file);
    this.#kept.delete(id);
    this.#kept.set(id, kept);
    return kept.bytes;
  }

  delete(id: string): void {
    this.#size -= this.#kept.get(id)?.size ?? 0;
    this.#kept.delete(id);
  }

  #read(id: string, file: string): Kept {
    const kept: Kept = { bytes: readSmall(file), size: 0 };
    kept.bytes.then(
      (bytes) => {
        if (this.#kept.get(id) !== kept) return;
        kept.size = bytes?.length ?? 0;
        this.#size += kept.size;
        this.#dropOldest();
      },
      () => {
        if (this.#kept.get(id) === kept) this.delete(id);
      },
    );
    return kept;
  }

  #dropOldest(): void {
    for (const id of this.#kept.keys()) {
      if (this.#size <= mostBytes) return;
      this.delete(id);
    }
  }
}

async function readSmall(file: string): Promise<Uint8Array | undefined> {
  const handle = await open(file);
  try {
    return (await handle.stat()).size > largest ? undefined : await handle.readFile();
  } finally {
    await handle.close();
  }
}
