import type { ArrayKind } from "./pageData.js";

/** An array as bytes that compress well, and the parameters for decodeArray. */
export interface EncodedArray {
  readonly kind: ArrayKind;
  readonly bytes: Uint8Array;
  /** For the kinds `decimal` and `split`: the factor of the whole numbers. */
  readonly scale: number;
}

const isBigEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 0;
const scales = [1, 10, 100, 1e3, 1e4, 1e6, 1e9];
/** Minimum length: shorter arrays are not worth the analysis. */
const shortest = 64;
const largestStep = 2 ** 31 - 1;

/** Computes a value from a whole number and the scale, by kind; the client has the same functions. */
const rules = {
  decimal: (ticks: number, scale: number) => ticks / scale,
  // Adds seconds and nanoseconds like a timestamp: the quotient would be another double.
  split: (ticks: number, scale: number) => {
    const whole = Math.floor(ticks / scale);
    return whole + (ticks - whole * scale) / scale;
  },
} as const;

/**
 * Doubles that are decimals with a few digits, such as times and quantized values, become 32-bit steps between whole
 * numbers, which gzip compresses well. All others stay unchanged; decoding restores every value bit by bit.
 */
export function encodeArray(values: Float64Array | Uint8Array): EncodedArray {
  if (values instanceof Uint8Array) return { kind: "u8", bytes: values, scale: 1 };
  if (values.length >= shortest) {
    for (const kind of ["decimal", "split"] as const) {
      for (const scale of scales) {
        const steps = stepsOf(values, kind, scale);
        if (steps !== undefined) return { kind, bytes: littleEndian(steps), scale };
      }
    }
  }
  return { kind: "f64", bytes: littleEndian(values), scale: 1 };
}

/** The first whole number and the steps to the next ones; undefined if they do not reproduce the values. */
function stepsOf(
  values: Float64Array,
  kind: keyof typeof rules,
  scale: number,
): Int32Array | undefined {
  const rule = rules[kind];
  const steps = new Int32Array(values.length);
  let before = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? Number.NaN;
    const ticks = Math.round(value * scale);
    const step = ticks - before;
    if (!(Math.abs(step) <= largestStep) || !Number.isSafeInteger(ticks)) return undefined;
    if (!Object.is(rule(ticks, scale), value)) return undefined;
    steps[i] = step;
    before = ticks;
  }
  return steps;
}

function littleEndian(array: Float64Array | Int32Array): Uint8Array {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  if (!isBigEndian) return bytes;
  const size = array.BYTES_PER_ELEMENT;
  const swapped = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i += size) {
    swapped.set(bytes.subarray(i, i + size).toReversed(), i);
  }
  return swapped;
}
