import type { RunIndex } from "./runIndex.js";

/** Maximum number of entries in all cached indexes; an entry takes about a kilobyte. */
const mostEntries = 5_000;

/**
 * The most recently used indexes of runs. Memory cannot hold tens of thousands of them: a missing
 * index is read from its file again.
 */
export class RecentIndexes {
  /** The least recently used first. */
  readonly #kept = new Map<string, { index: Promise<RunIndex>; entries: number }>();
  #entries = 0;

  get(id: string): Promise<RunIndex> | undefined {
    const found = this.#kept.get(id);
    if (found === undefined) return undefined;
    this.#kept.delete(id);
    this.#kept.set(id, found);
    return found.index;
  }

  /** Caches an index while it is being read, and returns it. An unreadable index is not cached. */
  add(id: string, index: Promise<RunIndex>): Promise<RunIndex> {
    this.delete(id);
    const kept = { index, entries: 0 };
    this.#kept.set(id, kept);
    index.then(
      ({ metrics, data, events }) => {
        if (this.#kept.get(id) !== kept) return;
        kept.entries = 1 + metrics.length + data.length + events.length;
        this.#entries += kept.entries;
        this.#dropOldest();
      },
      () => {
        if (this.#kept.get(id) === kept) this.delete(id);
      },
    );
    return index;
  }

  delete(id: string): void {
    this.#entries -= this.#kept.get(id)?.entries ?? 0;
    this.#kept.delete(id);
  }

  /** All except the newest, which is about to be used. */
  #dropOldest(): void {
    for (const id of this.#kept.keys()) {
      if (this.#entries <= mostEntries || this.#kept.size === 1) return;
      this.delete(id);
    }
  }
}
