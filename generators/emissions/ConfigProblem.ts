import type { Position } from "./EmissionsConfig.js";
import type { EmissionRuleCode } from "./emissionRules.js";

/** Something in a config that the platform refuses, or that somebody suffers from. */
export interface ConfigProblem {
  /** The stable code of the rule, as in `emissionRules`. */
  readonly code: EmissionRuleCode;
  /** The platform refuses a problem; a warning it takes. */
  readonly severity: "problem" | "warning";
  /** Where, in the names of the file: `metrics.Top speed.status.block`. */
  readonly path: string;
  /** One sentence without a full stop: what is wrong, and which value. */
  readonly message: string;
  /** What to do about it, as a sentence. */
  readonly remedy: string;
  readonly at: Position;
}

/** Takes what is found. */
export type ReportProblem = (problem: ConfigProblem) => void;
