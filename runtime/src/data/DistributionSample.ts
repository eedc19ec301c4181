/** What a {@link DistributionSample} was made from and how close it is. */
export interface Reduction {
  /** How many values went in. */
  readonly of: number;
  /** How many came out. */
  readonly kept: number;
  /**
   * By how much the share of values below any value may differ, 0 to 1: a quantile of the kept values
   * is a quantile of all, at most this far from it.
   */
  readonly rankError: number;
}

/**
 * A bounded number of values that are distributed as all values that were added, in memory that grows
 * with the logarithm of their number (Munro and Paterson 1980; Manku, Rajagopalan and Lindsay 1998).
 *
 * Full buffers of one weight are merged in order, every second value is kept and counts twice; in the
 * end the kept values stand at even distances of rank. No chance is in it: the same values in the same
 * order give the same result, and the error is a bound, not a guess. The least and the greatest value
 * are kept. As many as fit are kept as they are, in their order.
 */
export class DistributionSample {
  readonly #atMost: number;
  readonly #size: number;
  /** As they came, until there are more than may be kept. */
  #whole: Float64Array[] | undefined = [];
  /** Values of weight 1 that do not yet fill a buffer. */
  #filling: Float64Array;
  #filled = 0;
  /** A sorted buffer of weight 2^level, or none, for each level. */
  readonly #levels: (Float64Array | undefined)[] = [];
  /** Which of each two values is kept next: in turn, so that their errors cancel. */
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

  /** Adds values; what was given is not changed, and must not change until {@link values} is called. */
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

  /** The kept values: all in their order where they are few enough, else ascending, NaN at the end. */
  values(): { values: Float64Array; reduction: Reduction | undefined } {
    if (this.#whole !== undefined) return { values: joined(this.#whole), reduction: undefined };
    const missing = this.#keptMissing();
    const kept = this.#count === 0 ? new Float64Array(0) : this.#evenly(this.#atMost - missing);
    const values = new Float64Array(kept.length + missing).fill(Number.NaN);
    values.set(kept);
    // What the compactions may have moved, and half the distance in rank of two kept values.
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

  /** Puts a sorted buffer of weight 1 among the others, as one is added to a binary number. */
  #carry(full: Float64Array): void {
    let level = 0;
    let buffer = full;
    for (let other = this.#levels[0]; other !== undefined; other = this.#levels[level]) {
      const second = this.#keepsSecond[level] === true;
      this.#keepsSecond[level] = !second;
      // Each value that is kept stands for two of weight 2^level, one of which lay beside it.
      this.#error += 2 ** level;
      buffer = everySecond(buffer, other, second ? 1 : 0);
      this.#levels[level] = undefined;
      level++;
    }
    this.#levels[level] = buffer;
  }

  /** NaN is rare where there is some: one of many still is one. */
  #keptMissing(): number {
    if (this.#missing === 0) return 0;
    if (this.#count === 0) return this.#atMost;
    const share = Math.round((this.#missing / this.count) * this.#atMost);
    return Math.min(this.#atMost - 1, Math.max(1, share));
  }

  /** So many values, at even distances of rank. */
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

  /** All values that are held, ascending, and the weight of each. */
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

/** Of two sorted buffers of one length, in order, every second value. */
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
