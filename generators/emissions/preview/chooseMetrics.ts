import { usageError } from "../../io/CommandError.js";
import type { ConfigMetric, ConfigSet, EmissionsConfig } from "../EmissionsConfig.js";

/**
 * The metrics of a set, in its order. Without a set: those of all sets not used by a dashboard, or all
 * metrics if there are no sets.
 * @throws CommandError if the set does not exist
 */
export function chooseMetrics(config: EmissionsConfig, set: string | undefined): ConfigMetric[] {
  const { sets, metrics, dashboards } = config;
  if (set !== undefined) {
    const chosen = sets.get(set);
    if (chosen !== undefined) return metricsOf(config, chosen);
    throw usageError(`the config has no metrics set "${set}"`, {
      hint: `Available: ${[...sets.keys()].map((name) => JSON.stringify(name)).join(", ") || "none"}.`,
    });
  }
  const ofDashboards = new Set([...dashboards.values()].map((one) => one.set.name));
  const shown = [...sets.values()].filter(({ name }) => !ofDashboards.has(name));
  if (shown.length === 0) return [...metrics.values()].filter(({ type }) => type !== "dashboard");
  return [...new Set(shown.flatMap((one) => metricsOf(config, one)))];
}

/** The metrics of a set that exist in the config. */
export function metricsOf({ metrics }: EmissionsConfig, set: ConfigSet): ConfigMetric[] {
  return set.metrics.flatMap(({ name }) => metrics.get(name) ?? []);
}
