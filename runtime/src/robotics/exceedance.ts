import { badOption, checkLengths, checkTime } from "./checks.js";
import type { TimeColumn } from "./columns.js";
import { type Stretch, stretch } from "./gaps.js";

/** The limits of {@link exceedanceOf}: one or both. */
export interface Limits {
  /** In the unit of the values: larger values violate it. */
  above?: number | undefined;
  /** In the unit of the values: smaller values violate it. */
  below?: number | undefined;
}

/** How long values were beyond a limit. Each sample counts until the next one; the last one has no duration. */
export interface Exceedance {
  /** The share of time, 0 to 1; NaN if no time passes. */
  readonly share: number;
  /** Seconds beyond the limit. */
  readonly seconds: number;
  /** The longest uninterrupted period; undefined if no sample is beyond the limit. */
  readonly longest: Stretch | undefined;
  /** Number of periods. */
  readonly stretches: readonly Stretch[];
  /** Seconds with NaN values: neither within the limits nor beyond them. */
  readonly unknownSeconds: number;
}

/**
 * How long, and for what share of time, a column was beyond a limit.
 *
 * @throws {@link RoboticsError} for no samples, descending times, different lengths, or no limit.
 */
export function exceedanceOf(time: TimeColumn, values: Float64Array, limits: Limits): Exceedance {
  checkLengths({ time, values });
  checkTime(time, 1);
  const beyond = violatorOf(limits);
  const stretches: Stretch[] = [];
  let start: bigint | undefined;
  let unknown = 0n;
  for (let at = 0; at < values.length; at++) {
    const now = time[at] as bigint;
    const isBeyond = beyond(values[at] as number);
    if (isBeyond && start === undefined) start = now;
    if (!isBeyond && start !== undefined) {
      stretches.push(stretch(start, now));
      start = undefined;
    }
    if (Number.isNaN(values[at])) unknown += (time[at + 1] ?? now) - now;
  }
  const end = time.at(-1) as bigint;
  if (start !== undefined) stretches.push(stretch(start, end));
  const seconds = stretches.reduce((sum, one) => sum + one.seconds, 0);
  const longest = stretches.reduce<Stretch | undefined>(
    (best, one) => (best === undefined || one.seconds > best.seconds ? one : best),
    undefined,
  );
  const total = Number(end - (time[0] as bigint)) / 1e9;
  return {
    share: total > 0 ? seconds / total : Number.NaN,
    seconds,
    longest,
    stretches,
    unknownSeconds: Number(unknown) / 1e9,
  };
}

/** Whether a value violates the limits; a NaN does not. */
export function violatorOf({ above, below }: Limits): (value: number) => boolean {
  for (const [name, limit] of Object.entries({ above, below })) {
    if (limit !== undefined && (typeof limit !== "number" || Number.isNaN(limit))) {
      throw badOption(name, limit, "a number");
    }
  }
  if (above === undefined && below === undefined) {
    throw badOption("above or below", undefined, "given as a number");
  }
  const most = above ?? Number.POSITIVE_INFINITY;
  const least = below ?? Number.NEGATIVE_INFINITY;
  return (value) => value > most || value < least;
}
