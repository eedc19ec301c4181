import { about, checkName, checkText } from "../data/about.js";
import { describeValue } from "../data/describeValue.js";
import { newUUID } from "../data/uuid.js";
import { MetricDefinitionError } from "../errors.js";
import { importanceNumbers, isImportance, isStatus, type Status, statusNumbers } from "../facts.js";
import type {
  MetricFields,
  MetricOptions,
  MetricTag,
  MetricTags,
  NaNStatus,
  SeriesThresholds,
  Thresholds,
} from "./metric.js";

/**
 * Prefixes the messages of errors in `make` with the metric's name, even if a caller in JavaScript omits the
 * options.
 */
export function aboutMetric<T>(name: string, options: unknown, make: () => T): T {
  return about(`metric "${name}"`, () => {
    checkOptions(options);
    return make();
  });
}

/** Options that a caller in JavaScript may have omitted. */
export function checkOptions(options: unknown): void {
  if (typeof options === "object" && options !== null) return;
  throw new MetricDefinitionError(`its options are ${describeValue(options)}`, {
    hint: "Pass a name and one options object.",
  });
}

/** Checks the options of all metric types, and fills in defaults. */
export function metricFields(name: string, options: MetricOptions, status: Status): MetricFields {
  checkName(name);
  return {
    id: newUUID(),
    name,
    description: checkText("description", options.description) ?? "",
    status: checkStatus(options.status) ?? status,
    importance: checkImportance(options.importance) ?? "MEDIUM",
    shouldDisplay: options.shouldDisplay ?? true,
    blocking: options.blocking ?? false,
    order: checkOrder(options.order),
    eventMetric: options.eventMetric,
    tags: checkTags(options.tags),
  };
}

/** Refuses an unknown status; undefined stays undefined. */
export function checkStatus(status: Status | undefined): Status | undefined {
  if (status === undefined || isStatus(status)) return status;
  throw new MetricDefinitionError(`its status is ${describeValue(status)}`, {
    hint: `A status must be one of ${Object.keys(statusNumbers).join(", ")}.`,
  });
}

/** Refuses an unknown importance; undefined stays undefined. */
export function checkImportance<T>(importance: T): T {
  if (importance === undefined || isImportance(importance)) return importance;
  throw new MetricDefinitionError(`its importance is ${describeValue(importance)}`, {
    hint: `An importance must be one of ${Object.keys(importanceNumbers).join(", ")}.`,
  });
}

function checkOrder(order: number | undefined): number | undefined {
  // The wire format has 32 bits: larger numbers would become infinite.
  if (order === undefined || Number.isFinite(Math.fround(order))) return order;
  throw new MetricDefinitionError(`its order is ${describeValue(order)}`, {
    hint: "The order must be a finite number; fractions are allowed.",
  });
}

function checkTags(tags: MetricTags = {}): MetricTag[] {
  return tagsIn(tags).map(({ key, value }) => {
    if (typeof key === "string" && key !== "" && typeof value === "string" && value !== "") {
      return { key, value };
    }
    throw new MetricDefinitionError(
      `its tag ${describeValue(key)} has the value ${describeValue(value)}`,
      { hint: "The key and value of a tag must be non-empty strings." },
    );
  });
}

function tagsIn(tags: MetricTags): readonly MetricTag[] {
  if (Array.isArray(tags)) return tags as readonly MetricTag[];
  const entries = tags instanceof Map ? [...tags] : Object.entries(tags as Record<string, string>);
  return entries.map(([key, value]) => ({ key, value }));
}

/** Refuses thresholds that are not numbers, and omits undefined ones. */
export function checkThresholds(thresholds: Thresholds): Thresholds {
  const checked: Thresholds = {};
  for (const key of ["failsAbove", "failsBelow"] as const) {
    const bound: unknown = thresholds[key];
    if (bound === undefined) continue;
    if (typeof bound !== "number" || Number.isNaN(bound)) {
      throw new MetricDefinitionError(`${key} must be a number, got ${describeValue(bound)}`);
    }
    checked[key] = bound;
  }
  return checked;
}

/** {@link checkThresholds} and the status of NaN. */
export function checkSeriesThresholds(thresholds: SeriesThresholds): SeriesThresholds {
  const nan = checkNaN(thresholds.nan);
  return { ...checkThresholds(thresholds), ...(nan === undefined ? {} : { nan }) };
}

/** Refuses an invalid status of NaN; undefined stays undefined. */
export function checkNaN(nan: NaNStatus | undefined): NaNStatus | undefined {
  if (nan === undefined || (isStatus(nan) && (nan as Status) !== "RAW")) return nan;
  throw new MetricDefinitionError(`its nan is ${describeValue(nan)}`, {
    hint: "The status of NaN must be NOT_APPLICABLE, PASSED, FAIL_WARN or FAIL_BLOCK.",
  });
}
