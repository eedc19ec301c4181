import { Times, type Value } from "./Value.js";

/** Two numbers are the same if they are at most `absolute + relative * the larger one` apart. */
export interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
}

export interface ValueDifference {
  readonly field: string;
  readonly a: string;
  readonly b: string;
  readonly detail?: string;
}

/** The differences between two values, part by part. A series of numbers gets a single entry. */
export function compareValues(
  field: string,
  a: Value,
  b: Value,
  tolerance: Tolerance,
): ValueDifference[] {
  if (typeof a === "number" && typeof b === "number") {
    return sameNumber(a, b, tolerance) ? [] : [plain(field, a, b)];
  }
  if (a instanceof Times && b instanceof Times) return compareTimes(field, a, b, tolerance);
  if (isList(a) && isList(b)) return compareLists(field, a, b, tolerance);
  if (isRecord(a) || isRecord(b)) {
    // An unset value equals a value without content, such as bounds without a bound.
    const first = a === undefined ? {} : a;
    const second = b === undefined ? {} : b;
    if (!isRecord(first) || !isRecord(second)) return [plain(field, a, b)];
    const keys = new Set([...Object.keys(first), ...Object.keys(second)]);
    return [...keys].flatMap((key) =>
      compareValues(`${field}.${key}`, first[key], second[key], tolerance),
    );
  }
  return sameWord(a, b) ? [] : [plain(field, a, b)];
}

/** Exactly, except for strings with several forms: points in time, and plotly's lists of flags. */
function sameWord(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a !== "string" || typeof b !== "string") return false;
  const first = canonicalTime(a);
  if (first !== undefined) return first === canonicalTime(b);
  return flagList.test(a) && sortedFlags(a) === sortedFlags(b);
}

const timestamp = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/;

/** The same for `+00:00` and `Z`, with and without a fraction of zeros; undefined if it is not a point in time. */
function canonicalTime(text: string): string | undefined {
  const [, day, time, fraction = "", zone = ""] = timestamp.exec(text) ?? [];
  if (day === undefined) return undefined;
  const offset = zone === "" ? "" : zone.replace(/^([+-]\d\d)(\d\d)$/, "$1:$2");
  const at = Date.parse(`${day}T${time}${offset === "" ? "Z" : offset}`);
  if (Number.isNaN(at)) return undefined;
  // A time without a zone differs: its clock is unknown.
  return `${at} ${fraction.replace(/0+$/, "")} ${zone === "" ? "local" : ""}`;
}

const flagList = /^[a-z]+(\+[a-z]+)+$/;

function sortedFlags(text: string): string {
  return text.split("+").sort().join("+");
}

export function sameNumber(a: number, b: number, { absolute, relative }: Tolerance): boolean {
  if (Object.is(a, b) || a === b) return true;
  const apart = Math.abs(a - b);
  return apart <= absolute + relative * Math.max(Math.abs(a), Math.abs(b)) && apart < Infinity;
}

function compareTimes(field: string, a: Times, b: Times, tolerance: Tolerance): ValueDifference[] {
  const limit = tolerance.absolute * 1e9;
  const same = (x: bigint, y: bigint) => x === y || Number(x > y ? x - y : y - x) <= limit;
  if (a.nanoseconds.length === 1 && b.nanoseconds.length === 1) {
    const [x = 0n] = a.nanoseconds;
    const [y = 0n] = b.nanoseconds;
    return same(x, y) ? [] : [{ field, a: seconds(x), b: seconds(y) }];
  }
  return summed(field, a.nanoseconds, b.nanoseconds, same, seconds);
}

function compareLists(
  field: string,
  a: ArrayLike<Value>,
  b: ArrayLike<Value>,
  tolerance: Tolerance,
): ValueDifference[] {
  const isSimple = (list: ArrayLike<Value>) =>
    list.length === 0 || typeof list[0] === "number" || typeof list[0] === "string";
  if (isSimple(a) && isSimple(b)) {
    const same = (x: Value, y: Value) =>
      typeof x === "number" && typeof y === "number"
        ? sameNumber(x, y, tolerance)
        : x === y || compareValues(field, x, y, tolerance).length === 0;
    return summed(field, a, b, same, shown);
  }
  const length = Math.max(a.length, b.length);
  return Array.from({ length }, (_, i) => i).flatMap((i) =>
    compareValues(`${field}[${i}]`, a[i], b[i], tolerance),
  );
}

/** One entry for two series: how many elements differ, and the first difference. */
function summed<T>(
  field: string,
  a: ArrayLike<T>,
  b: ArrayLike<T>,
  same: (x: T, y: T) => boolean,
  show: (value: T) => string,
): ValueDifference[] {
  if (a.length !== b.length) {
    return [{ field, a: elements(a.length), b: elements(b.length) }];
  }
  let differing = 0;
  let first = -1;
  let furthest = 0;
  for (let i = 0; i < a.length; i += 1) {
    const x = a[i] as T;
    const y = b[i] as T;
    if (same(x, y)) continue;
    differing += 1;
    if (first < 0) first = i;
    if (typeof x === "number" && typeof y === "number") {
      furthest = Math.max(furthest, Math.abs(x - y));
    }
  }
  if (differing === 0) return [];
  const largest =
    furthest > 0 && differing > 1 ? `, by ${Number(furthest.toPrecision(4))} at most` : "";
  const detail = `${differing} of ${a.length} differ${largest}`;
  return [{ field: `${field}[${first}]`, a: show(a[first] as T), b: show(b[first] as T), detail }];
}

function elements(n: number): string {
  return `${n} element${n === 1 ? "" : "s"}`;
}

function seconds(nanoseconds: bigint): string {
  const whole = nanoseconds / 1_000_000_000n;
  const rest = (nanoseconds % 1_000_000_000n).toString().padStart(9, "0").replace(/0+$/, "");
  return `${whole}${rest === "" ? "" : `.${rest}`} s`;
}

function plain(field: string, a: Value, b: Value): ValueDifference {
  return { field, a: shown(a), b: shown(b) };
}

const longest = 120;

function shown(value: Value): string {
  if (value === undefined) return "not set";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value instanceof Times) return value.nanoseconds.map(seconds).join(", ");
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}

function isList(value: Value): value is ArrayLike<number> & readonly Value[] {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}

function isRecord(value: Value): value is { readonly [key: string]: Value } {
  return typeof value === "object" && value !== null && !isList(value) && !(value instanceof Times);
}
