import { distinctNumber, fromNum, shortNumber, withUnitOf } from "../common/numbers.js";
import { gravityOf, isFailure } from "../common/words.js";
import type { ArrayTable } from "./arrayTable.js";
import type { AxisView, Body, Limits } from "./pageData.js";

/** The failure of a body, described by its worst element. */
export interface Failure {
  /** `−1 m at 20 s, limit 0 m; 33 samples`. */
  readonly text: string;
  readonly status: number;
  /** On the run's clock, if the body has times. */
  readonly time?: number;
}

type Of<K extends Body["kind"]> = Extract<Body, { kind: K }>;

/** The worst failure of a body; undefined if none of its elements failed. */
export function failureOf(body: Body, arrays: ArrayTable): Failure | undefined {
  switch (body.kind) {
    case "scalar":
      return scalarFailure(body);
    case "summary":
      return summaryFailure(body);
    case "lines":
      return linesFailure(body, arrays);
    case "bars":
      return barsFailure(body, arrays);
    case "batchwise":
      return batchwiseFailure(body);
    case "states":
      return statesFailure(body, arrays);
    case "histogram":
      return histogramFailure(body);
    // The build set the status of these types, and no element explains it.
    case "figure":
    case "pictures":
    case "text":
    case "broken":
      return undefined;
  }
}

function scalarFailure(body: Of<"scalar">): Failure | undefined {
  if (body.value === undefined) return undefined;
  const value = fromNum(body.value);
  const limit = limitText(value, body, body.unit);
  return limit === ""
    ? undefined
    : { text: `${valueText(value, body, body.unit)}${limit}`, status: 0 };
}

function summaryFailure(body: Of<"summary">): Failure | undefined {
  const failed = body.rows.filter(({ status }) => isFailure(status));
  const [worst] = failed.sort(
    (a, b) =>
      gravityOf(b.status) - gravityOf(a.status) ||
      excess(fromNum(b.value), body) - excess(fromNum(a.value), body),
  );
  if (worst === undefined) return undefined;
  const value = fromNum(worst.value);
  const names = [worst.category, worst.label].filter((part) => part !== null && part !== "");
  const where = names.length === 0 ? "" : ` at ${names.join(", ")}`;
  const text = `${valueText(value, body, body.unit)}${where}${limitText(value, body, body.unit)}`;
  return { text: `${text}${counted(failed.length, "value")}`, status: worst.status };
}

function linesFailure(body: Of<"lines">, arrays: ArrayTable): Failure | undefined {
  const marks = body.lines.flatMap((line) => {
    const y = arrays.at(line.y);
    const worst = worstElement(arrays.at(line.statuses), (at) => excess(y[at], line));
    return worst === undefined ? [] : [{ ...worst, line, value: y[worst.at] ?? Number.NaN }];
  });
  const [first] = marks.sort(
    (a, b) => gravityOf(b.status) - gravityOf(a.status) || b.excess - a.excess,
  );
  if (first === undefined) return undefined;
  const { line, at, value, status } = first;
  const axis = body.x.time ? body.x : body.time;
  const time = arrays.at(body.x.time ? line.x : line.times)[at];
  const name = body.lines.length > 1 ? `${line.legend} ` : "";
  const where =
    axis === undefined || time === undefined
      ? ` at x ${shortNumber(arrays.at(line.x)[at] ?? Number.NaN)}`
      : ` at ${timeWord(axis, time)}`;
  const count = marks.reduce((sum, mark) => sum + mark.count, 0);
  const shown = `${name}${valueText(value, line, line.unit)}${where}`;
  return {
    text: `${shown}${limitText(value, line, line.unit)}${counted(count, "sample")}`,
    status,
    ...(axis === undefined || time === undefined ? {} : { time: time + (axis.shift ?? 0) }),
  };
}

function barsFailure(body: Of<"bars">, arrays: ArrayTable): Failure | undefined {
  const marks = body.bars.flatMap((bar) => {
    const values = arrays.at(bar.values);
    const worst = worstElement(arrays.at(bar.statuses), (at) => Math.abs(values[at] ?? 0));
    if (worst === undefined) return [];
    const label = arrays.listAt(bar.labels)[worst.at] ?? "";
    return [{ ...worst, bar, label, value: values[worst.at] ?? Number.NaN }];
  });
  const [first] = marks.sort(
    (a, b) => gravityOf(b.status) - gravityOf(a.status) || b.excess - a.excess,
  );
  if (first === undefined) return undefined;
  const name = body.bars.length > 1 ? `${first.bar.legend}, ` : "";
  const count = marks.reduce((sum, mark) => sum + mark.count, 0);
  const text = `${name}${first.label} is ${shortNumber(first.value)}${counted(count, "bar")}`;
  return { text, status: first.status };
}

function batchwiseFailure(body: Of<"batchwise">): Failure | undefined {
  const failed = body.bars.flatMap(({ legend, at, values, statuses }) =>
    statuses.flatMap((status, i) =>
      isFailure(status)
        ? [{ legend, status, value: values[i], time: body.batches[at[i] ?? 0]?.time }]
        : [],
    ),
  );
  const [first] = failed.sort((a, b) => gravityOf(b.status) - gravityOf(a.status));
  if (first === undefined) return undefined;
  const value = shortNumber(fromNum(first.value ?? "NaN"));
  const text = `${first.legend} is ${value} in the batch of ${first.time ?? "?"}`;
  return { text: `${text}${counted(failed.length, "bar")}`, status: first.status };
}

