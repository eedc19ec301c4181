import { about, checkName } from "../data/about.js";
import { describeValue } from "../data/describeValue.js";
import type { AnyDoubles, StatusesFor } from "../data/series.js";
import { MetricDefinitionError } from "../errors.js";
import { statusNumbers } from "../facts.js";
import { checkSeries } from "./checks.js";
import { makeStatuses, presentPassed } from "./judge.js";
import type { NaNStatus } from "./metric.js";
import { checkNaN } from "./metricFields.js";

/** Thresholds; a number fails strictly beyond them. */
export interface Bounds {
  /** Default: none. */
  above?: number | undefined;
  /** Default: none. */
  below?: number | undefined;
}

/** Thresholds in one or two steps. */
export interface StatusThresholds {
  /** Beyond these, a number gets `FAIL_WARN`. Default: none. */
  warn?: Bounds | undefined;
  /** Beyond these, a number gets `FAIL_BLOCK`, regardless of `warn`. Default: none. */
  block?: Bounds | undefined;
  /** The status of NaN: missing values must not pass by default. Default: `NOT_APPLICABLE`. */
  nan?: NaNStatus | undefined;
}

/** Options of {@link statusesFrom}. */
export interface StatusesFromOptions {
  /** Default: the name of the series followed by ` status`, and a number if that is taken. */
  name?: string | undefined;
}

/**
 * Statuses for a series of doubles, with its index: `PASSED` up to the thresholds, and `FAIL_WARN` or
 * `FAIL_BLOCK` strictly beyond them. NaN gets `NOT_APPLICABLE`, or the status in `nan`.
 *
 *     statusesFrom(error, { warn: { above: 20 }, block: { above: 30 } })
 *
 * @throws {@link MetricDefinitionError} if a bound is not a number, or if there are no bounds.
 */
export function statusesFrom<V extends AnyDoubles>(
  series: V,
  thresholds: StatusThresholds,
  options: StatusesFromOptions = {},
): StatusesFor<V> {
  const name = options.name ?? `${series.name} status`;
  return about(`metrics data "${name}"`, () => {
    checkName(name);
    checkSeries("values", series, { kind: "doubles", index: "any" });
    const warn = checkBounds("warn", thresholds.warn);
    const block = checkBounds("block", thresholds.block);
    const nan = checkNaN(thresholds.nan);
    if (warn === undefined && block === undefined && nan === undefined) {
      throw new MetricDefinitionError("no thresholds are given", {
        hint: "Pass { warn: { above, below } }, { block: … }, or both.",
      });
    }
    const statuses = makeStatuses(series, options.name, (column) => {
      const held = column.held as Float64Array;
      const codes = presentPassed(column, nan);
      mark(held, codes, warn, statusNumbers.FAIL_WARN);
      mark(held, codes, block, statusNumbers.FAIL_BLOCK);
      return codes;
    });
    return statuses as StatusesFor<V>;
  });
}

interface Range {
  above: number;
  below: number;
}

function mark(held: Float64Array, codes: Uint8Array, range: Range | undefined, code: number): void {
  if (range === undefined) return;
  const { above, below } = range;
  for (let at = 0; at < held.length; at++) {
    const value = held[at] as number;
    if (value > above || value < below) codes[at] = code;
  }
}

function checkBounds(what: string, bounds: Bounds | undefined): Range | undefined {
  if (bounds === undefined) return undefined;
  const { above, below } = bounds;
  for (const [key, bound] of Object.entries({ above, below })) {
    if (bound !== undefined && (typeof bound !== "number" || Number.isNaN(bound))) {
      throw new MetricDefinitionError(
        `${what}.${key} must be a number, got ${describeValue(bound)}`,
      );
    }
  }
  if (above === undefined && below === undefined) return undefined;
  return { above: above ?? Number.POSITIVE_INFINITY, below: below ?? Number.NEGATIVE_INFINITY };
}
