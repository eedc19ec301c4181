/** The number of values behind a {@link DistributionSample}, and its accuracy. */
export interface Reduction {
  /** How many values were added. */
  readonly of: number;
  /** How many values were kept. */
  readonly kept: number;
  /**
   * Maximum rank error, 0 to 1. A quantile of the kept values differs from that of all values by at
   * most this share of the rank.
   */
  readonly rankError: number;
}

/**
 * A bounded number of values with the same distribution as all added values. Its memory grows with the logarithm
 * of their number (Munro and Paterson 1980; Manku, Rajagopalan and Lindsay 1998).
 *
 * Merges full buffers of equal weight in order, and keeps every second value with twice the weight. At the end,
 * the kept values are evenly spaced in rank. The result is deterministic, and the error is a bound, not an
 * estimate. Minimum and maximum are kept. If all values fit, they are kept unchanged and in order.
 */
export class DistributionSample {
  readonly #atMost: number;
  readonly #size: number;
  /** All values in order, as long as they fit. */
  #whole: Float64Array[] | undefined = [];
  /** Values of weight 1 that do not yet fill a buffer. */
  #filling: Float64Array;
  #filled = 0;
  /** A sorted buffer of weight 2^level, or none, for each level. */
  readonly #levels: (Float64Array | undefined)[] = [];
  /** Which value of each pair is kept next. It alternates, so that errors cancel out. */
  readonly #keepsSecond: boolean[] = [];
  #count = 0;
  #missing = 0;
  #error = 0;
  #least = Number.POSITIVE_INFINITY;
  #greatest = Number.NEGATIVE_INFINITY;

  /** @param atMost how many values to keep, at least 2 */
  constructor(atMost: number) {
    this.#atMost = atMost;
    this.#size = Math.max(1, Math.ceil(atMost / 2));
    this.#filling = new Float64Array(0);
  }

  /** How many values were added. */
  get count(): number {
    return this.#count + this.#missing;
  }

  /** Adds values. Does not change them; do not change them either until {@link values} was called. */
  add(values: Float64Array): void {
    if (this.#whole !== undefined) {
      this.#whole.push(values);
      const length = this.#whole.reduce((sum, one) => sum + one.length, 0);
      if (length <= this.#atMost) {
        this.#count = length;
        return;
      }
      const whole = this.#whole;
      this.#whole = undefined;
      this.#count = 0;
      this.#filling = new Float64Array(this.#size);
      for (const one of whole) this.#take(one);
      return;
    }
    this.#take(values);
  }

  /** The kept values: all of them in order if they fit, else ascending with NaN at the end. */
  values(): { values: Float64Array; reduction: Reduction | undefined } {
    if (this.#whole !== undefined) return { values: joined(this.#whole), reduction: undefined };
    const missing = this.#keptMissing();
    const kept = this.#count === 0 ? new Float64Array(0) : this.#evenly(this.#atMost - missing);
    const values = new Float64Array(kept.length + missing).fill(Number.NaN);
    values.set(kept);
    // The error of the compactions, plus half the rank distance of two kept values.
    const rankError = this.#count === 0 ? 0 : this.#error / this.#count + 1 / kept.length;
    return { values, reduction: { of: this.count, kept: values.length, rankError } };
  }

  #take(values: Float64Array): void {
    for (let at = 0; at < values.length; at++) {
      const value = values[at] as number;
      if (Number.isNaN(value)) {
        this.#missing++;
        continue;
      }
      this.#count++;
      if (value < this.#least) this.#least = value;
      if (value > this.#greatest) this.#greatest = value;
      this.#filling[this.#filled++] = value;
      if (this.#filled === this.#size) {
        const full = this.#filling.sort();
        this.#filling = new Float64Array(this.#size);
        this.#filled = 0;
        this.#carry(full);
      }
    }
  }

  /** Adds a sorted buffer of weight 1 to the others, like adding 1 to a binary number. */
  #carry(full: Float64Array): void {
    let level = 0;
    let buffer = full;
    for (let other = this.#levels[0]; other !== undefined; other = this.#levels[level]) {
      const second = this.#keepsSecond[level] === true;
      this.#keepsSecond[level] = !second;
      // Each kept value represents two of weight 2^level: itself and its neighbor.
      this.#error += 2 ** level;
      buffer = everySecond(buffer, other, second ? 1 : 0);
      this.#levels[level] = undefined;
      level++;
    }
    this.#levels[level] = buffer;
  }

  /** At least one NaN is kept if there was any. */
  #keptMissing(): number {
    if (this.#missing === 0) return 0;
    if (this.#count === 0) return this.#atMost;
    const share = Math.round((this.#missing / this.count) * this.#atMost);
    return Math.min(this.#atMost - 1, Math.max(1, share));
  }

  /** This many values, evenly spaced in rank. */
  #evenly(wanted: number): Float64Array {
    const { values, weights } = this.#weighted();
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const kept = new Float64Array(Math.min(wanted, this.#count));
    let at = 0;
    let below = 0;
    for (let place = 0; place < kept.length; place++) {
      const rank = ((place + 0.5) * total) / kept.length;
      while (at < values.length - 1 && below + (weights[at] as number) <= rank) {
        below += weights[at] as number;
        at++;
      }
      kept[place] = values[at] as number;
    }
    kept[0] = this.#least;
    if (kept.length > 1) kept[kept.length - 1] = this.#greatest;
    return kept;
  }

  /** All held values in ascending order, with their weights. */
  #weighted(): { values: Float64Array; weights: Float64Array } {
    let values: Float64Array = this.#filling.slice(0, this.#filled).sort();
    let weights: Float64Array = new Float64Array(values.length).fill(1);
    for (const [level, buffer] of this.#levels.entries()) {
      if (buffer === undefined) continue;
      const length = values.length + buffer.length;
      const all = new Float64Array(length);
      const allWeights = new Float64Array(length);
      let left = 0;
      let right = 0;
      for (let at = 0; at < length; at++) {
        const fromLeft =
          right === buffer.length ||
          (left < values.length && (values[left] as number) <= (buffer[right] as number));
        all[at] = (fromLeft ? values[left] : buffer[right]) as number;
        allWeights[at] = fromLeft ? (weights[left] as number) : 2 ** level;
        if (fromLeft) left++;
        else right++;
      }
      values = all;
      weights = allWeights;
    }
    return { values, weights };
  }
}

/** Every second value of two merged sorted buffers of equal length. */
function everySecond(a: Float64Array, b: Float64Array, from: 0 | 1): Float64Array {
  const kept = new Float64Array(a.length);
  let left = 0;
  let right = 0;
  for (let at = 0; at < 2 * a.length; at++) {
    const fromA =
      right === b.length || (left < a.length && (a[left] as number) <= (b[right] as number));
    const value = (fromA ? a[left++] : b[right++]) as number;
    if (at % 2 === from) kept[at >> 1] = value;
  }
  return kept;
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
