import { InputError, type MetricsErrorOptions } from "../errors.js";

/** Why something cannot be computed, for code that distinguishes reasons. */
export type RoboticsReason =
  /** An option has an invalid type or value. */
  | "bad option"
  /** Related columns have different lengths. */
  | "lengths differ"
  /** There are fewer samples than required. */
  | "too few"
  /** A timestamp is earlier than the previous one. */
  | "unsorted"
  /** There is a NaN or an infinity where a finite number is required. */
  | "not finite"
  /** A quaternion is zero, so it is not a rotation. */
  | "zero quaternion"
  /** The samples do not determine the result: all at one position or time, or all on a line. */
  | "degenerate"
  /** Two logs have no common times, or no common area. */
  | "no overlap"
  /** No transform has this frame. */
  | "unknown frame"
  /** Two frames have no chain of transforms between them. */
  | "not connected"
  /** A chain of transforms is circular. */
  | "loop"
  /** A time is before the first sample or after the last. */
  | "outside the times";

/** Options of a {@link RoboticsError}. */
export interface RoboticsErrorOptions extends MetricsErrorOptions {
  reason: RoboticsReason;
}

/** The input does not determine the result. The message says which value, `reason` says why. */
export class RoboticsError extends InputError {
  override readonly name: string = "RoboticsError";
  readonly reason: RoboticsReason;

  constructor(message: string, { reason, ...options }: RoboticsErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
