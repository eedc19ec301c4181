import type { LogFile } from "../LogFile.js";

/** The file interface of hyparquet. */
export function asyncBuffer(file: LogFile) {
  return {
    byteLength: file.size,
    slice: async (start: number, end = file.size): Promise<ArrayBuffer> => {
      const { buffer, byteOffset, byteLength } = await file.read(start, end - start);
      return byteLength === buffer.byteLength
        ? buffer
        : buffer.slice(byteOffset, byteOffset + byteLength);
    },
  };
}

/** Nanoseconds, instead of Dates with only milliseconds. */
export const exactTimes = {
  timestampFromMilliseconds: (time: bigint) => nanoseconds(time, 1_000_000n),
  timestampFromMicroseconds: (time: bigint) => nanoseconds(time, 1000n),
  timestampFromNanoseconds: (time: bigint) => nanoseconds(time, 1n),
  dateFromDays: (days: number) => nanoseconds(days, 86_400_000_000_000n),
};

/** Missing values stay missing. */
function nanoseconds(time: bigint | number | null | undefined, unit: bigint): bigint | null {
  return time === null || time === undefined ? null : BigInt(time) * unit;
}
