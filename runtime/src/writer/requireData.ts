import { describeValue } from "../data/describeValue.js";
import { MetricDefinitionError } from "../errors.js";
import type { TextMetric } from "../metrics/text.js";
import type { MetricsWriter } from "./metricsWriter.js";

/** Inputs by name: a list or series that may be empty, a number, or nothing. */
export type RequiredData = Readonly<Record<string, unknown>>;

/** Options of {@link requireData} and {@link requireTopics}. */
export interface RequireOptions {
  /** Name of the metric. Default: `Required data`, `Required topics`. */
  name?: string | undefined;
  /** Whether a missing input gives `FAIL_BLOCK` instead of `FAIL_WARN`. Default: true. */
  blocking?: boolean | undefined;
}

/**
 * Adds a metric that fails if inputs are missing, and lists them: a metric that cannot be computed must not look
 * as if it passed. Missing are undefined, null, NaN, an empty string, and a list, Map, Set, series or grouped
 * series without elements or with only NaN.
 *
 *     requireData(writer, { "GPS fixes": fixes, "mode changes": modes });
 *
 * @returns the metric; its status is `PASSED` if nothing is missing.
 */
export function requireData(
  writer: MetricsWriter,
  data: RequiredData,
  options: RequireOptions = {},
): TextMetric {
  const inputs = Object.keys(data);
  const absent = inputs.flatMap((name) => {
    const reason = absence(data[name]);
    return reason === undefined ? [] : [`${name}: ${reason}`];
  });
  return addRequired(writer, options.name ?? "Required data", inputs, absent, options);
}

/**
 * The same for the topics of a log: fails if one of `required` is not among `found`.
 *
 *     requireTopics(writer, { found: logs.topics, required: ["/odom", "/gps/fix"] });
 *
 * @param topics `found`: the topics of the log, by name or as `openLogs` lists them; topics with a `count` of 0
 *   are missing.
 */
export function requireTopics(
  writer: MetricsWriter,
  topics: {
    readonly found: Iterable<
      string | { readonly name: string; readonly count?: number | undefined }
    >;
    readonly required: readonly string[];
  },
  options: RequireOptions = {},
): TextMetric {
  const counts = new Map<string, number>();
  for (const one of topics.found) {
    const { name, count = 1 } = typeof one === "string" ? { name: one } : one;
    counts.set(name, (counts.get(name) ?? 0) + count);
  }
  const absent = topics.required.flatMap((topic) => {
    const count = counts.get(topic);
    if (count === undefined) return [`${topic}: not in the log`];
    return count > 0 ? [] : [`${topic}: no messages`];
  });
  return addRequired(writer, options.name ?? "Required topics", topics.required, absent, options);
}

function addRequired(
  writer: MetricsWriter,
  name: string,
  inputs: readonly string[],
  absent: readonly string[],
  { blocking = true }: RequireOptions,
): TextMetric {
  if (inputs.length === 0) {
    throw new MetricDefinitionError(`metric "${name}": nothing is required`, {
      hint: "Name at least one input.",
    });
  }
  const list = (lines: readonly string[]) => lines.map((line) => `- ${line}`).join("\n");
  return writer.addTextMetric(name, {
    description: "Whether all inputs of the metrics are present",
    text:
      absent.length === 0
        ? `All present:\n\n${list(inputs)}`
        : `Missing, ${absent.length} of ${inputs.length}:\n\n${list(absent)}`,
    status: absent.length === 0 ? "PASSED" : blocking ? "FAIL_BLOCK" : "FAIL_WARN",
    importance: absent.length === 0 ? "LOW" : "HIGH",
    blocking,
  });
}

/** Why an input counts as missing; undefined if it is present. */
function absence(value: unknown): string | undefined {
  if (value === undefined || value === null) return "missing";
  if (typeof value === "number") return Number.isNaN(value) ? "not a number" : undefined;
  if (value === "") return "empty";
  if (typeof value !== "object") return undefined;
  const lists = listsIn(value);
  if (lists === undefined) return undefined;
  if (lists.every(({ length }) => length === 0)) return `no elements (${describeValue(value)})`;
  const missing = lists.every((list) => Array.prototype.every.call(list, Number.isNaN));
  return missing ? "only NaN" : undefined;
}

/** The elements of a value, list by list; undefined if it is not a list of any kind. */
function listsIn(value: object): readonly ArrayLike<unknown>[] | undefined {
  const { length, size, values, categories, get } = value as Partial<{
    length: number;
    size: number;
    values: unknown;
    categories: readonly string[];
    get: (category: string) => ArrayLike<unknown>;
  }>;
  if (typeof size === "number") return [{ length: size }];
  if (Array.isArray(categories) && typeof get === "function") {
    return categories.map((category: string) => get.call(value, category));
  }
  if (typeof length !== "number") return undefined;
  return [(typeof values === "object" ? values : value) as ArrayLike<unknown>];
}
