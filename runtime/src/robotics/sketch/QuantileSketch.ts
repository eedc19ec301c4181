import { LogCollapsingLowestDenseDDSketch } from "@datadog/sketches-js";
import { badOption } from "../checks.js";
import { RoboticsError } from "../RoboticsError.js";

/** Options of a {@link QuantileSketch}. */
export interface QuantileSketchOptions {
  /**
   * By what share of itself a quantile may be wrong, between 0 and 1. Default: 0.01, which is 1 %.
   * Memory grows as this shrinks: about 8 KB for 1 %, 80 KB for 0.1 %.
   */
  accuracy?: number | undefined;
}

/**
 * Quantiles of any number of values in constant memory, each within a share of its own value (DDSketch,
 * Masson, Rim and Lee 2019, by @datadog/sketches-js). Sketches of parts merge into that of the whole,
 * and the order of merging does not matter. NaN is counted apart, as `missing`.
 *
 * Where a batch draws the distribution itself, {@link SeriesMerger} keeps values instead.
 */
export class QuantileSketch {
  readonly accuracy: number;
  // One for either sign: merging the library's own forgets the negative values of the other.
  readonly #positive: LogCollapsingLowestDenseDDSketch;
  readonly #negative: LogCollapsingLowestDenseDDSketch;
  #zeros = 0;
  #missing = 0;

  /** @throws {@link RoboticsError} for an accuracy that is not between 0 and 1. */
  constructor({ accuracy = 0.01 }: QuantileSketchOptions = {}) {
    if (!(accuracy > 0 && accuracy < 1)) throw badOption("accuracy", accuracy, "between 0 and 1");
    this.accuracy = accuracy;
    // Enough bins for 30 powers of ten at this accuracy: what is smaller still shares the lowest.
    const binLimit = Math.ceil((30 * Math.LN10) / Math.log((1 + accuracy) / (1 - accuracy)));
    const options = { relativeAccuracy: accuracy, binLimit };
    this.#positive = new LogCollapsingLowestDenseDDSketch(options);
    this.#negative = new LogCollapsingLowestDenseDDSketch(options);
  }

  /** How many values there were, without those that were NaN. */
  get count(): number {
    return this.#negative.count + this.#zeros + this.#positive.count;
  }

  /** How many were NaN. */
  get missing(): number {
    return this.#missing;
  }

  /**
   * Adds one value. NaN is only counted.
   *
   * @throws {@link RoboticsError} "not finite" for an infinity.
   */
  add(value: number): void {
    if (Number.isNaN(value)) {
      this.#missing++;
      return;
    }
    if (!Number.isFinite(value)) {
      throw new RoboticsError(`a sketch takes finite values, got ${value}`, {
        reason: "not finite",
      });
    }
    if (value > 0) this.#positive.accept(value);
    else if (value < 0) this.#negative.accept(-value);
    else this.#zeros++;
  }

  /** Adds each value of a list. */
  addAll(values: ArrayLike<number>): void {
    for (let at = 0; at < values.length; at++) this.add(values[at] as number);
  }

  /**
   * Adds what another sketch was made of.
   *
   * @throws {@link RoboticsError} where its accuracy differs.
   */
  merge(other: QuantileSketch): void {
    if (other.accuracy !== this.accuracy) {
      throw badOption(
        "the other sketch's accuracy",
        other.accuracy,
        `${this.accuracy}, as this one's`,
      );
    }
    this.#missing += other.#missing;
    this.#zeros += other.#zeros;
    this.#positive.merge(other.#positive);
    this.#negative.merge(other.#negative);
  }

  /**
   * The value below which a share `p` of the values lies, in their unit.
   *
   * @throws {@link RoboticsError} "too few" without values, "bad option" where `p` is not between 0 and 1.
   */
  quantile(p: number): number {
    if (!(p >= 0 && p <= 1)) throw badOption("a quantile", p, "between 0 and 1");
    if (this.count === 0) {
      throw new RoboticsError("there are no values to take a quantile of", { reason: "too few" });
    }
    const rank = p * (this.count - 1);
    const negatives = this.#negative.count;
    if (rank < negatives) return -valueAt(this.#negative, negatives - 1 - rank);
    if (rank < negatives + this.#zeros) return 0;
    return valueAt(this.#positive, rank - negatives - this.#zeros);
  }
}

/** The value of a rank, from 0, where the sketch itself knows the least and the greatest. */
function valueAt(sketch: LogCollapsingLowestDenseDDSketch, rank: number): number {
  if (rank <= 0) return sketch.min;
  if (rank >= sketch.count - 1) return sketch.max;
  return sketch.getValueAtQuantile(rank / (sketch.count - 1));
}
