import { readEmissions } from "@metrics-project/runtime";
import { printableLine } from "../../io/printable.js";
import {
  EmissionsDiff,
  type FieldDiff,
  type NumberTolerances,
  type TopicDiff,
} from "./EmissionsDiff.js";

/** The result of comparing two emissions files. */
export interface EmissionsReport {
  readonly same: boolean;
  /** Whether a status got worse in some pair of rows. */
  readonly worse: boolean;
  readonly text: string;
}

export interface DiffEmissionsOptions {
  tolerances: NumberTolerances;
  format: "text" | "markdown" | "json";
  signal: AbortSignal;
}

/**
 * Compares two `*.resim.jsonl`, topic by topic and row by row. If their rows have the same order, memory does
 * not grow with the files.
 * @throws InputError if one cannot be read
 * @throws DecodeError if strict readers would reject one
 */
export async function diffEmissions(
  base: string,
  head: string,
  { tolerances, format, signal }: DiffEmissionsOptions,
): Promise<EmissionsReport> {
  const diff = new EmissionsDiff(tolerances);
  const rows = [base, head].map((path) => readEmissions(path, { signal }));
  const sides = [0, 1] as const;
  const open = new Set<0 | 1>(sides);
  // Alternates between the files, so that rows find their pair early.
  while (open.size > 0) {
    for (const side of sides) {
      if (!open.has(side)) continue;
      const next = await rows[side]?.next();
      if (next === undefined || next.done) open.delete(side);
      else diff.add(side, next.value);
    }
  }
  const topics = diff.finish();
  const same = topics.every((topic) => !differs(topic));
  const worse = topics.some(({ fields }) => [...fields.values()].some((field) => field.worse > 0));
  if (format === "json") return { same, worse, text: asJson(topics, same) };
  const text = asText(topics, same);
  return { same, worse, text: format === "markdown" ? `\`\`\`\n${text}\`\`\`\n` : text };
}

function differs({ differing, onlyInBase, onlyInHead }: TopicDiff): boolean {
  return differing + onlyInBase + onlyInHead > 0;
}

function asText(topics: readonly TopicDiff[], same: boolean): string {
  if (same) {
    const rows = topics.reduce((sum, { base }) => sum + base, 0);
    return `no difference: ${counted(rows, "row")} of ${counted(topics.length, "topic")}\n`;
  }
  return topics
    .filter(differs)
    .flatMap((topic) => {
      const { differing, onlyInBase, onlyInHead, fields } = topic;
      const parts = [
        ...(differing > 0 ? [`${counted(differing, "row")} with other values`] : []),
        ...(onlyInBase > 0 ? [`${counted(onlyInBase, "row")} only in BASE`] : []),
        ...(onlyInHead > 0 ? [`${counted(onlyInHead, "row")} only in HEAD`] : []),
      ];
      const total =
        topic.base === topic.head
          ? counted(topic.base, "row")
          : `${topic.base} → ${counted(topic.head, "row")}`;
      return [
        printableLine(`${topic.topic}: ${total}; ${parts.join(", ")}`),
        ...[...fields.values()].map((field) => printableLine(`  ${fieldText(field)}`)),
      ];
    })
    .map((line) => `${line}\n`)
    .join("");
}

function fieldText({ name, rows, most, distance }: FieldDiff): string {
  const where = most.time === undefined ? `line ${most.lines[0]}` : `at ${most.time}`;
  const change = `${valueText(most.base)} → ${valueText(most.head)}`;
  const by = distance > 0 ? ` (by ${Number(distance.toPrecision(6))})` : "";
  return `${name}: ${counted(rows, "row")}, ${distance > 0 ? "most" : "first"} ${where}: ${change}${by}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function valueText(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = typeof value === "bigint" ? String(value) : JSON.stringify(value, exact);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function asJson(topics: readonly TopicDiff[], same: boolean): string {
  const listed = topics.map(({ fields, ...topic }) => ({
    ...topic,
    fields: [...fields.values()].map(({ name, rows, most, worse }) => ({
      name,
      rows,
      worse,
      most,
    })),
  }));
  return `${JSON.stringify({ same, topics: listed }, exact, 2)}\n`;
}

function exact(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
