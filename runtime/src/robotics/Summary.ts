import { badOption, checkNotNegative } from "./checks.js";

/**
 * Count, mean, variance, minimum and maximum of any number of values, in constant memory. Summaries of parts can be
 * merged in any order. The formulas of Chan, Golub and LeVeque 1983 stay accurate with large means. NaN is counted
 * separately, as `missing`.
 *
 *     const speed = new Summary();
 *     for await (const test of tests) speed.merge(Summary.of(test.data("speed", "doubles").values));
 *     speed.mean; speed.max; speed.standardDeviation;
 */
export class Summary {
  #count = 0;
  #missing = 0;
  #weight = 0;
  #mean = 0;
  #squares = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  /** The summary of a list. */
  static of(values: ArrayLike<number>): Summary {
    const summary = new Summary();
    summary.addAll(values);
    return summary;
  }

  /** Number of values, without NaN. */
  get count(): number {
    return this.#count;
  }

  /** Number of NaN values. */
  get missing(): number {
    return this.#missing;
  }

  /** The sum of the weights; the count without weights. */
  get weight(): number {
    return this.#weight;
  }

  /** The weighted mean; NaN without values, or if all weights are 0. */
  get mean(): number {
    return this.#weight === 0 ? Number.NaN : this.#mean;
  }

  /** The sum of value times weight. */
  get sum(): number {
    return this.#mean * this.#weight;
  }

  /** The weighted variance (divided by n); NaN without values. */
  get variance(): number {
    return this.#weight === 0 ? Number.NaN : this.#squares / this.#weight;
  }

  /** The square root of the variance. */
  get standardDeviation(): number {
    return Math.sqrt(this.variance);
  }

  /** The smallest value; NaN without values. */
  get min(): number {
    return this.#count === 0 ? Number.NaN : this.#min;
  }

  /** The largest value; NaN without values. */
  get max(): number {
    return this.#count === 0 ? Number.NaN : this.#max;
  }

  /**
   * Adds one value. NaN is only counted.
   *
   * @param weight its weight in mean and variance, 0 or more; for example the duration of a test, for its mean speed.
   *   Default: 1.
   * @throws {@link RoboticsError} if the weight is not a number of 0 or more.
   */
  add(value: number, weight = 1): void {
    checkNotNegative("a weight", weight);
    if (Number.isNaN(value)) {
      this.#missing++;
      return;
    }
    this.#count++;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    if (weight === 0) return;
    this.#weight += weight;
    const distance = value - this.#mean;
    this.#mean += (distance * weight) / this.#weight;
    this.#squares += weight * distance * (value - this.#mean);
  }

  /** Adds each value of a list, with a weight of 1. */
  addAll(values: ArrayLike<number>): void {
    for (let at = 0; at < values.length; at++) this.add(values[at] as number);
  }

  /** Adds the values of another summary. */
  merge(other: Summary): void {
    this.#count += other.#count;
    this.#missing += other.#missing;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
    const weight = this.#weight + other.#weight;
    if (weight === 0) return;
    const distance = other.#mean - this.#mean;
    this.#squares += other.#squares + (distance * distance * this.#weight * other.#weight) / weight;
    this.#mean += (distance * other.#weight) / weight;
    this.#weight = weight;
  }
}

/**
 * Counts values in buckets, in constant memory. Counts of parts can be merged. A bucket includes its lower edge; the
 * last one also includes its upper edge.
 */
export class HistogramCounts {
  /** The edges of the buckets in ascending order: one more than the number of buckets. */
  readonly edges: Float64Array;
  /** One count per bucket. */
  readonly counts: Float64Array;
  /** Number of values below the first edge. */
  below = 0;
  /** Number of values above the last edge. */
  above = 0;
  /** How many were NaN. */
  missing = 0;

  /** @throws {@link RoboticsError} for fewer than two edges, or edges that do not ascend. */
  constructor(edges: ArrayLike<number>) {
    this.edges = Float64Array.from(edges);
    const wrong = this.edges.findIndex(
      (edge, at) => !(at === 0 || edge > Number(this.edges[at - 1])),
    );
    if (this.edges.length < 2 || wrong >= 0 || !this.edges.every(Number.isFinite)) {
      throw badOption("edges", Array.from(this.edges).join(", "), "two or more ascending numbers");
    }
    this.counts = new Float64Array(this.edges.length - 1);
  }

  /** Counts each value of a list. */
  addAll(values: ArrayLike<number>): void {
    const { edges, counts } = this;
    const first = edges[0] as number;
    const last = edges[edges.length - 1] as number;
    for (let at = 0; at < values.length; at++) {
      const value = values[at] as number;
      if (Number.isNaN(value)) this.missing++;
      else if (value < first) this.below++;
      else if (value > last) this.above++;
      else {
        const bucket = this.#bucketOf(value);
        counts[bucket] = (counts[bucket] as number) + 1;
      }
    }
  }

  /**
   * Adds the counts of another histogram.
   *
   * @throws {@link RoboticsError} if its edges differ.
   */
  merge(other: HistogramCounts): void {
    const alike =
      other.edges.length === this.edges.length &&
      other.edges.every((edge, at) => edge === this.edges[at]);
    if (!alike) throw badOption("the other histogram's edges", other.edges.join(", "), "the same");
    other.counts.forEach((count, at) => {
      this.counts[at] = (this.counts[at] as number) + count;
    });
    this.below += other.below;
    this.above += other.above;
    this.missing += other.missing;
  }

  #bucketOf(value: number): number {
    let low = 0;
    let high = this.counts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.edges[middle] as number) <= value) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
