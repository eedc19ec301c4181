import { MetricDefinitionError } from "../errors.js";
import { describeValue } from "./describeValue.js";

/**
 * A point in time, or a span from the start of a test: whole seconds and the nanoseconds beyond
 * them. A JavaScript Date holds milliseconds only.
 */
export interface Timestamp {
  /** Whole seconds, as large as a double holds exactly; below zero before 1970 or before the start. */
  readonly seconds: number;
  /** 0 to 999,999,999, counted forwards also where the seconds are below zero. */
  readonly nanos: number;
}

/** What may stand where a timestamp is asked for; a bigint counts nanoseconds. */
export type TimestampInput = Timestamp | bigint | Date;

const nanosPerSecond = 1_000_000_000;

/** A timestamp from nanoseconds, as MCAP and most robots count them. */
export function fromNanoseconds(nanoseconds: bigint): Timestamp {
  // Rounded down, as nanoseconds count forwards.
  const rest = ((nanoseconds % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const seconds = (nanoseconds - rest) / 1_000_000_000n;
  return checkTimestamp({
    seconds: Number(seconds),
    nanos: Number(rest),
  });
}

/** A timestamp from seconds, rounded to the nanosecond. A double holds today's date to about 0.2 µs. */
export function fromSeconds(seconds: number): Timestamp {
  if (!Number.isFinite(seconds)) throw badTimestamp(String(seconds));
  const whole = Math.floor(seconds);
  const nanos = Math.round((seconds - whole) * nanosPerSecond);
  return checkTimestamp(
    nanos === nanosPerSecond ? { seconds: whole + 1, nanos: 0 } : { seconds: whole, nanos },
  );
}

/** A timestamp from a Date: exact to the millisecond that a Date holds. */
export function fromDate(date: Date): Timestamp {
  const milliseconds = date.getTime();
  if (Number.isNaN(milliseconds)) throw badTimestamp("an invalid Date");
  const seconds = Math.floor(milliseconds / 1000);
  return checkTimestamp({ seconds, nanos: (milliseconds - seconds * 1000) * 1_000_000 });
}

/** A timestamp from a ROS stamp: ROS 2 says `nanosec`, ROS 1 `nsec`, and some decoders `secs`. */
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

/** The seconds of a timestamp as one number, to about 0.2 µs for today's date. */
export function toSeconds(timestamp: Timestamp): number {
  return timestamp.seconds + timestamp.nanos / nanosPerSecond;
}

/** The nanoseconds of a timestamp, exactly. */
export function toNanoseconds(timestamp: Timestamp): bigint {
  return BigInt(timestamp.seconds) * 1_000_000_000n + BigInt(timestamp.nanos);
}

/** Negative where `a` is earlier than `b`, 0 where they are the same instant. */
export function compareTimestamps(a: Timestamp, b: Timestamp): number {
  return a.seconds - b.seconds || a.nanos - b.nanos;
}

/**
 * What a caller gave, as a timestamp; the very same object where it is one already.
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
    hint: "A timestamp is { seconds, nanos } with whole seconds within 2^53 of zero and nanos from 0 to 999999999, a bigint of nanoseconds, or a Date; fromSeconds makes one from seconds, fromRosTime from a ROS stamp.",
  });
}
