import type { JobMetrics } from "@metrics-project/runtime";
import { compareValues, type Tolerance } from "./compareValues.js";
import { type Described, describeMessage, type Part } from "./describeMessage.js";

/** One thing that the two messages do not agree on. */
export interface Difference {
  /** `metric "Top speed"`. */
  readonly where: string;
  /** `changed`: both have it; `only-a`, `only-b`: the other one lacks it. */
  readonly kind: "changed" | "only-a" | "only-b";
  /** Which property, where both have it. */
  readonly field?: string;
  readonly a?: string;
  readonly b?: string;
  /** What else there is to say, such as how many values of a series differ. */
  readonly detail?: string;
}

export interface Comparison {
  readonly differences: readonly Difference[];
  /** How many parts both messages have, differing or not. */
  readonly compared: { readonly metrics: number; readonly data: number; readonly events: number };
}

export interface CompareOptions extends Tolerance {
  /** Properties that do not count, by the names that differences give them. */
  readonly ignore?: readonly string[];
}

/**
 * Compares two messages by the names of their metrics, metrics data and events. IDs, which every
 * run draws anew, and the order within the file do not count.
 */
export function compareMessages(a: JobMetrics, b: JobMetrics, options: CompareOptions): Comparison {
  const first = describeMessage(a);
  const second = describeMessage(b);
  const differences = [
    ...compareParts(first.message, second.message, options),
    ...(["metrics", "data", "events"] as const).flatMap((kind) =>
      compareMaps(first[kind], second[kind], options),
    ),
  ];
  const both = (kind: "metrics" | "data" | "events") =>
    [...first[kind].keys()].filter((key) => second[kind].has(key)).length;
  return {
    differences,
    compared: { metrics: both("metrics"), data: both("data"), events: both("events") },
  };
}

function compareMaps(
  a: Described["metrics"],
  b: Described["metrics"],
  options: CompareOptions,
): Difference[] {
  const differences: Difference[] = [];
  for (const [key, part] of a) {
    const other = b.get(key);
    if (other === undefined) differences.push({ where: part.label, kind: "only-a" });
    else differences.push(...compareParts(part, other, options));
  }
  for (const [key, part] of b) {
    if (!a.has(key)) differences.push({ where: part.label, kind: "only-b" });
  }
  return differences;
}

function compareParts(a: Part, b: Part, options: CompareOptions): Difference[] {
  const fields = new Set([...Object.keys(a.fields), ...Object.keys(b.fields)]);
  return [...fields].flatMap((field) => {
    if (options.ignore?.includes(field)) return [];
    return compareValues(field, a.fields[field], b.fields[field], options).map(
      (found): Difference => ({ where: a.label, kind: "changed", ...found }),
    );
  });
}
