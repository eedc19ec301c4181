import type { ParquetColumn } from "./parquetColumns.js";

/** The column that says when a row was. */
export interface TimeColumn {
  readonly name: string;
  /** Undefined for a cell without a value. */
  toNanoseconds(cell: unknown): bigint | undefined;
}

const perUnit = { s: 1_000_000_000n, ms: 1_000_000n, us: 1000n, ns: 1n } as const;

/** `time`, `timestamp`, `stamp`, `t`, and so on; a unit may follow: `t_ns`, `timestamp (us)`. */
const timeName =
  /^(?:(?:header|ros|log|sim)[._ ]?)?(?:time(?:[._ ]?stamp)?|stamp|t|epoch)[._ ]?(?:[[(]?(nanoseconds|nanosec|ns|microseconds|usec|us|µs|milliseconds|msec|ms|seconds|secs?|s)[\])]?)?$/i;

/** The time of a table's rows: a column of times, by name where there are several; else a number that is named so. */
export function timeColumnOf(columns: readonly ParquetColumn[]): TimeColumn | undefined {
  const times = columns.filter(({ isTime }) => isTime);
  const time = times.find(({ name }) => timeName.test(name)) ?? times[0];
  if (time !== undefined) return { name: time.name, toNanoseconds: exact };
  for (const { name, kind } of columns) {
    const match = timeName.exec(name);
    if (match === null || !["number", "integer", "bigint"].includes(kind)) continue;
    const unit = unitOf(match[1]);
    return { name, toNanoseconds: (cell) => fromNumber(cell, unit) };
  }
  return undefined;
}

function exact(cell: unknown): bigint | undefined {
  return typeof cell === "bigint" ? cell : undefined;
}

function unitOf(word: string | undefined): keyof typeof perUnit | undefined {
  const letter = word?.toLowerCase();
  if (letter === undefined) return undefined;
  if (letter.startsWith("n")) return "ns";
  if (letter.startsWith("u") || letter.startsWith("µ") || letter.startsWith("mic")) return "us";
  return letter.startsWith("m") ? "ms" : "s";
}

function fromNumber(cell: unknown, named: keyof typeof perUnit | undefined): bigint | undefined {
  if (typeof cell === "bigint") return cell * perUnit[named ?? unitBySize(Number(cell))];
  if (typeof cell !== "number" || !Number.isFinite(cell)) return undefined;
  const unit = perUnit[named ?? unitBySize(cell)];
  // The whole part apart: a product of both would round away nanoseconds that the cell still holds.
  const whole = Math.trunc(cell);
  return BigInt(whole) * unit + BigInt(Math.round((cell - whole) * Number(unit)));
}

/** Seconds since 1970 have ten digits, milliseconds thirteen; what is smaller counts seconds from some start. */
function unitBySize(value: number): keyof typeof perUnit {
  const size = Math.abs(value);
  if (size >= 1e17) return "ns";
  if (size >= 1e14) return "us";
  return size >= 1e11 ? "ms" : "s";
}
