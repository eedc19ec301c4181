import { breaksHere, type JudgedChange } from "./Change.js";
import type { TypeProblem } from "./typeCheck.js";

/** An error of the type checker, with the changes that caused it, if known. */
export interface ExplainedProblem extends TypeProblem {
  because: string[];
  /** All of these are changes that the project accepts. */
  accepted?: true;
}

/** The result of generating. */
export interface Report {
  /**
   * `unchanged`: all is up to date. `written`: files were written. `would-write`: not written due to --dry-run or --check.
   * `refused`: a change breaks something here, and nothing was written.
   */
  outcome: "unchanged" | "written" | "would-write" | "refused";
  changes: JudgedChange[];
  /** New type errors. */
  problems: ExplainedProblem[];
  /** Files that differ from what is on disk and are written, by path. */
  files: string[];
  /** Files that are no longer generated, and are deleted. */
  removed: string[];
  /** Notes about other things than changes. */
  notes: string[];
}

/** A report as numbers. */
export interface Tally {
  /** All breaking changes. */
  breaking: number;
  /** Breaking changes of something that the project or the runtime uses: they and new type errors prevent writing. */
  breakingHere: number;
  /** New type errors, except those caused by accepted changes. */
  problems: number;
}

/** Whether something breaks here: then nothing is written, unless requested. */
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
