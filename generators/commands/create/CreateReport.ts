import type { Answers } from "../../project/answers.js";
import type { GitResult } from "./commitProject.js";

/** What was created, for display and for `--json`. */
export interface CreateReport {
  /** Absolute path of the project. */
  readonly target: string;
  /** The version of create-metrics-project. */
  readonly version: string;
  readonly answers: Answers;
  /** Defaults that the user did not choose. */
  readonly assumed: readonly string[];
  /** Relative to the target, sorted. With `dryRun`, the files that would be written. */
  readonly files: readonly string[];
  /** Of these, the ones that replaced a different file. */
  readonly replaced: readonly string[];
  /** The user's files that were kept although ours differ. */
  readonly kept: readonly string[];
  readonly dryRun: boolean;
  readonly installed: "yes" | "no" | "failed";
  /** Absent if no repository was requested. */
  readonly git?: GitResult;
  /** Further notes, one sentence each. */
  readonly notes: readonly string[];
  /** The command that creates the same project again, with every answer. */
  readonly repeat: string;
  /** Commands to type next, in this order. */
  readonly next: readonly string[];
}
