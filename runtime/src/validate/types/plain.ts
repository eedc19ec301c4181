import type {
  PlotlyMetricValues,
  ScalarMetricValues,
  TextMetricValues,
} from "../../generated/proto/resim/metrics/proto/metrics.js";
import type { Scope } from "../scope.js";

/** Rule C1. */
export function checkScalar(scope: Scope, { value }: ScalarMetricValues, path: string): void {
  if (value !== undefined && !Number.isNaN(value)) return;
  const remedy = "Write the metric only where there is a number.";
  scope.report("C1", `${path}.value`, value, "a number (infinities are allowed)", remedy);
}

/** Rule P1. */
export function checkPlotly(scope: Scope, { json }: PlotlyMetricValues, path: string): void {
  if (json !== undefined) return;
  scope.report("P1", `${path}.json`, json, "a figure", "Set the figure's data and layout.");
}

/** Rule X1. */
export function checkText(scope: Scope, { text }: TextMetricValues, path: string): void {
  if (text !== "") return;
  scope.report("X1", `${path}.text`, text, "a text that is not empty", "Write a text.");
}
