import { checkLengths, checkNotNegative, checkTime } from "./checks.js";
import type { TimeColumn } from "./columns.js";
import { type Limits, violatorOf } from "./exceedance.js";
import { toNanoseconds } from "./nanoseconds.js";

/** Options of {@link episodesOf}: one or both limits, and what counts as one episode. */
export interface EpisodeOptions extends Limits {
  /** Seconds: violations within this distance are one episode. Default: 0.5. */
  mergeGap?: number | undefined;
  /** Seconds: shorter episodes are dropped. Default: 0, all are kept. */
  minLength?: number | undefined;
}

/** A period in which a value was beyond its limit. */
export interface Episode {
  /** Nanoseconds: the first sample beyond the limit. */
  readonly start: bigint;
  /** Nanoseconds: the last sample beyond the limit. */
  readonly end: bigint;
  readonly seconds: number;
  /** The sample farthest beyond the limit. */
  readonly worst: { readonly at: number; readonly time: bigint; readonly value: number };
  /** The limit that the worst sample violates. */
  readonly limit: number;
  /** By how much. */
  readonly excess: number;
}

/**
 * The episodes in which a column is beyond a limit, worst first. A NaN is not a violation, and does not end one.
 *
 * @throws {@link RoboticsError} for descending times, different lengths, or no limit.
 */
export function episodesOf(
  time: TimeColumn,
  values: Float64Array,
  options: EpisodeOptions,
): Episode[] {
  checkLengths({ time, values });
  checkTime(time, 0);
  const beyond = violatorOf(options);
  const mergeGap = BigInt(toNanoseconds(checkNotNegative("mergeGap", options.mergeGap ?? 0.5)));
  const minLength = checkNotNegative("minLength", options.minLength ?? 0);
  const episodes: Episode[] = [];
  let open: Episode | undefined;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    if (!beyond(value)) continue;
    const now = time[at] as bigint;
    const sample = violation(at, now, value, options);
    if (open !== undefined && now - open.end <= mergeGap) {
      const worse = sample.excess > open.excess ? sample : open;
      open = { ...worse, start: open.start, end: now, seconds: Number(now - open.start) / 1e9 };
    } else {
      if (open !== undefined) episodes.push(open);
      open = sample;
    }
  }
  if (open !== undefined) episodes.push(open);
  return episodes
    .filter(({ seconds }) => seconds >= minLength)
    .sort((a, b) => b.excess - a.excess || (a.start < b.start ? -1 : 1));
}

function violation(at: number, time: bigint, value: number, { above, below }: Limits): Episode {
  const isAbove = above !== undefined && value > above;
  const limit = (isAbove ? above : below) as number;
  return {
    start: time,
    end: time,
    seconds: 0,
    worst: { at, time, value },
    limit,
    excess: Math.abs(value - limit),
  };
}
