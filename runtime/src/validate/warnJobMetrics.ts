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
  /** Share of NaN, from 0 to 1, at which a series of doubles is reported (N9). Default: 0.1. */
  nanShare?: number | undefined;
}

/**
 * Returns what the platform accepts although it causes trouble later. These are rules N1 to N8 of
 * the platform, and N9 for a series of doubles with many NaN. A series with many faults of one kind
 * is reported once, with the first fault. Lists the first thousand warnings per code and counts the
 * rest. Never throws, and never fails a run.
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
