import { LogCollapsingLowestDenseDDSketch } from "@datadog/sketches-js";
import { badOption } from "../checks.js";
import { RoboticsError } from "../RoboticsError.js";

/** Options of a {@link QuantileSketch}. */
export interface QuantileSketchOptions {
  /**
   * Maximum relative error of a quantile, between 0 and 1. Default: 0.01, which is 1 %. Smaller errors need more memory:
   * about 8 KB for 1 %, 80 KB for 0.1 %.
   */
  accuracy?: number | undefined;
}

/**
 * Quantiles of any number of values in constant memory, with a bounded relative error (DDSketch, Masson, Rim and Lee 2019,
 * with @datadog/sketches-js). Sketches of parts can be merged in any order. NaN is counted separately, as `missing`.
 *
 * To draw the distribution itself in a batch, use {@link SeriesMerger}, which keeps values.
 */
export class QuantileSketch {
  readonly accuracy: number;
  // One per sign: the library's merge forgets the negative values of the other sketch.
  readonly #positive: LogCollapsingLowestDenseDDSketch;
  readonly #negative: LogCollapsingLowestDenseDDSketch;
  #zeros = 0;
  #missing = 0;

  /** @throws {@link RoboticsError} if the accuracy is not between 0 and 1. */
  constructor({ accuracy = 0.01 }: QuantileSketchOptions = {}) {
    if (!(accuracy > 0 && accuracy < 1)) throw badOption("accuracy", accuracy, "between 0 and 1");
    this.accuracy = accuracy;
    // Enough bins for 30 powers of ten at this accuracy: even smaller values share the lowest bin.
    const binLimit = Math.ceil((30 * Math.LN10) / Math.log((1 + accuracy) / (1 - accuracy)));
    const options = { relativeAccuracy: accuracy, binLimit };
    this.#positive = new LogCollapsingLowestDenseDDSketch(options);
    this.#negative = new LogCollapsingLowestDenseDDSketch(options);
  }

  /** Number of values, without NaN. */
  get count(): number {
    return this.#negative.count + this.#zeros + this.#positive.count;
  }

  /** Number of NaN values. */
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
      throw new RoboticsError(`a sketch only accepts finite values, got ${value}`, {
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
   * Adds the values of another sketch.
   *
   * @throws {@link RoboticsError} if its accuracy differs.
   */
  merge(other: QuantileSketch): void {
    if (other.accuracy !== this.accuracy) {
      throw badOption(
        "the other sketch's accuracy",
        other.accuracy,
        `${this.accuracy}, the accuracy of this one`,
      );
    }
    this.#missing += other.#missing;
    this.#zeros += other.#zeros;
    this.#positive.merge(other.#positive);
    this.#negative.merge(other.#negative);
  }

  /**
   * The value below which a share `p` of the values is, in their unit.
   *
   * @throws {@link RoboticsError} "too few" without values, "bad option" if `p` is not between 0 and 1.
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

/** The value of a rank from 0. The sketch knows the minimum and maximum exactly. */
function valueAt(sketch: LogCollapsingLowestDenseDDSketch, rank: number): number {
  if (rank <= 0) return sketch.min;
  if (rank >= sketch.count - 1) return sketch.max;
  return sketch.getValueAtQuantile(rank / (sketch.count - 1));
}
