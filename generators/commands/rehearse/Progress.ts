import type { Output } from "../../cli/command.js";
import { rawOutput } from "../../cli/safeOutput.js";
import { cutToWidth, textWidth } from "../../io/textWidth.js";
import { Heartbeat, isLarge, RunTally, TableRows } from "./largeTable.js";
import type { RunResult } from "./RunResult.js";
import { type PendingRun, runRow, tableHeader, type Widths, widthsFor } from "./runRow.js";

/** A run, identified by its outputs folder: a test may be named "report". */
type PlannedRun = Pick<RunResult, "name" | "outputs">;

/** Receives the progress of a rehearsal. */
export interface Progress {
  /** The planned runs, in display order. */
  plan(runs: readonly PlannedRun[]): void;
  started(run: PlannedRun): void;
  /** `kept`: the result comes from an earlier rehearsal. */
  ended(result: RunResult, options?: { kept?: boolean }): void;
  /** The rehearsal has ended: stops drawing. May be called again. */
  finish(): void;
}

/** With fewer lines, nothing is drawn. */
const fewestRows = 8;

/** On a terminal, a table that is redrawn while runs progress; otherwise one line per run. */
export function createProgress(safe: Output, env: Record<string, string | undefined>): Progress {
  // It writes control sequences, so rows escape their own strings.
  const output: Terminal = rawOutput(safe);
  const color = output.isTTY === true && (env.NO_COLOR ?? "") === "" && env.TERM !== "dumb";
  const draws = output.isTTY === true && output.rows !== undefined && env.TERM !== "dumb";
  return draws ? liveProgress(output, color) : linesProgress(output, color);
}

/** `rows` is set on a terminal, and changes with its size. */
type Terminal = Output & { rows?: number };

/**
 * One line per run. In a large rehearsal, one line per test that did not pass, and an occasional
 * line of counts.
 */
function linesProgress(output: Output, color: boolean): Progress {
  let planned = 0;
  let widths = widthsFor([], undefined);
  let table = new TableRows(0);
  let tally = new RunTally(0);
  let heartbeat = new Heartbeat(0);
  return {
    plan(runs) {
      planned = runs.length;
      table = new TableRows(runs.length);
      tally = new RunTally(runs.length);
      heartbeat = new Heartbeat(runs.length);
      widths = widthsFor(
        runs.map(({ name }) => name),
        undefined,
      );
      output.write(`${tableHeader(widths)}\n`);
    },
    started() {},
    ended(result, { kept = false } = {}) {
      tally.add(result);
      if (!kept && table.take(result)) {
        output.write(`${runRow(result, widths, { columns: undefined, color })}\n`);
      }
      if (isLarge(planned) && heartbeat.isDue(tally.ended)) output.write(`${tally.text()}\n`);
    },
    finish() {
      const { rest } = table;
      table = new TableRows(0);
      if (rest !== undefined) output.write(`${rest}\n`);
    },
  };
}

/** Milliseconds between redraws while runs are in progress. */
const interval = 200;

/** The parts of a live table. */
interface Drawing {
  /** Written once, above the part that is redrawn. */
  readonly settled: readonly string[];
  readonly live: readonly string[];
}

/**
 * All runs as a table, if the terminal has enough lines. Otherwise, finished runs scroll away at the top; runs in
 * progress stay below them, with a count of all others. In a large rehearsal, only tests that did not pass scroll away.
 */
