import type { Position } from "./EmissionsConfig.js";
import type { EmissionRuleCode } from "./emissionRules.js";

/** A part of a config that the platform rejects, or that causes trouble for users. */
export interface ConfigProblem {
  /** The stable code of the rule, as in `emissionRules`. */
  readonly code: EmissionRuleCode;
  /** The platform rejects a problem, and accepts a warning. */
  readonly severity: "problem" | "warning";
  /** Path in the file: `metrics.Top speed.status.block`. */
  readonly path: string;
  /** One sentence without a period, with the value that is wrong. */
  readonly message: string;
  /** How to fix it, as a sentence. */
  readonly remedy: string;
  readonly at: Position;
}

/** Receives each finding. */
export type ReportProblem = (problem: ConfigProblem) => void;
