import { breaksHere, type JudgedChange } from "./Change.js";
import type { TypeProblem } from "./typeCheck.js";

/** An error of the type checker, with the changes that brought it where they are known. */
export interface ExplainedProblem extends TypeProblem {
  because: string[];
  /** All of these are changes that the project accepts. */
  accepted?: true;
}

/** What generating would do, or did. */
export interface Report {
  /**
   * `unchanged`: all is up to date. `written`: it was. `would-write`: it would be, but for --dry-run or --check.
   * `refused`: a change breaks something here, and nothing was written.
   */
  outcome: "unchanged" | "written" | "would-write" | "refused";
  changes: JudgedChange[];
  /** Errors that the project does not have yet. */
  problems: ExplainedProblem[];
  /** Files that differ from what is on disk and are written, by path. */
  files: string[];
  /** Files that were generated once and are no longer: they are deleted. */
  removed: string[];
  /** Things worth knowing that are no change. */
  notes: string[];
}

/** A report in a few numbers. */
export interface Tally {
  /** Breaking changes, whoever uses what they touch. */
  breaking: number;
  /** Those among them that touch what the project or the runtime uses: they and new type errors refuse the rest. */
  breakingHere: number;
  /** New type errors, but for those that accepted changes bring. */
  problems: number;
}

/** Whether something here breaks: then nothing is written, unless that is asked for. */
export function refuses({ changes, problems }: Pick<Report, "changes" | "problems">): boolean {
  return changes.some(breaksHere) || problems.some(({ accepted }) => accepted !== true);
}

export function tallyOf({ changes, problems }: Report): Tally {
  return {
    breaking: changes.filter(({ verdict }) => verdict === "breaking").length,
    breakingHere: changes.filter(breaksHere).length,
    problems: problems.filter(({ accepted }) => accepted !== true).length,
  };
}