function liveProgress(output: Terminal, color: boolean): Progress {
  let planned: readonly PlannedRun[] = [];
  let plain: Progress | undefined;
  let whole = true;
  // The widths of the lines to redraw.
  let drawn: number[] = [];
  let timer: NodeJS.Timeout | undefined;
  const started = new Map<string, number>();
  const results = new Map<string, RunResult>();
  let unwritten: RunResult[] = [];
  let table = new TableRows(0);
  let tally = new RunTally(0);
  // With ten thousand runs, searching all of them for each drawing would be slow.
  const going = new Map<string, PlannedRun>();

  const rowOf = ({ name, outputs }: PlannedRun): RunResult | PendingRun => {
    const since = started.get(outputs);
    return (
      results.get(outputs) ??
      (since === undefined
        ? { name, waiting: true }
        : { name, waiting: false, seconds: (performance.now() - since) / 1000 })
    );
  };
  const wholeTable = (header: string, line: (run: RunResult | PendingRun) => string): Drawing => ({
    settled: [],
    live: [header, ...planned.map((run) => line(rowOf(run)))],
  });
  const window = (line: (run: RunResult | PendingRun) => string): Drawing => {
    const room = Math.max((output.rows ?? fewestRows) - 3, 1);
    return {
      settled: unwritten.filter((run) => table.take(run)).map(line),
      live: [
        ...[...going.values()].slice(0, room).map((run) => line(rowOf(run))),
        tally.text(going.size),
      ],
    };
  };
  let known: { columns: number; widths: Widths } | undefined;
  const widthsOf = (columns: number): Widths => {
    if (known?.columns !== columns) {
      const names = planned.map(({ name }) => name);
      known = { columns, widths: widthsFor(names, columns) };
    }
    return known.widths;
  };
  const draw = (isLast = false) => {
    const columns = output.columns ?? 80;
    const widths = widthsOf(columns);
    const line = (run: RunResult | PendingRun) => runRow(run, widths, { columns, color });
    if (whole && !fits(planned, output)) {
      // The terminal became smaller: part of the drawing has scrolled away.
      whole = false;
      drawn = [];
      unwritten = [...results.values()];
    }
    const header = cutToWidth(tableHeader(widths), columns - 1);
    const { settled, live } = whole ? wholeTable(header, line) : window(line);
    unwritten = [];
    const kept = whole || !isLast ? live.map((text) => cutToWidth(text, columns - 1)) : [];
    // A line that is now wider than the terminal takes several.
    const up = drawn.reduce((sum, width) => sum + Math.max(Math.ceil(width / columns), 1), 0);
    const lines = [...settled, ...kept].map((text) => `${text}\n`).join("");
    output.write(`${up === 0 ? "" : `\u001b[${up}A\u001b[J`}${lines}`);
    drawn = kept.map(textWidth);
  };
  return {
    plan(runs) {
      clearInterval(timer);
      planned = runs;
      started.clear();
      results.clear();
      going.clear();
      unwritten = [];
      table = new TableRows(runs.length);
      tally = new RunTally(runs.length);
      known = undefined;
      drawn = [];
      whole = fits(planned, output);
      if (!whole && (output.rows ?? 0) < fewestRows) {
        plain = linesProgress(output, color);
        plain.plan(planned);
        return;
      }
      if (!whole) {
        const columns = output.columns ?? 80;
        output.write(`${cutToWidth(tableHeader(widthsOf(columns)), columns - 1)}\n`);
      }
      draw();
      timer = setInterval(() => draw(), interval);
    },
    started(run) {
      started.set(run.outputs, performance.now());
      going.set(run.outputs, run);
    },
    ended(result, options) {
      if (plain !== undefined) return plain.ended(result, options);
      results.set(result.outputs, result);
      going.delete(result.outputs);
      tally.add(result);
      if (options?.kept !== true) unwritten.push(result);
      draw();
    },
    finish() {
      clearInterval(timer);
      // Only once: output written below the table afterwards must stay.
      if (plain === undefined && planned.length > 0) {
        draw(true);
        if (table.rest !== undefined) output.write(`${table.rest}\n`);
      }
      plain?.finish();
      plain = undefined;
      planned = [];
    },
  };
}

/** Whether the terminal has lines for every run, the table's header, and the output below it. */
function fits(planned: readonly PlannedRun[], { rows = 0 }: Terminal): boolean {
  return planned.length + 3 <= rows;
}
