import type { Position } from "./EmissionsConfig.js";

/** Something in a config that the platform refuses, or that somebody suffers from. */
export interface ConfigProblem {
  /** The rule's stable code: C1 to C13, T2, T6, M1 of configs; Y1 to Y3 of their YAML; A1 and on of advice. */
  readonly code: string;
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
