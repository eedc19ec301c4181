import type { RunIndex } from "./runIndex.js";

/** Entries of all indexes together that are kept; one takes about a kilobyte. */
const mostEntries = 5_000;

/**
 * The indexes of runs that were asked for last. Of tens of thousands of tests not all can be held: one
 * that is not here is read from its file again.
 */
export class RecentIndexes {
  /** In the order in which they were asked for. */
  readonly #kept = new Map<string, { index: Promise<RunIndex>; entries: number }>();
  #entries = 0;

  get(id: string): Promise<RunIndex> | undefined {
    const found = this.#kept.get(id);
    if (found === undefined) return undefined;
    this.#kept.delete(id);
    this.#kept.set(id, found);
    return found.index;
  }

  /** Keeps an index that is being read, and returns it. One that cannot be read is forgotten. */
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

  /** All but the newest, which is about to be used. */
  #dropOldest(): void {
    for (const id of this.#kept.keys()) {
      if (this.#entries <= mostEntries || this.#kept.size === 1) return;
      this.delete(id);
    }
  }
}
