import type { ConfigProblem } from "../ConfigProblem.js";
import type { Position } from "../EmissionsConfig.js";

/** Takes a finding. */
export type Add = (
  code: string,
  severity: ConfigProblem["severity"],
  found: { path: string; message: string; remedy: string; at: Position },
) => void;
