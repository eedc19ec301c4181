import { signed } from "../../compare/report/rowWords.js";
import { changeOf } from "../../compare/rows/compareNumbers.js";
import { printableLine } from "../../io/printable.js";
import { cutToWidth, fitToWidth, textWidth } from "../../io/textWidth.js";
import { causeOf } from "./causeOf.js";
import type { Figure, RunResult, RunStatus } from "./RunResult.js";

/** A run in progress. */
export interface PendingRun {
  name: string;
  waiting: boolean;
  /** Time since its start. */
  seconds?: number;
}

export interface RowStyle {
  /** Width of the terminal, to truncate rows to; undefined if there is no terminal. */
  columns: number | undefined;
  color: boolean;
}

/** Widths of the table's columns, except the last. */
export interface Widths {
  name: number;
  /** Whether there is room for the counts of metrics and warnings. */
  counts: boolean;
}

const statusWidth = "NOT_APPLICABLE".length;
const longestName = 40;
/** Narrower terminals use the columns for the figures instead. */
const roomy = 100;

export function widthsFor(names: readonly string[], columns: number | undefined): Widths {
  const isRoomy = columns === undefined || columns >= roomy;
  const longest = Math.max("test".length, ...names.map((name) => textWidth(printableLine(name))));
  return { name: Math.min(longest, isRoomy ? longestName : longestName / 2), counts: isRoomy };
}

export function tableHeader({ name, counts }: Widths): string {
  const counted = counts ? "  metrics  warnings" : "";
  return `${"test".padEnd(name)}  ${"status".padEnd(statusWidth)}  ${"time".padStart(7)}${counted}  figures`;
}

/** One row of the table. */
export function runRow(run: RunResult | PendingRun, widths: Widths, style: RowStyle): string {
  // A folder's name may contain anything, even a newline.
  const start = `${fitToWidth(printableLine(run.name), widths.name)}  `;
  const word = "status" in run ? run.status : run.waiting ? "waiting" : "running";
  const time = run.seconds === undefined ? "" : `${run.seconds.toFixed(2)} s`;
  const last =
    "status" in run
      ? printableLine(run.failure === undefined ? figures(run.figures) : causeOf(run))
      : "";
  const end = `  ${time.padStart(7)}${widths.counts ? countsOf(run) : ""}  ${last}`;
  const { columns, color } = style;
  if (columns === undefined) {
    return `${start}${paint(word.padEnd(statusWidth), word, color)}${end.trimEnd()}`;
  }
  // Leave the terminal's last column free: some terminals wrap the line once it is filled.
  const name = cutToWidth(start, columns - 1);
  const left = columns - 1 - textWidth(name);
  const status = word.padEnd(statusWidth).slice(0, Math.max(left, 0));
  const rest = cutToWidth(end, left - statusWidth).trimEnd();
  return `${name}${paint(status, word, color)}${rest}`;
}

function countsOf(run: RunResult | PendingRun): string {
  return "status" in run && run.failure === undefined
    ? `  ${String(run.metrics).padStart(7)}  ${String(run.warnings.length).padStart(8)}`
    : " ".repeat(2 + 7 + 2 + 8);
}

/** Scalars for the user, failed ones first: `Top speed 4.25 m/s (+100 %), Distance 0.5 m`. */
export function figures(all: readonly Figure[]): string {
  const weights: Partial<Record<RunStatus, number>> = { FAIL_BLOCK: 0, FAIL_WARN: 1 };
  return [...all]
    .sort((a, b) => (weights[a.status] ?? 2) - (weights[b.status] ?? 2))
    .map((figure) => {
      const { name, value, unit } = figure;
      return `${name} ${rounded(value)}${unit === "" ? "" : ` ${unit}`}${changeFrom(figure)}`;
    })
    .join(", ");
}

/** ` (+100 %)`; ` (was 3 ft)` if the units differ. */
function changeFrom({ value, unit, before }: Figure): string {
  if (before === undefined) return "";
  const { difference, percent } = changeOf({
    before: before.value,
    after: value,
    unitBefore: before.unit,
    unitAfter: unit,
  });
  if (percent !== undefined) return ` (${signed(percent, 3)} %)`;
  if (difference !== undefined) return ` (${signed(difference, 4)})`;
  return ` (was ${rounded(before.value)} ${before.unit})`;
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** Terminal colors: green, yellow, red, gray. */
const colors: Partial<Record<RunStatus | "waiting" | "running", number>> = {
  PASSED: 32,
  FAIL_WARN: 33,
  FAIL_BLOCK: 31,
  ERROR: 31,
  waiting: 90,
};

/**
 * Does not use Node's styleText, which checks whether process.stdout supports colors: that may not
 * be our output.
 */
function paint(text: string, word: RunStatus | "waiting" | "running", color: boolean): string {
  const code = colors[word];
  return color && code !== undefined ? `\u001b[${code}m${text}\u001b[39m` : text;
}
