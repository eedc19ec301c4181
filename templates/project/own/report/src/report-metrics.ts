import {
  doubles,
  fromDate,
  paginate,
  type ReportContext,
  timestamps,
} from "@metrics-project/runtime";
import type { paths } from "./generated/api/paths.ts";

/** Shows each scalar metric of a test suite's batches over time. Replace this with what matters to you. */
export async function reportMetrics({
  batches,
  client,
  projectID,
  writer,
  signal,
}: ReportContext<paths>): Promise<void> {
  const columns = new Map<string, { time: Date; value: number }[]>();
  for (const { batchID, creationTimestamp } of batches) {
    if (batchID === undefined || creationTimestamp === undefined) continue;
    // The list contains the values of scalar metrics, so nothing has to be downloaded.
    const metrics = paginate({
      client,
      path: "/projects/{projectID}/batches/{batchID}/metrics",
      entries: "batchMetrics",
      params: { path: { projectID, batchID } },
      signal,
    });
    for await (const { name, value } of metrics) {
      if (name === undefined || typeof value !== "number") continue;
      const column = columns.get(name) ?? [];
      columns.set(name, column);
      column.push({ time: new Date(creationTimestamp), value });
    }
  }
  for (const [name, column] of columns) {
    const time = timestamps(
      `${name} time`,
      column.map((point) => fromDate(point.time)),
    );
    // Not the metric's own name: names are unique within a message.
    const values = doubles(
      `${name} values`,
      column.map((point) => point.value),
      { index: time },
    );
    writer.addDoubleOverTimeMetric(name, {
      description: `${name} of each batch, at its start time`,
      lines: [{ values, legend: name }],
      yAxisName: name,
    });
  }
}
