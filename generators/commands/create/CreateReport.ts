import type { Answers } from "../../project/answers.js";
import type { GitResult } from "./commitProject.js";

/** What was made, for people and for `--json`. */
export interface CreateReport {
  /** Absolute path of the project. */
  readonly target: string;
  /** The version of create-metrics-project. */
  readonly version: string;
  readonly answers: Answers;
  /** Defaults that nobody chose. */
  readonly assumed: readonly string[];
  /** Relative to the target, sorted. With `dryRun` what would have been written. */
  readonly files: readonly string[];
  /** Of these, the ones that replaced a different file. */
  readonly replaced: readonly string[];
  /** Files of the user's that stayed although ours differ. */
  readonly kept: readonly string[];
  readonly dryRun: boolean;
  readonly installed: "yes" | "no" | "failed";
  /** Absent where no repository was wanted. */
  readonly git?: GitResult;
  /** What else there is to know, each one sentence. */
  readonly notes: readonly string[];
  /** The command that makes the same again, with every answer in it. */
  readonly repeat: string;
  /** Commands to type next, in this order. */
  readonly next: readonly string[];
}
