import { MetricDefinitionError } from "../errors.js";
import { describeValue } from "./describeValue.js";

/**
 * A point in time, or an offset from the start of a test: whole seconds plus nanoseconds. A JavaScript Date
 * only has milliseconds.
 */
export interface Timestamp {
  /** Whole seconds, up to the largest exact integer; negative before 1970 or before the start. */
  readonly seconds: number;
  /** 0 to 999,999,999; counts forward even if the seconds are negative. */
  readonly nanos: number;
}

/** Accepted types for a timestamp; a bigint is in nanoseconds. */
export type TimestampInput = Timestamp | bigint | Date;

const nanosPerSecond = 1_000_000_000;

/** A timestamp from nanoseconds, as in MCAP and on most robots. */
export function fromNanoseconds(nanoseconds: bigint): Timestamp {
  // Rounded down, because nanoseconds count forward.
  const rest = ((nanoseconds % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const seconds = (nanoseconds - rest) / 1_000_000_000n;
  return checkTimestamp({
    seconds: Number(seconds),
    nanos: Number(rest),
  });
}

/** A timestamp from seconds, rounded to nanoseconds. A double represents current dates to about 0.2 µs. */
export function fromSeconds(seconds: number): Timestamp {
  if (!Number.isFinite(seconds)) throw badTimestamp(String(seconds));
  const whole = Math.floor(seconds);
  const nanos = Math.round((seconds - whole) * nanosPerSecond);
  return checkTimestamp(
    nanos === nanosPerSecond ? { seconds: whole + 1, nanos: 0 } : { seconds: whole, nanos },
  );
}

/** A timestamp from a Date, with its precision of one millisecond. */
export function fromDate(date: Date): Timestamp {
  const milliseconds = date.getTime();
  if (Number.isNaN(milliseconds)) throw badTimestamp("an invalid Date");
  const seconds = Math.floor(milliseconds / 1000);
  return checkTimestamp({ seconds, nanos: (milliseconds - seconds * 1000) * 1_000_000 });
}

/** A timestamp from a ROS stamp: `nanosec` in ROS 2, `nsec` in ROS 1, or `secs` from some decoders. */
export function fromRosTime(
  stamp:
    | { readonly sec: number; readonly nanosec: number }
    | { readonly sec: number; readonly nsec: number }
    | { readonly secs: number; readonly nsecs: number },
): Timestamp {
  const seconds = "sec" in stamp ? stamp.sec : stamp.secs;
  const nanos = "nanosec" in stamp ? stamp.nanosec : "nsec" in stamp ? stamp.nsec : stamp.nsecs;
  return checkTimestamp({ seconds, nanos });
}

/** The seconds of a timestamp as one number, accurate to about 0.2 µs for current dates. */
export function toSeconds(timestamp: Timestamp): number {
  return timestamp.seconds + timestamp.nanos / nanosPerSecond;
}

/** The nanoseconds of a timestamp, exactly. */
export function toNanoseconds(timestamp: Timestamp): bigint {
  return BigInt(timestamp.seconds) * 1_000_000_000n + BigInt(timestamp.nanos);
}

/** Negative if `a` is earlier than `b`, 0 if they are equal. */
export function compareTimestamps(a: Timestamp, b: Timestamp): number {
  return a.seconds - b.seconds || a.nanos - b.nanos;
}

/**
 * Converts a value to a timestamp; returns the same object if it already is one.
 *
 * @throws {@link MetricDefinitionError} for fractional seconds, seconds of 2^53 and beyond on either
 * side of zero, nanoseconds outside a second, and invalid Dates.
 */
export function timestampFrom(input: TimestampInput): Timestamp {
  if (typeof input === "bigint") return fromNanoseconds(input);
  if (input instanceof Date) return fromDate(input);
  if (typeof input !== "object" || input === null) throw badTimestamp(describeValue(input));
  return checkTimestamp(input);
}

function checkTimestamp(timestamp: Timestamp): Timestamp {
  const { seconds, nanos } = timestamp;
  if (
    Number.isSafeInteger(seconds) &&
    Number.isInteger(nanos) &&
    nanos >= 0 &&
    nanos < nanosPerSecond
  ) {
    return timestamp;
  }
  throw badTimestamp(`{ seconds: ${seconds}, nanos: ${nanos} }`);
}

function badTimestamp(value: string): MetricDefinitionError {
  return new MetricDefinitionError(`${value} is not a timestamp`, {
    hint: "Use { seconds, nanos } with whole seconds within 2^53 of zero and nanos from 0 to 999999999, a bigint of nanoseconds, or a Date. To convert seconds, use fromSeconds; for a ROS stamp, use fromRosTime.",
  });
}