function statesFailure(body: Of<"states">, arrays: ArrayTable): Failure | undefined {
  const marks = body.lanes.flatMap((lane) => {
    const worst = worstElement(arrays.at(lane.statuses), () => 0);
    return worst === undefined ? [] : [{ ...worst, lane }];
  });
  const [first] = marks.sort((a, b) => gravityOf(b.status) - gravityOf(a.status));
  if (first === undefined) return undefined;
  const time = arrays.at(first.lane.times)[first.at] ?? Number.NaN;
  const state = body.states[arrays.at(first.lane.states)[first.at] ?? -1] ?? "?";
  const name = body.lanes.length > 1 ? `${first.lane.legend} is ` : "";
  const count = marks.reduce((sum, mark) => sum + mark.count, 0);
  return {
    text: `${name}${state} at ${timeWord(body.x, time)}${counted(count, "sample")}`,
    status: first.status,
    time: time + (body.x.shift ?? 0),
  };
}

function histogramFailure(body: Of<"histogram">): Failure | undefined {
  const failed = body.counts.filter(({ status }) => isFailure(status));
  const [worst] = failed.sort((a, b) => gravityOf(b.status) - gravityOf(a.status));
  if (worst === undefined) return undefined;
  const count = worst.counts.reduce((sum, n) => sum + n, 0);
  const at = worst.counts.findIndex((n) => n > 0);
  const { lower = Number.NaN, upper = Number.NaN } = body.buckets[at] ?? {};
  const first = `the first of them between ${shortNumber(lower)} and ${shortNumber(upper)}`;
  const text = `${count.toLocaleString("en")} of ${body.total.toLocaleString("en")} values, ${first}`;
  return { text, status: worst.status };
}

interface Worst {
  readonly at: number;
  readonly status: number;
  readonly excess: number;
  /** Failed elements, of either kind. */
  readonly count: number;
}

/** The element with the worst status that is farthest beyond its limit; the first of equals. */
function worstElement(
  statuses: ArrayLike<number>,
  excessAt: (at: number) => number,
): Worst | undefined {
  let worst: { at: number; status: number; excess: number } | undefined;
  let count = 0;
  for (let at = 0; at < statuses.length; at += 1) {
    const status = statuses[at] ?? 0;
    if (!isFailure(status)) continue;
    count += 1;
    const graver = worst === undefined ? 1 : gravityOf(status) - gravityOf(worst.status);
    if (graver < 0) continue;
    const by = excessAt(at);
    if (worst === undefined || graver > 0 || by > worst.excess) worst = { at, status, excess: by };
  }
  return worst && { ...worst, count };
}

/** Distance of a value beyond its limits; less than any number for NaN. */
function excess(value: number | undefined, limits: Limits): number {
  if (value === undefined || Number.isNaN(value)) return Number.NEGATIVE_INFINITY;
  const { failsAbove, failsBelow } = limits;
  return Math.max(
    failsAbove === undefined ? Number.NEGATIVE_INFINITY : value - fromNum(failsAbove),
    failsBelow === undefined ? Number.NEGATIVE_INFINITY : fromNum(failsBelow) - value,
  );
}

function bounds({ failsAbove, failsBelow }: Limits): number[] {
  return [failsBelow, failsAbove].flatMap((limit) => (limit === undefined ? [] : [fromNum(limit)]));
}

function valueText(value: number, limits: Limits, unit: string): string {
  return withUnitOf(distinctNumber(value, bounds(limits)), unit);
}

/** `, limit 0 m`: the violated limit; both if neither explains the failure. */
function limitText(value: number, limits: Limits, unit: string): string {
  const { failsAbove, failsBelow } = limits;
  const broken = bounds({
    ...(failsAbove !== undefined && value > fromNum(failsAbove) ? { failsAbove } : {}),
    ...(failsBelow !== undefined && value < fromNum(failsBelow) ? { failsBelow } : {}),
  });
  const told = broken.length > 0 ? broken : bounds(limits);
  if (told.length === 0) return "";
  const texts = told.map((limit) => withUnitOf(distinctNumber(limit, [value]), unit));
  return `, limit ${texts.join(" to ")}`;
}

function counted(n: number, word: string): string {
  return n === 1 ? "" : `; ${n.toLocaleString("en")} ${word}s`;
}

/** From this many seconds on, a date is more readable. */
const longest = 6 * 3600;

/** A readable time on an axis: `20 s`, or the date for large numbers of seconds. */
export function timeWord(axis: AxisView, seconds: number): string {
  if (axis.origin === undefined || Math.abs(seconds) < longest) return `${shortNumber(seconds)} s`;
  const date = new Date(Date.parse(axis.origin) + seconds * 1000);
  return Number.isNaN(date.getTime())
    ? `${shortNumber(seconds)} s`
    : `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
