import type { ConfigProblem } from "../ConfigProblem.js";
import type { Position } from "../EmissionsConfig.js";
import type { EmissionRuleCode } from "../emissionRules.js";

/** Receives a finding. */
export type Add = (
  code: EmissionRuleCode,
  severity: ConfigProblem["severity"],
  found: { path: string; message: string; remedy: string; at: Position },
) => void;
