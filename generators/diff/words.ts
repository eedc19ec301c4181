const statuses = ["NO_STATUS", "PASSED", "FAIL_WARN", "NOT_APPLICABLE", "RAW", "FAIL_BLOCK"];
const importances = ["NO_IMPORTANCE", "ZERO", "LOW", "MEDIUM", "HIGH", "CRITICAL"];
const metricTypes = [
  "no type",
  "double summary",
  "double over time",
  "line plot",
  "bar chart",
  "states over time",
  "histogram",
  "scalar",
  "plotly",
  "image",
  "batchwise bar chart",
  "text",
  "image list",
];

/** The word for a MetricStatus of the wire; its number where the format knows none. */
export function statusWord(status: number): string {
  return statuses[status] ?? String(status);
}

export function importanceWord(importance: number): string {
  return importances[importance] ?? String(importance);
}

export function metricTypeWord(type: number): string {
  return metricTypes[type] ?? String(type);
}
