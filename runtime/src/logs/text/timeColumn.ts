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
  micros: "us",
  microseconds: "us",
  ns: "ns",
  nsec: "ns",
  nanos: "ns",
  nanoseconds: "ns",
};

/** The parts of a column that are needed to find the time. */
export interface Named {
  readonly name: string;
  readonly note?: string | undefined;
}

const secondsOf = /^(.*?)(secs?|seconds)$/i;
const nanosWords = ["nsec", "nsecs", "nanosec", "nanosecs", "nanos", "nanoseconds"];

/**
 * Finds the time column by its name. If the name does not give the unit, the first value does. `rostopic`: timestamps in
 * nanoseconds, as `rostopic echo -p` writes them.
 */
export function findTimeColumn(
  columns: readonly Named[],
  firstValue: (name: string) => string | undefined,
  rostopic: boolean,
): TimeColumn | undefined {
  const pair = findPair(columns);
  if (pair !== undefined) return pair;
  for (const pattern of names) {
    for (const { name, note } of columns) {
      const [plain, suffix] = splitUnit(name.toLowerCase());
      if (!pattern.test(plain) && !pattern.test(name.toLowerCase())) continue;
      const said = unitWords[note?.toLowerCase() ?? ""] ?? suffix;
      if (said !== undefined) return { name, unit: said, nanos: undefined, known: "said" };
      if (rostopic) return { name, unit: "ns", nanos: undefined, known: "said" };
      const unit = unitBySize(firstValue(name) ?? "");
      return {
        name,
        unit: unit ?? "s",
        nanos: undefined,
        known: unit === undefined ? "assumed" : "guessed",
      };
    }
  }
  return undefined;
}

/** `time_ms`, `t_ns` */
function splitUnit(name: string): [plain: string, unit: TimeUnit | undefined] {
  const found = /^(.+?)[ _.]([a-zµ]+)$/.exec(name);
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

/** Current dates have 10 digits in seconds, 13 in milliseconds, 16 in microseconds, and 19 in nanoseconds. */
function unitBySize(value: string): TimeUnit | undefined {
  const whole = /^\s*-?(\d+)(?:\.\d*)?\s*$/.exec(value)?.[1]?.length ?? 0;
  if (whole >= 18) return "ns";
  if (whole >= 15) return "us";
  return whole >= 12 ? "ms" : undefined;
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

/** A warning about the unit of a file's timestamps; undefined if there is no doubt. */
export function oddUnit(
  path: string,
  { name, unit, known }: TimeColumn,
  times: readonly bigint[],
): string | undefined {
  if (known === "said") return undefined;
  if (known === "guessed") {
    return `${path}: the column ${name} has no unit; its numbers look like ${words[unit]} and are read as such`;
  }
  const steps = times.slice(1).map((time, index) => Number(time - (times[index] ?? time)) / 1e9);
  const middle = steps.sort((a, b) => a - b)[steps.length >> 1] ?? 0;
  if (steps.length < 5 || middle < suspiciousStep) return undefined;
  const likely = middle < 5e3 ? "milliseconds" : middle < 5e6 ? "microseconds" : "nanoseconds";
  return `${path}: the column ${name} has no unit and is read as seconds: ${middle} s from row to row. Should this be ${likely}?`;
}
