import type { ArrayKind } from "./pageData.js";

/** An array as bytes that compress well, and what decodeArray needs besides them. */
export interface EncodedArray {
  readonly kind: ArrayKind;
  readonly bytes: Uint8Array;
  /** Of kinds `decimal` and `split`: what the whole numbers were multiplied with. */
  readonly scale: number;
}

const isBigEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 0;
const scales = [1, 10, 100, 1e3, 1e4, 1e6, 1e9];
/** Shorter arrays are not worth the look. */
const shortest = 64;
const largestStep = 2 ** 31 - 1;

/** How a value follows from a whole number and the scale, by kind; the client has the same. */
const rules = {
  decimal: (ticks: number, scale: number) => ticks / scale,
  // As seconds and nanoseconds of a timestamp are added: not the same double as their quotient.
  split: (ticks: number, scale: number) => {
    const whole = Math.floor(ticks / scale);
    return whole + (ticks - whole * scale) / scale;
  },
} as const;

/**
 * Doubles that are decimals of a few digits, such as times and quantised values, become the 32-bit steps between whole
 * numbers: gzip makes little of those. All others stay as they are; every value comes back bit by bit.
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

/** The first whole number and the steps to the next ones; undefined if they do not give the values back. */
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
