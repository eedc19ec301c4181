/** An unusually long interval between two messages of a topic. */
export interface Gap {
  /** Timestamp of the message before it, in nanoseconds. */
  readonly from: bigint;
  /** Nanoseconds. */
  readonly length: bigint;
}

/** Maximum number of listed gaps, the longest ones. */
const listed = 5;
/** Minimum length of a gap, as a multiple of the usual interval. */
const unusual = 5;
/** Logarithmic buckets per factor of two: intervals are accurate to 5 %. */
const perOctave = 16;

/** Intervals between the messages of a topic. Memory does not grow with their number. */
export class IntervalStats {
  readonly #buckets = new Map<number, number>();
  #count = 0;
  #total = 0n;
  #last: bigint | undefined;
  #longest: Gap[] = [];

  /** Adds the timestamp of the next message. After a reset of the clock, call {@link reset} first. */
  see(time: bigint): void {
    const last = this.#last;
    this.#last = time;
    if (last === undefined || time < last) return;
    const length = time - last;
    this.#count++;
    this.#total += length;
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

  /** Messages per second, without the jumps of a reset clock; undefined for fewer than two timestamps. */
  get rate(): number | undefined {
    return this.#total === 0n ? undefined : (this.#count * 1e9) / Number(this.#total);
  }

  /** The median interval in nanoseconds; undefined for fewer than two messages. */
  get median(): number | undefined {
    let below = 0;
    for (const [bucket, count] of [...this.#buckets].sort(([a], [b]) => a - b)) {
      below += count;
      if (below * 2 >= this.#count) return 2 ** (bucket / perOctave);
    }
    return undefined;
  }

  /** The number of intervals over five times the usual one, and the longest of them. */
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
