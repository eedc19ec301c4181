import { checkFinite, checkNotNegative, checkTime } from "./checks.js";
import type { TimeColumn } from "./columns.js";
import { nanosecondsSince, toNanoseconds } from "./nanoseconds.js";

/** Options of {@link associate}. */
export interface AssociateOptions {
  /** Seconds: samples farther apart than this are not paired. Default: 0.01. */
  tolerance?: number | undefined;
  /** Seconds that are added to the times of `b` first. Default: 0. */
  offset?: number | undefined;
}

/** Pairs of samples of two logs with matching times. */
export interface Association {
  /** The indices of the samples of `a`, ascending. */
  readonly a: Uint32Array;
  /** The index of the sample of `b` for each of them, also ascending. */
  readonly b: Uint32Array;
  /** Number of pairs. */
  readonly matched: number;
  /** Number of samples on each side. */
  readonly of: { readonly a: number; readonly b: number };
  /** The pairs as a share of the shorter side: 1 if every sample of it has a partner, 0 if none has. */
  readonly share: number;
  /** Maximum time difference of a pair in seconds; 0 without pairs. */
  readonly maxDifference: number;
}

/**
 * Pairs the samples of two logs by their times: the two closest first, then the closest of the
 * rest. Each sample is used once, within the tolerance, and pairs do not cross in time. These are
 * the pairs of the TUM RGB-D benchmark's `associate.py`, except those that cross a closer pair.
 * Such pairs may occur if one log has a gap and the tolerance exceeds its period. Swapping `a` and
 * `b` gives the same pairs. Without pairs, all arrays are empty.
 *
 * @throws {@link RoboticsError} for descending times, and options that are not numbers.
 */
export function associate(
  a: TimeColumn,
  b: TimeColumn,
  options: AssociateOptions = {},
): Association {
  checkTime(a, 0);
  checkTime(b, 0);
  const tolerance = toNanoseconds(checkNotNegative("tolerance", options.tolerance ?? 0.01));
  const offset = toNanoseconds(checkFinite("offset", options.offset ?? 0));
  const origin = a[0] ?? b[0] ?? 0n;
  const timeA = nanosecondsSince(a, origin);
  const timeB = nanosecondsSince(b, origin - BigInt(offset));
  const pairs = sameTimes(timeA, timeB) ?? closestFirst(timeA, timeB, tolerance);
  let maxDifference = 0;
  for (let at = 0; at < pairs.a.length; at++) {
    const difference =
      (timeA[pairs.a[at] as number] as number) - (timeB[pairs.b[at] as number] as number);
    maxDifference = Math.max(maxDifference, Math.abs(difference));
  }
  const matched = pairs.a.length;
  return {
    ...pairs,
    matched,
    of: { a: a.length, b: b.length },
    share: matched === 0 ? 0 : matched / Math.min(a.length, b.length),
    maxDifference: maxDifference / 1e9,
  };
}

interface Pairs {
  readonly a: Uint32Array;
  readonly b: Uint32Array;
}

/** Two logs with the same times, without repetitions, need no search. */
function sameTimes(a: Float64Array, b: Float64Array): Pairs | undefined {
  if (a.length !== b.length) return undefined;
  for (let at = 0; at < a.length; at++) {
    if (a[at] !== b[at] || (at > 0 && a[at] === a[at - 1])) return undefined;
  }
  const numbers = Uint32Array.from(a.keys());
  return { a: numbers, b: numbers };
}

/**
 * Both sides are in one list in order of time, and neighbors from different sides may pair. Samples on opposite sides
 * of a pair cannot: their pair would cross it, and the partner of a later sample would be an earlier one.
 */
function closestFirst(a: Float64Array, b: Float64Array, tolerance: number): Pairs {
  const { time, side, number } = merged(a, b);
  const count = time.length;
  const queue = new PairQueue();
  for (let left = 0; left + 1 < count; left++) {
    if (side[left] === side[left + 1]) continue;
    const difference = (time[left + 1] as number) - (time[left] as number);
    if (difference <= tolerance) queue.push(difference, left, left + 1);
  }
  const partner = new Int32Array(count).fill(-1);
  for (let pair = queue.pop(); pair !== undefined; pair = queue.pop()) {
    const { left, right } = pair;
    if (partner[left] !== -1 || partner[right] !== -1) continue;
    partner[left] = right;
    partner[right] = left;
  }
  const pairsA: number[] = [];
  const pairsB: number[] = [];
  for (let at = 0; at < count; at++) {
    if (side[at] !== 0 || partner[at] === -1) continue;
    pairsA.push(number[at] as number);
    pairsB.push(number[partner[at] as number] as number);
  }
  return { a: Uint32Array.from(pairsA), b: Uint32Array.from(pairsB) };
}

/** Equal times alternate between the sides, so that neither is preferred. */
function merged(a: Float64Array, b: Float64Array) {
  const count = a.length + b.length;
  const time = new Float64Array(count);
  const side = new Uint8Array(count);
  const number = new Uint32Array(count);
  let nextA = 0;
  let nextB = 0;
  let runA = 0;
  let runB = 0;
  for (let at = 0; at < count; at++) {
    const timeA = a[nextA] ?? Number.POSITIVE_INFINITY;
    const timeB = b[nextB] ?? Number.POSITIVE_INFINITY;
    const takeA = timeA < timeB || (timeA === timeB && runA <= runB);
    time[at] = takeA ? timeA : timeB;
    side[at] = takeA ? 0 : 1;
    number[at] = takeA ? nextA : nextB;
    if (at > 0 && time[at] !== time[at - 1]) runA = runB = 0;
    if (takeA) {
      nextA++;
      runA++;
    } else {
      nextB++;
      runB++;
    }
  }
  return { time, side, number };
}

/** A binary heap: the closest pair first, the earliest of equally close ones. */
class PairQueue {
  readonly #difference: number[] = [];
  readonly #left: number[] = [];
  readonly #right: number[] = [];

  push(difference: number, left: number, right: number): void {
    let at = this.#difference.length;
    this.#set(at, difference, left, right);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#less(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  pop(): { left: number; right: number } | undefined {
    const left = this.#left[0];
    const right = this.#right[0];
    if (left === undefined || right === undefined) return undefined;
    const last = this.#difference.length - 1;
    this.#swap(0, last);
    this.#difference.pop();
    this.#left.pop();
    this.#right.pop();
    let at = 0;
    for (;;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < last && this.#less(child, least)) least = child;
      }
      if (least === at) return { left, right };
      this.#swap(at, least);
      at = least;
    }
  }

  #less(a: number, b: number): boolean {
    const difference = (this.#difference[a] as number) - (this.#difference[b] as number);
    return (
      difference < 0 || (difference === 0 && (this.#left[a] as number) < (this.#left[b] as number))
    );
  }

  #set(at: number, difference: number, left: number, right: number): void {
    this.#difference[at] = difference;
    this.#left[at] = left;
    this.#right[at] = right;
  }

  #swap(a: number, b: number): void {
    const [difference, left, right] = [this.#difference[a], this.#left[a], this.#right[a]];
    this.#set(a, this.#difference[b] as number, this.#left[b] as number, this.#right[b] as number);
    this.#set(b, difference as number, left as number, right as number);
  }
}
