import { formatTime, type TimeSpan } from "@metrics-project/runtime/logs";
import { sizeInWords } from "../../io/sizeInWords.js";
import type { FieldSummary } from "./FieldStats.js";
import type { InspectedTopic, Inspection } from "./inspectLogs.js";

/** Maximum number of listed fields per topic, unless all are requested. */
const listedFields = 40;
/** Maximum number of listed notes: a folder may contain many other files. */
const listedNotes = 20;

/** The inspection, for display. */
export function printInspection(
  { files, topics, warnings, notes }: Inspection,
  { allFields = false }: { allFields?: boolean | undefined } = {},
): string {
  const lines = files.map(
    ({ path, bytes, format }) => `${oneLine(path)}  ${sizeInWords(bytes)}  ${format}`,
  );
  for (const topic of topics) lines.push("", ...topicLines(topic, allFields));
  if (warnings.length > 0) {
    lines.push("", "Warnings:", ...warnings.map((warning) => `  ${oneLine(warning)}`));
  }
  if (notes.length > 0) {
    const shown = notes.slice(0, listedNotes).map((note) => `  ${oneLine(note)}`);
    if (notes.length > shown.length) shown.push(`  and ${notes.length - shown.length} more`);
    lines.push("", "Notes:", ...shown);
  }
  return `${lines.join("\n")}\n`;
}

function topicLines(topic: InspectedTopic, allFields: boolean): string[] {
  const { name, type, encoding, count, rate, times, interval, gaps, fields, problem } = topic;
  const frequency = rate === undefined ? [] : [`${short(rate)} Hz`];
  const lines = [
    [oneLine(name), oneLine(type) || `(${encoding})`, messages(count), ...frequency].join("  "),
  ];
  for (const clock of ["stamp", "log", "publish"] as const) {
    const span = times[clock];
    if (span !== undefined) lines.push(`  ${clock.padEnd(7)} ${describeSpan(span)}`);
  }
  if (interval !== undefined && gaps.count > 0) {
    const longest = gaps.longest
      .map(({ from, length }) => `${seconds(length)} after ${formatTime(from)} s`)
      .join(", ");
    lines.push(
      `  gaps    ${gaps.count} longer than five times the usual ${Number((interval / 1e9).toPrecision(2))} s: ${longest}`,
    );
  }
  if (problem !== undefined) lines.push(`  cannot decode: ${oneLine(problem)}`);
  const shown = allFields ? fields : fields.slice(0, listedFields);
  const width = Math.max(0, ...shown.map(({ path }) => Math.min(48, oneLine(path).length)));
  lines.push(...shown.map((field) => `    ${fieldLine(field, width)}`));
  const more = fields.length - shown.length;
  if (more > 0) lines.push(`    and ${more} more fields (--all-fields lists them)`);
  if (topic.moreFields) lines.push("    and fields that are not listed: there are too many");
  return lines;
}

function fieldLine(
  { path, kind, min, max, notFinite, values, count }: FieldSummary,
  width: number,
): string {
  const odd = notFinite === undefined ? "" : `, ${notFinite} not finite`;
  return `${oneLine(path).padEnd(width)}  ${kind.padEnd(7)}  ${range()}${odd}`;

  function range(): string {
    if (kind === "time" && min !== undefined && max !== undefined) {
      return describeSpan({ first: BigInt(min), last: BigInt(max) });
    }
    if (values !== undefined) return values.map((value) => JSON.stringify(value)).join(" ");
    if (min === undefined || max === undefined)
      return count === 0 ? "no values" : `${count} values`;
    const unit = kind === "bytes" ? " bytes" : kind === "string" ? " characters" : "";
    return min === max ? `${short(min)}${unit}` : `${short(min)} … ${short(max)}${unit}`;
  }
}

/** Seconds and, if they can be one, the date. */
function describeSpan({ first, last }: TimeSpan): string {
  const date = isDate(first) ? `  (${new Date(Number(first / 1_000_000n)).toISOString()})` : "";
  return `${formatTime(first)} … ${formatTime(last)} s, ${seconds(last - first)}${date}`;
}

/** Smaller timestamps count from the start of something. */
function isDate(time: bigint): boolean {
  return time > 946_684_800_000_000_000n && time < 4_102_444_800_000_000_000n;
}

function seconds(nanoseconds: bigint): string {
  return `${short(Number(nanoseconds) / 1e9)} s`;
}

function short(value: number | bigint): string {
  if (typeof value === "bigint" || Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(6)));
}

function messages(count: number): string {
  return `${count} message${count === 1 ? "" : "s"}`;
}

/** Names in logs are not trusted: control characters are shown as codes. */
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not reach a terminal
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
