import type { ExplainedProblem, Report } from "./Report.js";
import { conclusion, count, type Entry, fileList, placesOf, sectionsOf } from "./reportSections.js";

/** Maximum number of type errors shown in full per change. */
const errorsShown = 3;

/** A report for a terminal. */
export function printReport(report: Report): string {
  const { sections, others } = sectionsOf(report);
  const lines: string[] = [];
  for (const { title, entries, limit } of sections) {
    lines.push(`${title} (${entries.length})`);
    let where: string | undefined;
    for (const entry of entries.slice(0, limit)) {
      if (entry.where !== where) lines.push(`  ${entry.where}`);
      where = entry.where;
      lines.push(...entryLines(entry));
    }
    if (entries.length > limit) {
      lines.push(`  … and ${entries.length - limit} more: --json lists all`);
    }
    lines.push("");
  }
  if (others.length > 0) {
    const title =
      report.problems.length > others.length ? "Other new type errors" : "New type errors";
    lines.push(`${title} (${others.length})`);
    for (const { file, line, message } of others) lines.push(`  ${file}:${line}  ${message}`);
    lines.push("");
  }
  for (const note of report.notes) lines.push(note, "");
  lines.push(...conclusion(report), ...fileList(report).map((line) => `  ${line}`));
  return `${lines.join("\n")}\n`;
}

function entryLines({ text, was, is, users, errors }: Entry): string[] {
  return [
    `    ${text}`,
    ...(was === undefined ? [] : [`      was: ${was}`]),
    ...(is === undefined ? [] : [`      is:  ${is}`]),
    ...users.map((user) => `      ${user}`),
    ...errorLines(errors).map((error) => `      ${error}`),
  ];
}

function errorLines(errors: readonly ExplainedProblem[]): string[] {
  if (errors.length === 0) return [];
  const more = errors.slice(errorsShown);
  return [
    `causes ${count(errors.length, "type error")}:`,
    ...errors.slice(0, errorsShown).map((one) => `  ${one.file}:${one.line}  ${one.message}`),
    ...(more.length === 0 ? [] : [`  and in ${placesOf(more)}`]),
  ];
}
