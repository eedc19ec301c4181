import type { SweepRow, SweepTest } from "./fetchSweepMetrics.js";

/**
 * A sweep's metrics as CSV (RFC 4180, with a header). Columns of rows: batchID, jobID, each
 * parameter, metric, value, unit; of pivoted tests: batchID, jobID, each parameter, each metric.
 * Parameters and metrics are in order of first occurrence. A parameter with the name of another column becomes
 * `parameter NAME`. Missing values are empty.
 */
export function formatSweepCSV(rows: readonly (SweepRow | SweepTest)[]): string {
  const parameters = new Set(rows.flatMap((row) => Object.keys(row.parameters)));
  const pivoted = rows.some((row) => "metrics" in row);
  const metrics = new Set(
    rows.flatMap((row) => ("metrics" in row ? Object.keys(row.metrics) : [])),
  );
  const values = pivoted ? [...metrics] : ["metric", "value", "unit"];
  const taken = new Set(["batchID", "jobID", ...values]);
  const named = [...parameters].map((name) => (taken.has(name) ? `parameter ${name}` : name));
  const lines = [["batchID", "jobID", ...named, ...values]];
  for (const row of rows) {
    const set = [...parameters].map((name) => row.parameters[name] ?? "");
    const cells =
      "metrics" in row
        ? [...metrics].map((name) => numberText(row.metrics[name]))
        : [row.metric, numberText(row.value), row.unit];
    lines.push([row.batchID, row.jobID, ...set, ...cells]);
  }
  return lines.map((cells) => `${cells.map(quoted).join(",")}\r\n`).join("");
}

function numberText(value: number | undefined): string {
  return value === undefined ? "" : String(value);
}

function quoted(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
