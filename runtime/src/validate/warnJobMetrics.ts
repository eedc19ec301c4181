import type { JobMetrics } from "../generated/proto/resim/metrics/proto/metrics.js";
import type { Warning } from "./problem.js";
import { Scope } from "./scope.js";
import { warnElements } from "./warnings/elements.js";
import { warnUnknownEnums } from "./warnings/enums.js";
import { warnEventMetrics } from "./warnings/events.js";
import { warnIndexing } from "./warnings/indexing.js";
import { warnMetrics } from "./warnings/metrics.js";
import { warnSharedNames } from "./warnings/names.js";

/**
 * What the platform accepts although something will suffer from it: rules N1 to N8. A series with
 * many faults of one kind is told once, with the first. Never throws, and never a reason to fail.
 */
export function warnJobMetrics(message: JobMetrics): Warning[] {
  const scope = new Scope(message);
  warnSharedNames(scope);
  warnUnknownEnums(scope);
  warnMetrics(scope);
  warnEventMetrics(scope);
  warnElements(scope);
  warnIndexing(scope);
  return scope.findings.list;
}
