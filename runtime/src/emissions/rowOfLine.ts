import type { EmissionRow, EmissionsProblem } from "./EmissionRow.js";
import { parseStrict, StrictJsonError } from "./parseStrict.js";

type Report = (problem: EmissionsProblem) => void;

const members = ["$metadata", "$data"];
const metadataMembers = ["topic", "timestamp", "event"];

/** The row of a line; undefined if it is invalid, which is reported. */
export function rowOfLine(text: string, line: number, report: Report): EmissionRow | undefined {
  const refuse = (code: "E4" | "E6" | "E7", message: string): undefined => {
    report({ code, severity: "problem", line, message });
  };
  let value: unknown;
  try {
    value = parseStrict(text);
  } catch (error) {
    if (!(error instanceof StrictJsonError)) throw error;
    return refuse(
      error.nonFinite ? "E7" : "E4",
      `it must be JSON, but ${error.message} (column ${error.at + 1})`,
    );
  }
  if (!isObject(value)) return refuse("E4", `it must be a JSON object, got ${kindOf(value)}`);
  const { $metadata: metadata, $data: data } = value;
  const extra = Object.keys(value).filter((name) => !members.includes(name));
  if (extra.length > 0) {
    return refuse("E4", `it must only have $metadata and $data, but also has ${named(extra)}`);
  }
  if (!isObject(metadata))
    return refuse("E4", `$metadata must be an object, got ${kindOf(metadata)}`);
  if (!isObject(data)) return refuse("E4", `$data must be an object, got ${kindOf(data)}`);
  const unknown = Object.keys(metadata).filter((name) => !metadataMembers.includes(name));
  if (unknown.length > 0) {
    return refuse(
      "E4",
      `$metadata must only have ${metadataMembers.join(", ")}, but also has ${named(unknown)}`,
    );
  }
  const { topic, timestamp, event } = metadata;
  if (typeof topic !== "string" || topic === "") {
    return refuse("E4", `the topic must be a non-empty string, got ${shown(topic)}`);
  }
  if (event !== undefined && typeof event !== "boolean") {
    return refuse("E4", `"event" must be true or omitted, got ${shown(event)}`);
  }
  if (timestamp !== undefined && !isWhole(timestamp)) {
    return refuse("E6", `"timestamp" must be an integer of nanoseconds, got ${shown(timestamp)}`);
  }
  const warn = (code: "E4" | "E6", message: string) =>
    report({ code, severity: "warning", line, message });
  if (event === false) warn("E4", `"event" is false; emitters omit it in that case`);
  const time = timestamp === undefined ? undefined : BigInt(timestamp);
  if (time !== undefined && time < 0n) {
    warn("E6", `the timestamp ${time} is negative, which some readers refuse`);
  }
  return { topic, time, event: event === true, data, line };
}

function isWhole(value: unknown): value is number | bigint {
  return typeof value === "bigint" || (typeof value === "number" && Number.isSafeInteger(value));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function named(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(", ");
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (value === undefined) return "nothing";
  return isObject(value) ? "an object" : shown(value);
}

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "bigint") return String(value);
  return JSON.stringify(value).slice(0, 80);
}
