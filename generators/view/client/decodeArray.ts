import type { ArrayEntry } from "../model/pageData.js";

/** Decodes an array of encodeArray. Pages are little-endian, like all machines that show them. */
export function decodeArray(
  { kind, length, scale = 1 }: ArrayEntry,
  buffer: ArrayBuffer,
  offset: number,
): Float64Array | Uint8Array<ArrayBuffer> {
  switch (kind) {
    case "u8":
      return new Uint8Array(buffer, offset, length);
    case "f64":
      return new Float64Array(buffer, offset, length);
    case "decimal":
      return sums(new Int32Array(buffer, offset, length), (ticks) => ticks / scale);
    case "split":
      return sums(new Int32Array(buffer, offset, length), (ticks) => {
        const whole = Math.floor(ticks / scale);
        return whole + (ticks - whole * scale) / scale;
      });
  }
}

function sums(steps: Int32Array, value: (ticks: number) => number): Float64Array {
  const values = new Float64Array(steps.length);
  let ticks = 0;
  for (let i = 0; i < steps.length; i += 1) {
    ticks += steps[i] ?? 0;
    values[i] = value(ticks);
  }
  return values;
}
