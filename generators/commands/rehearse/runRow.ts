import { printableLine } from "../../io/printable.js";
import type { Figure, RunResult, RunStatus } from "./RunResult.js";

/** A run that has not ended. */
export interface PendingRun {
  name: string;
  waiting: boolean;
  /** Since its start. */
  seconds?: number;
}

export interface RowStyle {
  /** Width of the terminal, which rows are cut to; undefined where there is none. */
  columns: number | undefined;
  colour: boolean;
}

/** Widths of the table's columns but the last. */
export interface Widths {
  name: number;
}

const statusWidth = "NOT_APPLICABLE".length;
const longestName = 40;

export function widthsFor(names: readonly string[]): Widths {
  const longest = Math.max("test".length, ...names.map((name) => name.length));
  return { name: Math.min(longest, longestName) };
}

export function tableHeader({ name }: Widths): string {
  return `${"test".padEnd(name)}  ${"status".padEnd(statusWidth)}  ${"time".padStart(7)}  metrics  warnings  figures`;
}

/** One line of the table. */
export function runRow(run: RunResult | PendingRun, { name }: Widths, style: RowStyle): string {
  // A folder may be called anything, even two lines.
  const shown = printableLine(run.name);
  const label = shown.length > name ? `${shown.slice(0, name - 1)}…` : shown.padEnd(name);
  const word = "status" in run ? run.status : run.waiting ? "waiting" : "running";
  const time = run.seconds === undefined ? "" : `${run.seconds.toFixed(2)} s`;
  const counts =
    "status" in run && run.failure === undefined
      ? `  ${String(run.metrics).padStart(7)}  ${String(run.warnings.length).padStart(8)}`
      : " ".repeat(2 + 7 + 2 + 8);
  const last =
    "status" in run ? printableLine(run.failure?.split("\n")[0] ?? figures(run.figures)) : "";
  const start = `${label}  `;
  const end = `  ${time.padStart(7)}${counts}  ${last}`;
  const room =
    style.columns === undefined ? undefined : style.columns - 1 - start.length - statusWidth;
  const cut = room === undefined ? end.trimEnd() : end.slice(0, Math.max(room, 0)).trimEnd();
  return `${start}${paint(word.padEnd(statusWidth), word, style.colour)}${cut}`;
}

/** Scalars as a person reads them: `Distance travelled 4.25 m, Top speed 0.5 m/s`. */
export function figures(all: readonly Figure[]): string {
  return all
    .map(({ name, value, unit }) => `${name} ${rounded(value)}${unit === "" ? "" : ` ${unit}`}`)
    .join(", ");
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** Of the terminal: green, yellow, red, grey. */
const colours: Partial<Record<RunStatus | "waiting" | "running", number>> = {
  PASSED: 32,
  FAIL_WARN: 33,
  FAIL_BLOCK: 31,
  ERROR: 31,
  waiting: 90,
};

/** By hand: Node's styleText asks whether process.stdout takes colours, which need not be our output. */
function paint(text: string, word: RunStatus | "waiting" | "running", colour: boolean): string {
  const code = colours[word];
  return colour && code !== undefined ? `\u001b[${code}m${text}\u001b[39m` : text;
}
