import type { Output, World } from "../../cli/command.js";
import { textReport } from "../../compare/report/textReport.js";
import {
  type Comparison,
  type FailOn,
  failsCheck,
  tallyOf,
} from "../../compare/rows/Comparison.js";
import { compareSides } from "../../compare/rows/compareSides.js";
import { readTolerances } from "../../compare/rows/readTolerances.js";
import { readSide } from "../../compare/side/readSide.js";
import { nameOfProject } from "../../project/nameOfProject.js";
import { recordFile } from "../../project/projectRecord.js";
import { openBaseline } from "./openBaseline.js";
import type { RehearsalOptions } from "./RehearsalOptions.js";
import type { RunResult } from "./RunResult.js";

/** A rehearsal in progress that is compared with a baseline. */
export interface ComparedRehearsal {
  /** The result, with the baseline value of each figure. */
  withBefore(result: RunResult): RunResult;
  /** Compares the results of the rehearsal, and prints what changed. */
  compare(output: Output): Promise<{
    /** Whether the `--fail-on` condition is met. */
    readonly failed: boolean;
    /** The comparison for `--json`. */
    readonly facts: object;
  }>;
}

/**
 * Opens the baseline, before anything runs.
 *
 * @throws CommandError if it cannot be read, or belongs to another project
 */
export async function compareRehearsal(
  world: World,
  given: string,
  rehearsal: RehearsalOptions,
  failOn: FailOn,
): Promise<ComparedRehearsal> {
  const tolerances = await readTolerances(world.cwd, recordFile, {});
  const project = await nameOfProject(world.cwd);
  const { side: base, withBefore } = await openBaseline(world, {
    given,
    project,
    tolerances,
    rehearsal,
  });
  return {
    withBefore,
    async compare(output) {
      const { path, shown } = rehearsal.out;
      const head = { ...(await readSide(world.cwd, path, "the rehearsal")), shown };
      const comparison = await compareSides(base, head, { tolerances, signal: world.signal });
      output.write(`\n${textReport(comparison, { base, head }, output.columns)}`);
      return { failed: failsCheck(comparison, failOn), facts: factsOf(comparison, given) };
    },
  };
}

function factsOf({ rows, notes }: Comparison, baseline: string): object {
  return { baseline, tally: tallyOf(rows), notes, rows };
}
