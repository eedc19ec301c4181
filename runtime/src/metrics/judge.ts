import { Column } from "../data/column.js";
import type { AnyDoubles, AnyGrouped, AnySeries, AnyStatuses } from "../data/series.js";
import { GroupedData, groupedOf, SeriesData, seriesOf } from "../data/seriesData.js";
import { type Status, type StatusRead, statusesByWeight, statusNumbers } from "../facts.js";
import type { NaNStatus, SeriesThresholds } from "./metric.js";

/** Computes the statuses of a column: one wire number per element. */
export type Judge = (column: Column) => Uint8Array;

/** Earlier statuses of the same values and rule: several metrics share them. */
const known = new WeakMap<object, Map<string, AnyStatuses>>();

/** The status for an exceeded threshold. */
export function failure(blocking: boolean | undefined): Status {
  return blocking === true ? "FAIL_BLOCK" : "FAIL_WARN";
}

/** Statuses of values without given ones: by thresholds, or else `PASSED`; NaN gets the status `nan`. */
export function thresholdStatuses(
  values: AnyDoubles,
  thresholds: SeriesThresholds,
  failing: Status,
): AnyStatuses {
  const {
    failsAbove = Number.POSITIVE_INFINITY,
    failsBelow = Number.NEGATIVE_INFINITY,
    nan,
  } = thresholds;
  if (failsAbove === Number.POSITIVE_INFINITY && failsBelow === Number.NEGATIVE_INFINITY) {
    return passedStatuses(values, nan);
  }
  const code = statusNumbers[failing];
  return judgedStatuses(values, `${failsAbove} ${failsBelow} ${code} ${nan}`, (column) => {
    const codes = presentPassed(column, nan);
    const held = column.held as Float64Array;
    for (let at = 0; at < held.length; at++) {
      const value = held[at] as number;
      if (value > failsAbove || value < failsBelow) codes[at] = code;
    }
    return codes;
  });
}

/** `PASSED` for every element, except NaN among doubles. */
export function passedStatuses(values: AnySeries | AnyGrouped, nan?: NaNStatus): AnyStatuses {
  return judgedStatuses(values, `${nan}`, (column) => presentPassed(column, nan));
}

/** `PASSED` for every element, except NaN among doubles: the only place that decides the status of NaN. */
export function presentPassed(column: Column, nan: NaNStatus = "NOT_APPLICABLE"): Uint8Array {
  const codes = new Uint8Array(column.length).fill(statusNumbers.PASSED);
  if (column.kind !== "doubles") return codes;
  const held = column.held as Float64Array;
  const missing = statusNumbers[nan];
  for (let at = 0; at < held.length; at++) {
    if (Number.isNaN(held[at])) codes[at] = missing;
  }
  return codes;
}

/**
 * Statuses with the index and grouping of `values`. `rule` identifies what `judge` does: the statuses of one rule
 * for one series are created only once.
 */
export function judgedStatuses(
  values: AnySeries | AnyGrouped,
  rule: string,
  judge: Judge,
): AnyStatuses {
  let rules = known.get(values);
  if (rules === undefined) {
    rules = new Map();
    known.set(values, rules);
  }
  let statuses = rules.get(rule);
  if (statuses === undefined) {
    statuses = makeStatuses(values, undefined, judge);
    rules.set(rule, statuses);
  }
  return statuses;
}

/**
 * New statuses with the index and grouping of `values`. Without a name, they are named after the values, and a
 * writer may rename them.
 */
export function makeStatuses(
  values: AnySeries | AnyGrouped,
  name: string | undefined,
  judge: Judge,
): AnyStatuses {
  const labels = {
    name: name ?? `${values.name} status`,
    hasDefaultName: name === undefined,
  };
  if (!values.grouped) {
    const column = new Column("statuses", judge(seriesOf(values).column));
    return new SeriesData(column, { ...labels, index: values.index }) as unknown as AnyStatuses;
  }
  const columns = new Map<string, Column<"statuses">>();
  for (const [category, column] of groupedOf(values).columns) {
    columns.set(category, new Column("statuses", judge(column)));
  }
  const made = new GroupedData("statuses", columns, { ...labels, index: values.index });
  return made as unknown as AnyStatuses;
}

/** The worst of all statuses; `PASSED` if none is significant. */
export function worstOf(all: readonly AnyStatuses[]): Status {
  let seen = 0;
  for (const statuses of all) {
    const columns = statuses.grouped
      ? [...groupedOf(statuses).columns.values()]
      : [seriesOf(statuses).column];
    for (const column of columns) {
      const held = column.held as Uint8Array | Int32Array;
      for (let at = 0; at < held.length; at++) {
        const status = held[at] as number;
        // A shift by 33 equals a shift by 1: an unknown number must not be taken for a known one.
        if (status >>> 0 < 32) seen |= 1 << status;
      }
    }
  }
  const worst = statusesByWeight.find((status) => (seen & (1 << statusNumbers[status])) !== 0);
  return worst ?? "PASSED";
}

/** The worst of some statuses; `NOT_APPLICABLE` if there are none. */
export function worstOfWords(words: readonly StatusRead[]): Status {
  return statusesByWeight.find((status) => words.includes(status)) ?? "NOT_APPLICABLE";
}
