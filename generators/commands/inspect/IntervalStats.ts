/** A longer break between two messages than is usual for their topic. */
export interface Gap {
  /** Nanoseconds: the time of the message before it. */
  readonly from: bigint;
  /** Nanoseconds. */
  readonly length: bigint;
}

/** Gaps that are listed at most, the longest. */
const listed = 5;
/** How many times the usual interval a gap is. */
const unusual = 5;
/** Buckets of the intervals' logarithm for each factor of two: an interval is known within 5 %. */
const perOctave = 16;

/** Intervals between the messages of a topic, in memory that does not grow with their number. */
export class IntervalStats {
  readonly #buckets = new Map<number, number>();
  #count = 0;
  #last: bigint | undefined;
  #longest: Gap[] = [];

  /** Takes the time of the next message; after a reset of the clock call {@link reset} first. */
  see(time: bigint): void {
    const last = this.#last;
    this.#last = time;
    if (last === undefined || time < last) return;
    const length = time - last;
    this.#count++;
    const bucket = Math.ceil(Math.log2(Math.max(1, Number(length))) * perOctave);
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + 1);
    const shortest = this.#longest.at(-1);
    if (this.#longest.length < listed || (shortest && length > shortest.length)) {
      this.#longest = [...this.#longest, { from: last, length }]
        .sort((a, b) => (a.length < b.length ? 1 : a.length > b.length ? -1 : 0))
        .slice(0, listed);
    }
  }

  reset(): void {
    this.#last = undefined;
  }

  /** The usual interval in nanoseconds: half of all are shorter. Undefined for less than two messages. */
  get median(): number | undefined {
    let below = 0;
    for (const [bucket, count] of [...this.#buckets].sort(([a], [b]) => a - b)) {
      below += count;
      if (below * 2 >= this.#count) return 2 ** (bucket / perOctave);
    }
    return undefined;
  }

  /** How many intervals are more than five times as long as usual, and the longest of them. */
  gaps(): { count: number; longest: Gap[] } {
    const median = this.median;
    if (median === undefined || this.#count < 3) return { count: 0, longest: [] };
    const limit = median * unusual;
    let count = 0;
    for (const [bucket, number] of this.#buckets) {
      if (2 ** (bucket / perOctave) > limit) count += number;
    }
    return { count, longest: this.#longest.filter(({ length }) => Number(length) > limit) };
  }
}
