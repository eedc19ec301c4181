import type { TimeColumn } from "./columns.js";

const wordsAreLittleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/**
 * Nanoseconds since `origin` as doubles, exact up to 104 days: their arithmetic is much faster than with bigints.
 */
export function nanosecondsSince(time: TimeColumn, origin: bigint): Float64Array {
  const since = new Float64Array(time.length);
  if (!wordsAreLittleEndian) {
    for (let at = 0; at < since.length; at++) since[at] = Number((time[at] as bigint) - origin);
    return since;
  }
  // Reads the two words of each element, which does not create a bigint.
  const low = new Uint32Array(time.buffer, time.byteOffset, time.length * 2);
  const high = new Int32Array(time.buffer, time.byteOffset, time.length * 2);
  const originLow = Number(BigInt.asUintN(32, origin));
  const originHigh = Number(origin >> 32n);
  for (let at = 0; at < since.length; at++) {
    const highs = ((high[2 * at + 1] as number) - originHigh) * 4_294_967_296;
    since[at] = highs + ((low[2 * at] as number) - originLow);
  }
  return since;
}

/** A duration in seconds as whole nanoseconds. */
export function toNanoseconds(seconds: number): number {
  return Math.round(seconds * 1e9);
}
