import type { JobMetrics } from "@metrics-project/runtime";
import { compareValues, type Tolerance, type ValueDifference } from "./compareValues.js";
import { type Described, describeMessage, type Part } from "./describeMessage.js";
import type { Value } from "./Value.js";

/** One difference between the two messages. */
export interface Difference {
  /** `metric "Top speed"`. */
  readonly where: string;
  /** The same in machine-readable form; undefined for the message itself. */
  readonly of?: { readonly part: PartKind; readonly name: string };
  /** `changed`: both have it; `only-a`, `only-b`: the other one lacks it. */
  readonly kind: "changed" | "only-a" | "only-b";
  /** The property that differs, if both have the part. */
  readonly field?: string;
  readonly a?: string;
  readonly b?: string;
  /** Details, such as how many values of a series differ. */
  readonly detail?: string;
}

export interface Comparison {
  readonly differences: readonly Difference[];
  /** Number of figures with ignored differences in `layout.template`. */
  readonly templatesLeftOut: number;
  /** Number of parts that both messages have, different or not. */
  readonly compared: { readonly metrics: number; readonly data: number; readonly events: number };
}

export interface CompareOptions extends Tolerance {
  /** Properties to ignore, by their names in differences. */
  readonly ignore?: readonly string[];
  /** Whether plotly's `layout.template` counts: hundreds of defaults that plotly.py writes into every figure. */
  readonly template?: boolean;
  /** The tolerance of one part, by its kind and name, if it differs from the general one. */
  readonly toleranceOf?: (kind: PartKind, name: string) => Tolerance;
}

/** The kinds of parts of a message. */
export type PartKind = "metrics" | "data" | "events";

/**
 * Compares two messages by the names of their metrics, metrics data and events. Ignores IDs, which are
 * random in every run, and the order within the file.
 */
export function compareMessages(a: JobMetrics, b: JobMetrics, options: CompareOptions): Comparison {
  return compareDescribed(describeMessage(a), describeMessage(b), options);
}

/** The same for described messages. Removes the templates from their figures, if templates do not count. */
export function compareDescribed(
  first: Described,
  second: Described,
  options: CompareOptions,
): Comparison {
  const templatesLeftOut =
    options.template === true ? 0 : leaveTemplatesOut(first, second, options);
  const differences = [
    ...compareParts(first.message, second.message, options),
    ...(["metrics", "data", "events"] as const).flatMap((kind) =>
      compareMaps(kind, first[kind], second[kind], options),
    ),
  ];
  const both = (kind: PartKind) =>
    [...first[kind].keys()].filter((key) => second[kind].has(key)).length;
  return {
    differences,
    templatesLeftOut,
    compared: { metrics: both("metrics"), data: both("data"), events: both("events") },
  };
}

/** Removes the templates from the figures of both sides, and returns how many differed. */
function leaveTemplatesOut(a: Described, b: Described, tolerance: Tolerance): number {
  let differing = 0;
  for (const [key, part] of a.metrics) {
    const first = takeTemplate(part);
    const second = takeTemplate(b.metrics.get(key));
    if (b.metrics.has(key) && compareValues("template", first, second, tolerance).length > 0) {
      differing += 1;
    }
  }
  for (const part of b.metrics.values()) takeTemplate(part);
  return differing;
}

function takeTemplate(part: Part | undefined): Value {
  const figure = part?.fields.figure as { layout?: Record<string, Value> } | undefined;
  const template = figure?.layout?.template;
  if (template !== undefined) delete figure?.layout?.template;
  return template;
}

function compareMaps(
  kind: PartKind,
  a: Described["metrics"],
  b: Described["metrics"],
  options: CompareOptions,
): Difference[] {
  const differences: Difference[] = [];
  for (const [key, part] of a) {
    const other = b.get(key);
    const of = { part: kind, name: key };
    if (other === undefined) differences.push({ where: part.label, of, kind: "only-a" });
    else {
      const tolerance = options.toleranceOf?.(kind, key);
      const found = compareParts(part, other, { ...options, ...tolerance });
      for (const one of found) differences.push({ ...one, of });
    }
  }
  for (const [key, part] of b) {
    const of = { part: kind, name: key };
    if (!a.has(key)) differences.push({ where: part.label, of, kind: "only-b" });
  }
  return differences;
}

function compareParts(a: Part, b: Part, options: CompareOptions): Difference[] {
  const fields = new Set([...Object.keys(a.fields), ...Object.keys(b.fields)]);
  return [...fields].flatMap((field) => {
    if (options.ignore?.includes(field)) return [];
    const found = compareValues(field, a.fields[field], b.fields[field], options);
    return foldTemplate(found).map(
      (one): Difference => ({ where: a.label, kind: "changed", ...one }),
    );
  });
}

const templateField = "figure.layout.template";

/** One entry for a template, even if hundreds of its defaults differ. */
function foldTemplate(found: readonly ValueDifference[]): readonly ValueDifference[] {
  const isTemplate = ({ field }: ValueDifference) =>
    field === templateField || field.startsWith(`${templateField}.`);
  const inside = found.filter(isTemplate);
  const [first] = inside;
  if (first === undefined || inside.length === 1) return found;
  const detail = `${inside.length} values of the template differ, the first is ${first.field}`;
  return [
    ...found.filter((one) => !isTemplate(one)),
    { field: templateField, a: first.a, b: first.b, detail },
  ];
}
