import { ApiError } from "../../errors.js";
import type { Timestamp } from "../../generated/proto/google/protobuf/timestamp.js";

const form = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(?:\.(\d+))?([Zz]|[+-]\d{2}:\d{2})$/;

/**
 * Parses an RFC 3339 timestamp of the API with all of its digits, up to nanoseconds.
 * @throws {ApiError} if it is not such a timestamp
 */
export function parseTimestamp(text: string, operation: string): Timestamp {
  const match = form.exec(text);
  const [, day, time, fraction = "", zone = "Z"] = match ?? [];
  const milliseconds = match ? Date.parse(`${day}T${time}${zone.toUpperCase()}`) : Number.NaN;
  if (Number.isNaN(milliseconds)) {
    throw new ApiError(`${operation} returned an invalid timestamp: ${JSON.stringify(text)}`, {
      operation,
      hint: "Timestamps of the API follow RFC 3339: 2024-05-01T12:00:00Z.",
    });
  }
  return {
    seconds: Math.floor(milliseconds / 1000),
    nanos: Number(fraction.slice(0, 9).padEnd(9, "0")),
  };
}
