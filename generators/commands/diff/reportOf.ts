import type { Comparison as MessageComparison } from "../../compare/message/compareMessages.js";
import { compareDescribed } from "../../compare/message/compareMessages.js";
import { markdownReport } from "../../compare/report/markdownReport.js";
import { textReport, textTable } from "../../compare/report/textReport.js";
import { type Comparison, tallyOf } from "../../compare/rows/Comparison.js";
import type { CompareRunsOptions } from "../../compare/rows/compareRuns.js";
import { worstFirst } from "../../compare/rows/worstFirst.js";
import type { Side } from "../../compare/side/Side.js";
import { messageReport } from "./messageReport.js";

export interface ReportOptions {
  readonly comparison: Comparison;
  readonly base: Side;
  readonly head: Side;
  readonly settings: CompareRunsOptions;
  readonly format: "text" | "markdown" | "json";
  /** Width of the terminal, if there is one. */
  readonly columns: number | undefined;
}

/** Maximum rows of the table above the differences of two messages. */
const messageRows = 20;

/** The comparison in the requested format; for two messages, with every field that differs. */
export async function reportOf(options: ReportOptions): Promise<{ text: string; same: boolean }> {
  const { comparison, base, head, settings, format, columns } = options;
  const isMessage = base.kind === "message" && head.kind === "message";
  const fields = isMessage ? await compareFields(base, head, settings) : undefined;
  const same = (fields?.differences ?? comparison.rows).length === 0;
  switch (format) {
    case "markdown":
      return { same, text: markdownReport(comparison, { base, head }) };
    case "json":
      return { same, text: jsonReport(options, fields, same) };
    case "text": {
      if (fields === undefined) {
        return { same, text: textReport(comparison, { base, head }, columns) };
      }
      // Values that are not numbers are listed per field below.
      const numbers = comparison.rows.filter(({ difference = 0 }) => difference !== 0);
      const plain = worstFirst(numbers).map((row) => ({ ...row, run: "", details: [] }));
      const table = textTable(plain.slice(0, messageRows), columns ?? 120);
      return { same, text: messageReport(fields, base.shown, head.shown, table) };
    }
  }
}

/** Every field of two messages, including the order of the metrics. */
async function compareFields(
  base: Side,
  head: Side,
  settings: CompareRunsOptions,
): Promise<MessageComparison | undefined> {
  const [a, b] = [await base.runs[0]?.load(), await head.runs[0]?.load()];
  if (a?.described === undefined || b?.described === undefined) return undefined;
  const { tolerances, ignore = [], template = false } = settings;
  return compareDescribed(a.described, b.described, { ...tolerances, ignore, template });
}

function jsonReport(
  { comparison, base, head, settings }: ReportOptions,
  fields: MessageComparison | undefined,
  same: boolean,
): string {
  const { rows, notes, runs, tests, metrics } = comparison;
  const content = {
    same,
    base: sideFacts(base),
    head: sideFacts(head),
    tolerance: settings.tolerances,
    notes,
    tally: tallyOf(rows),
    ...(fields === undefined
      ? { compared: { runs, tests, metrics } }
      : { a: base.shown, b: head.shown, ...fields }),
    rows,
  };
  // JSON has no NaN and no infinity.
  const safe = (_key: string, value: unknown) =>
    typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  return `${JSON.stringify(content, safe, 2)}\n`;
}

function sideFacts({ shown, kind, project, startedAt, commit }: Side) {
  return { path: shown, kind, project, startedAt, commit };
}
