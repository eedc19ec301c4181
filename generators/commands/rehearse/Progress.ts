import type { Output } from "../../cli/command.js";
import { rawOutput } from "../../cli/safeOutput.js";
import type { RunResult } from "./RunResult.js";
import { runRow, tableHeader, widthsFor } from "./runRow.js";

/** A run, told from others by where its outputs lie: a test may be called "report". */
export type PlannedRun = Pick<RunResult, "name" | "outputs">;

/** What is told of a rehearsal while it goes on. */
export interface Progress {
  /** The runs to come, in the order to show them. */
  plan(runs: readonly PlannedRun[]): void;
  started(run: PlannedRun): void;
  /** `kept`: the result is that of an earlier rehearsal. */
  ended(result: RunResult, options?: { kept?: boolean }): void;
  /** Everything has ended: nothing is drawn any more. May be called again. */
  finish(): void;
}

/** A table that is drawn again as runs go on, on a terminal that it fits; else a line a run. */
export function createProgress(safe: Output, env: Record<string, string | undefined>): Progress {
  // It draws: rows make their texts printable themselves.
  const output = rawOutput(safe);
  const { rows } = output as { rows?: number };
  const colour = output.isTTY === true && (env.NO_COLOR ?? "") === "" && env.TERM !== "dumb";
  if (output.isTTY !== true || rows === undefined || env.TERM === "dumb") {
    return linesProgress(output, colour);
  }
  return liveProgress(output, rows, colour);
}

function linesProgress(output: Output, colour: boolean): Progress {
  let widths = widthsFor([]);
  return {
    plan(runs) {
      widths = widthsFor(runs.map(({ name }) => name));
      output.write(`${tableHeader(widths)}\n`);
    },
    started() {},
    ended(result, { kept = false } = {}) {
      if (!kept) output.write(`${runRow(result, widths, { columns: undefined, colour })}\n`);
    },
    finish() {},
  };
}

/** Milliseconds between drawings while runs are going on. */
const interval = 200;

function liveProgress(output: Output, rows: number, colour: boolean): Progress {
  let widths = widthsFor([]);
  let planned: readonly PlannedRun[] = [];
  let plain: Progress | undefined;
  let drawn = 0;
  let timer: NodeJS.Timeout | undefined;
  const started = new Map<string, number>();
  const results = new Map<string, RunResult>();

  const draw = () => {
    const columns = output.columns ?? 80;
    const lines = [tableHeader(widths).slice(0, columns - 1)];
    for (const { name, outputs } of planned) {
      const since = started.get(outputs);
      const row =
        results.get(outputs) ??
        (since === undefined
          ? { name, waiting: true }
          : { name, waiting: false, seconds: (performance.now() - since) / 1000 });
      lines.push(runRow(row, widths, { columns, colour }));
    }
    // Up to the first line, then each line anew.
    const up = drawn === 0 ? "" : `\u001b[${drawn}A`;
    output.write(`${up}${lines.map((line) => `\u001b[2K${line}\n`).join("")}`);
    drawn = lines.length;
  };
  return {
    plan(runs) {
      clearInterval(timer);
      planned = runs;
      widths = widthsFor(runs.map(({ name }) => name));
      started.clear();
      results.clear();
      drawn = 0;
      if (planned.length + 3 > rows) {
        plain = linesProgress(output, colour);
        plain.plan(planned);
        return;
      }
      draw();
      timer = setInterval(draw, interval);
    },
    started({ outputs }) {
      started.set(outputs, performance.now());
    },
    ended(result, options) {
      if (plain !== undefined) return plain.ended(result, options);
      results.set(result.outputs, result);
      draw();
    },
    finish() {
      clearInterval(timer);
      // Once only: what is written below the table afterwards must stay.
      if (plain === undefined && planned.length > 0) draw();
      plain = undefined;
      planned = [];
    },
  };
}
