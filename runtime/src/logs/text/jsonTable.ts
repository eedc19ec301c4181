import { basename, extname } from "node:path";
import type { Log } from "../../log.js";
import type { LogFile } from "../LogFile.js";
import type { LogChannel, LogColumn, MessageDecoder } from "../LogFormat.js";
import { stampOf } from "../stampOf.js";
import { doubtAboutKeys } from "./doubtAboutKeys.js";
import type { JsonRow } from "./JsonRow.js";
import type { ParsedJson } from "./parseJson.js";
import { findTimeColumn, oddUnit, readTime, type TimeColumn, usualStep } from "./timeColumn.js";

/** The channel of a file of JSON objects, determined from the first objects. */
export function jsonTable(
  file: LogFile,
  sample: readonly ParsedJson[],
  last: ParsedJson | undefined,
  count: number | undefined,
  log: Log,
): LogChannel {
  const columns = columnsOf(sample);
  const [first] = sample;
  const valuesOf = (name: string) => sample.flatMap((parsed) => written(parsed, name) ?? []);
  const time = findTimeColumn(columns, valuesOf, false);
  const timeIn = (parsed: ParsedJson | undefined) =>
    parsed === undefined ? undefined : timeOf(parsed, time);
  const times = sample.flatMap((parsed) => timeIn(parsed) ?? []);
  const odd = time && oddUnit(file.path, time, usualStep(times));
  if (odd !== undefined) log.warn(odd);
  if (first !== undefined && times.length === 0) {
    log.warn(`${file.path} has no time field: all of its objects have time zero`);
  }
  const [start, end] = [times[0], timeIn(last)];
  return {
    topic: basename(file.path, extname(file.path)),
    type: "",
    encoding: "json",
    schemaEncoding: "",
    schema: new Uint8Array(0),
    columns,
    count,
    times: start === undefined || end === undefined ? {} : { stamp: { first: start, last: end } },
    decoder: async () => jsonRowDecoder(time, times.length > 0),
  };
}

function jsonRowDecoder(time: TimeColumn | undefined, hasTimes: boolean): MessageDecoder {
  let first: JsonRow | undefined;
  return {
    decode(data) {
      const row = data as JsonRow;
      first ??= row;
      return row.parsed.value;
    },
    ...(hasTimes && { stamp: (data: unknown) => timeOf((data as JsonRow).parsed, time) }),
    doubt: () => (first === undefined ? undefined : doubtAboutKeys(first.text)),
    where: (data) => (data as JsonRow).where,
  };
}

function timeOf(parsed: ParsedJson, time: TimeColumn | undefined): bigint | undefined {
  const stamp = stampOf(parsed.value);
  if (stamp !== undefined || time === undefined) return stamp;
  const text = written(parsed, time.name);
  if (text === undefined) return undefined;
  const nanos = time.nanos === undefined ? undefined : written(parsed, time.nanos);
  return readTime(time, text, nanos);
}

/** A number or string as in the file. */
function written({ value, exact }: ParsedJson, name: string): string | undefined {
  const field = isObject(value) ? value[name] : undefined;
  if (typeof field === "number") return exact?.get(field) ?? String(field);
  return typeof field === "string" || typeof field === "bigint" ? String(field) : undefined;
}

function columnsOf(sample: readonly ParsedJson[]): LogColumn[] {
  const kinds = new Map<string, LogColumn["kind"]>();
  for (const { value } of sample) {
    for (const [name, field] of isObject(value) ? Object.entries(value) : []) {
      const kind = kindOf(field);
      const before = kinds.get(name);
      kinds.set(name, before === undefined || before === kind ? kind : joined(before, kind));
    }
  }
  return [...kinds].map(([name, kind]) => ({ name, kind }));
}

function joined(a: LogColumn["kind"], b: LogColumn["kind"]): LogColumn["kind"] {
  const both = new Set([a, b]);
  return both.has("number") && both.has("integer") ? "number" : "unknown";
}

function kindOf(value: unknown): LogColumn["kind"] {
  switch (typeof value) {
    case "number":
      return Number.isSafeInteger(value) ? "integer" : "number";
    case "bigint":
      return "bigint";
    case "boolean":
      return "boolean";
    case "string":
      return "string";
    default:
      return "unknown";
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
