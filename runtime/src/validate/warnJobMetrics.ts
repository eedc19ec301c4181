import type { JobMetrics } from "../generated/proto/resim/metrics/proto/metrics.js";
import type { Warning } from "./problem.js";
import { Scope } from "./scope.js";
import { warnElements } from "./warnings/elements.js";
import { warnUnknownEnums } from "./warnings/enums.js";
import { warnEventMetrics } from "./warnings/events.js";
import { warnIndexing } from "./warnings/indexing.js";
import { warnMetrics } from "./warnings/metrics.js";
import { warnSharedNames } from "./warnings/names.js";

/** Options of {@link warnJobMetrics}. */
export interface WarnOptions {
  /** The share of NaN, from 0 to 1, from which on a series of doubles is told (N9). Default: 0.1. */
  nanShare?: number | undefined;
}

/**
 * What the platform accepts although something will suffer from it: rules N1 to N8 of the platform,
 * and N9, a series of doubles of which much is NaN. A series with
 * many faults of one kind is told once, with the first; of each code the first thousand warnings are
 * told and the others counted. Never throws, and never a reason to fail.
 */
export function warnJobMetrics(message: JobMetrics, options: WarnOptions = {}): Warning[] {
  const scope = new Scope(message);
  warnSharedNames(scope);
  warnUnknownEnums(scope);
  warnMetrics(scope);
  warnEventMetrics(scope);
  warnElements(scope, options.nanShare ?? 0.1);
  warnIndexing(scope);
  return scope.findings.all();
}
