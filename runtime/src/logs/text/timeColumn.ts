import { exactTime, type TimeUnit } from "./exactTime.js";

/** The time column of a table. */
export interface TimeColumn {
  readonly name: string;
  /** Its unit; with `nanos`, whole seconds. */
  readonly unit: TimeUnit;
  /** The column of nanoseconds next to the seconds, if any. */
  readonly nanos: string | undefined;
  /** How the unit was determined: from the file, from the magnitude, or assumed to be seconds. */
  readonly known: "said" | "guessed" | "assumed";
  /** A unit in the file that is not one of these: `min`. The numbers are read as seconds. */
  readonly foreignUnit?: string | undefined;
}

/** Names of time columns in order of preference; compared in lower case. */
const names: readonly RegExp[] = [
  /^(?:.*\.)?header\.stamp$/,
  /^(?:.*[._])?stamp$/,
  /^time[ _]?stamp$/,
  /^time$/,
  /^(?:t|ts|secs?|seconds|elapsed|elapsed[ _]time|unix[ _]?time|epoch|rostime|sim[ _]?time|date[ _]?time|date)$/,
  /(?:^|[._ ])time(?:[ _]?stamp)?$/,
];

/** Columns whose names end in "time" as well, but that are durations. */
const durations =
  /(?:^|[._ ])(?:processing|reaction|response|travel|lap|cpu|exec|execution|compute|computation|calculation|solve|solver|planning|wait|waiting|idle|remaining|delta)[._ ]time$/;

const unitWords: Record<string, TimeUnit> = {
  s: "s",
  sec: "s",
  secs: "s",
  second: "s",
  seconds: "s",
  ms: "ms",
  msec: "ms",
  millis: "ms",
  milliseconds: "ms",
  us: "us",
  usec: "us",
  µs: "us",
  μs: "us",
  micros: "us",
  microseconds: "us",
  ns: "ns",
  nsec: "ns",
  nanos: "ns",
  nanoseconds: "ns",
};

/** Units that a header may name, but that are not read. */
const foreignUnits = /^(?:min(?:ute)?s?|h|hrs?|hours?|d|days?|ticks?|frames?|samples?|cycles?)$/i;

/** The parts of a column that are needed to find the time. */
export interface Named {
  readonly name: string;
  readonly note?: string | undefined;
}

const secondsOf = /^(.*?)(secs?|seconds)$/i;
const nanosWords = ["nsec", "nsecs", "nanosec", "nanosecs", "nanos", "nanoseconds"];

/**
 * Finds the time column by its name. If the name does not give the unit, the values do: `valuesOf` returns some of a
 * column. `rostopic`: timestamps in nanoseconds, as `rostopic echo -p` writes them.
 */
export function findTimeColumn(
  columns: readonly Named[],
  valuesOf: (name: string) => readonly string[],
  rostopic: boolean,
): TimeColumn | undefined {
  const pair = findPair(columns);
  if (pair !== undefined) return pair;
  for (const pattern of names) {
    for (const { name, note } of columns) {
      const [plain, suffix] = splitUnit(name.toLowerCase());
      if (!pattern.test(plain) && !pattern.test(name.toLowerCase())) continue;
      if (durations.test(plain)) continue;
      const said = unitWords[note?.toLowerCase() ?? ""] ?? suffix;
      if (said !== undefined) return { name, unit: said, nanos: undefined, known: "said" };
      if (rostopic) return { name, unit: "ns", nanos: undefined, known: "said" };
      const foreignUnit = note !== undefined && foreignUnits.test(note) ? note : undefined;
      const unit = foreignUnit === undefined ? unitBySize(valuesOf(name)) : undefined;
      return {
        name,
        unit: unit ?? "s",
        nanos: undefined,
        known: unit === undefined ? "assumed" : "guessed",
        foreignUnit,
      };
    }
  }
  return undefined;
}

