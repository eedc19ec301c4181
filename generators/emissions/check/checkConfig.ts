import type { ConfigProblem } from "../ConfigProblem.js";
import type { EmissionsConfig } from "../EmissionsConfig.js";
import type { Add } from "./Add.js";
import { advise } from "./advise.js";
import { checkQueries } from "./checkQueries.js";

/** The surroundings of a config. */
export interface ConfigSurroundings {
  /** Names of the files in the templates folder; undefined if unknown: C8 is then not checked. */
  readonly templates: ReadonlySet<string> | undefined;
}

/**
 * Checks across the parts of a config: C2 (metrics of sets), C3 (metrics in no set), C4 (dashboards
 * and their sets), and C8 (template files). Of queries: C9 (media), C10 and C11 (tables and
 * columns), C12 (placeholders), and Q1 (one SELECT). Also advice (A1 to A11).
 */
export function checkConfig(
  config: EmissionsConfig,
  { templates }: ConfigSurroundings,
): ConfigProblem[] {
  const found: ConfigProblem[] = [];
  const add: Add = (code, severity, rest) => void found.push({ code, severity, ...rest });
  checkSets(config, add);
  checkDashboards(config, add);
  if (templates !== undefined) checkTemplates(config, templates, add);
  checkQueries(config, add);
  advise(config, add);
  return found;
}

function checkSets({ metrics, sets, leftOut }: EmissionsConfig, add: Add): void {
  const used = new Set<string>();
  for (const set of sets.values()) {
    for (const { name, at } of set.metrics) {
      used.add(name);
      if (metrics.has(name) || leftOut.metrics.has(name)) continue;
      add("C2", "problem", {
        path: `metrics sets.${set.name}`,
        message: `the set "${set.name}" contains an unknown metric: "${name}"`,
        remedy: `Known metrics: ${[...metrics.keys()].join(", ") || "none"}.`,
        at,
      });
    }
  }
  for (const { name, at } of metrics.values()) {
    if (used.has(name)) continue;
    add("C3", "warning", {
      path: `metrics.${name}`,
      message: `the metric "${name}" is in no metrics set, so nobody sees it`,
      remedy: "Add its name to a set.",
      at,
    });
  }
}

function checkDashboards({ metrics, sets, dashboards, leftOut }: EmissionsConfig, add: Add): void {
  const shown = new Set<string>();
  for (const { name, set } of dashboards.values()) {
    shown.add(set.name);
    if (sets.has(set.name) || leftOut.sets.has(set.name)) continue;
    add("C4", "problem", {
      path: `dashboards.${name}.metrics_set`,
      message: `the dashboard "${name}" shows an unknown metrics set: "${set.name}"`,
      remedy: `Known metrics sets: ${[...sets.keys()].join(", ") || "none"}.`,
      at: set.at,
    });
  }
  for (const set of sets.values()) {
    const isShown = shown.has(set.name);
    for (const { name, at } of set.metrics) {
      const metric = metrics.get(name);
      if (metric === undefined || (metric.type === "dashboard") === isShown) continue;
      add("C4", "problem", {
        path: `metrics sets.${set.name}`,
        message: isShown
          ? `a dashboard shows the set "${set.name}", but its metric "${name}" has type ${metric.type}`
          : `no dashboard shows the set "${set.name}", but its metric "${name}" has type dashboard`,
        remedy: "Put dashboard metrics in a separate set, and show it in a dashboard.",
        at,
      });
    }
  }
}

function checkTemplates(
  { metrics }: EmissionsConfig,
  templates: ReadonlySet<string>,
  add: Add,
): void {
  for (const { name, template } of metrics.values()) {
    if (template.kind !== "custom" || templates.has(template.file)) continue;
    const isBelow = /[/\\]/.test(template.file);
    add("C8", "problem", {
      path: `metrics.${name}.template_file`,
      message: isBelow
        ? `template_file must be the name of a file directly in templates/, got "${template.file}"`
        : `templates/ next to the config has no file "${template.file}"`,
      remedy: `Available: ${[...templates].sort().join(", ") || "none"}.`,
      at: template.at,
    });
  }
}
