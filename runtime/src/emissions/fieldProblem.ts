import type { EventMetric, FieldType } from "./topics.js";
import { EVENT_METRIC_TYPES } from "./topics.js";

const words: Record<FieldType, string> = {
  boolean: "a boolean",
  int: "an integer",
  float: "a number",
  string: "a string",
  status: "a string",
  image: "a file name",
  video: "a file name",
  "string[]": "a list of strings",
  "metric[]": "a list of { name, type, value } objects",
};

/** What is wrong with a field's value (T5), as "must be …, got …"; undefined if it is valid. */
export function fieldProblem(type: FieldType, value: unknown): string | undefined {
  if (isOfType(type, value)) return undefined;
  if (Array.isArray(value)) {
    const at = value.findIndex((one) => !isOfType(type, [one]));
    if (type === "string[]" && at >= 0) {
      return `must be ${words[type]}, got ${shown(value[at])} at index ${at}`;
    }
    if (type === "metric[]" && at >= 0) {
      return `must be ${words[type]}, got ${shown(value[at])} at index ${at}`;
    }
  }
  return `must be ${words[type]}, got ${shown(value)}`;
}

function isOfType(type: FieldType, value: unknown): boolean {
  switch (type) {
    case "boolean":
      return typeof value === "boolean";
    case "int":
      return typeof value === "bigint" || Number.isInteger(value);
    case "float":
      // NaN and infinities are refused later, by the encoder.
      return typeof value === "number" || typeof value === "bigint";
    case "string":
    case "status":
    case "image":
    case "video":
      return typeof value === "string";
    case "string[]":
      return Array.isArray(value) && value.every((one) => typeof one === "string");
    case "metric[]":
      return Array.isArray(value) && value.every(isEventMetric);
  }
}

/** Whether a value is a metric of an event. Anything else crashes the server's metrics step. */
export function isEventMetric(value: unknown): value is EventMetric {
  if (typeof value !== "object" || value === null) return false;
  const metric = value as Partial<Record<keyof EventMetric, unknown>>;
  return (
    typeof metric.name === "string" &&
    EVENT_METRIC_TYPES.some((type) => type === metric.type) &&
    ["number", "bigint", "string"].includes(typeof metric.value) &&
    [metric.description, metric.unit, metric.status].every(
      (word) => word === undefined || typeof word === "string",
    )
  );
}

function shown(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) {
    return typeof value === "string" ? JSON.stringify(value.slice(0, 80)) : String(value);
  }
  return Array.isArray(value) ? `a list of ${value.length}` : "an object";
}