/** `time_ms`, `t_ns`, `timeUs` */
function splitUnit(name: string): [plain: string, unit: TimeUnit | undefined] {
  const found =
    /^(.+?)[ _.]([a-zµμ]+)$/.exec(name) ??
    /^((?:time)?[ _]?stamp|time|epoch|elapsed)([mnuµμ]s(?:ec)?|nanos|micros|millis)$/.exec(name);
  const unit =
    found && Object.hasOwn(unitWords, found[2] ?? "") ? unitWords[found[2] ?? ""] : undefined;
  return unit === undefined ? [name, undefined] : [found?.[1] ?? name, unit];
}

/** `secs` and `nsecs`, `header.stamp.sec` and `header.stamp.nanosec` */
function findPair(columns: readonly Named[]): TimeColumn | undefined {
  const known = new Map(columns.map(({ name }) => [name.toLowerCase(), name]));
  for (const { name } of columns) {
    const prefix = secondsOf.exec(name)?.[1]?.toLowerCase();
    if (prefix === undefined) continue;
    const nanos = nanosWords
      .map((word) => known.get(prefix + word))
      .find((word) => word !== undefined);
    if (nanos !== undefined) return { name, unit: "s", nanos, known: "said" };
  }
  return undefined;
}

const numeric = /^\s*[+-]?[\d.]+(?:e[+-]?\d{1,3})?\s*$/i;

/**
 * Current dates have 10 digits in seconds, 13 in milliseconds, 16 in microseconds, and 19 in nanoseconds. The largest
 * value decides: the first ones may be zero.
 */
function unitBySize(values: readonly string[]): TimeUnit | undefined {
  let largest = 0n;
  for (const value of values) {
    const whole = numeric.test(value) ? (exactTime(value, "ns") ?? 0n) : 0n;
    const size = whole < 0n ? -whole : whole;
    if (size > largest) largest = size;
  }
  const digits = String(largest).length;
  if (digits >= 18) return "ns";
  if (digits >= 15) return "us";
  return digits >= 12 ? "ms" : undefined;
}

/** The exact timestamp of a row; undefined if a cell is not a timestamp. */
export function readTime(
  { unit, nanos }: TimeColumn,
  time: string,
  nanosText: string | undefined,
): bigint | undefined {
  const whole = exactTime(time, unit);
  if (nanos === undefined || whole === undefined) return whole;
  const rest = exactTime(nanosText ?? "", "ns");
  return rest === undefined ? undefined : whole + rest;
}

const words: Record<TimeUnit, string> = {
  s: "seconds",
  ms: "milliseconds",
  us: "microseconds",
  ns: "nanoseconds",
};

/** Seconds between two rows at which another unit is more likely. */
const suspiciousStep = 5;

/** The median of the seconds between rows; undefined for too few rows. */
export function usualStep(times: readonly bigint[]): number | undefined {
  const steps = times.slice(1).map((time, index) => Number(time - (times[index] ?? time)) / 1e9);
  return steps.length < 5 ? undefined : steps.sort((a, b) => a - b)[steps.length >> 1];
}

/**
 * A warning about the unit of a file's timestamps; undefined if there is no doubt. `step`: the usual number of seconds
 * between rows, if known.
 */
export function oddUnit(
  path: string,
  { name, unit, known, foreignUnit }: TimeColumn,
  step: number | undefined,
): string | undefined {
  if (known === "said") return undefined;
  if (foreignUnit !== undefined) {
    return `${path}: the column ${name} has the unit ${JSON.stringify(foreignUnit)}, which is not supported; its numbers are read as seconds. Write seconds, or scale the times in your code`;
  }
  if (known === "guessed") {
    return `${path}: the column ${name} has no unit; its numbers look like ${words[unit]} and are read as such`;
  }
  if (step === undefined || step < suspiciousStep) return undefined;
  const likely = step < 1e3 ? "milliseconds" : step < 1e6 ? "microseconds" : "nanoseconds";
  return `${path}: the column ${name} has no unit and is read as seconds: ${step} s from row to row. Should this be ${likely}?`;
}
