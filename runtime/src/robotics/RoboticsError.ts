import { InputError, type MetricsErrorOptions } from "../errors.js";

/** Why something cannot be computed, as one of a few words that code can tell apart. */
export type RoboticsReason =
  /** An option is not of the expected kind or range. */
  | "bad option"
  /** Columns that belong together have different lengths. */
  | "lengths differ"
  /** There are fewer samples than the notion needs. */
  | "too few"
  /** A time is before the one that precedes it. */
  | "unsorted"
  /** A NaN or an infinity stands where a finite number is needed. */
  | "not finite"
  /** A quaternion is zero, so that it is no rotation. */
  | "zero quaternion"
  /** The samples do not determine the result: all at one place or time, or all on a line. */
  | "degenerate"
  /** Two logs have no times, or no rectangle and no plane, in common. */
  | "no overlap"
  /** No transform names this frame. */
  | "unknown frame"
  /** Two frames have no chain of transforms between them. */
  | "not connected"
  /** A chain of transforms leads back to where it began. */
  | "loop"
  /** A time lies before the first sample or beyond the last. */
  | "outside the times";

/** Options of a {@link RoboticsError}. */
export interface RoboticsErrorOptions extends MetricsErrorOptions {
  reason: RoboticsReason;
}

/** What was given does not determine what was asked for; the message says which value, `reason` why. */
export class RoboticsError extends InputError {
  override readonly name: string = "RoboticsError";
  readonly reason: RoboticsReason;

  constructor(message: string, { reason, ...options }: RoboticsErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
