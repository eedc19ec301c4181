import {
  doubles,
  fromDate,
  paginate,
  type ReportContext,
  timestamps,
} from "@metrics-project/runtime";
import type { paths } from "./generated/api/paths.ts";

/** Computes metrics over the batches of a test suite over time, from the metrics of the batches. */
export async function reportMetrics({
  batches,
  client,
  projectID,
  writer,
  signal,
}: ReportContext<paths>): Promise<void> {
  const points: { time: Date; speed: number }[] = [];
  const names = new Set<string>();
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
      if (name !== undefined) names.add(name);
      if (name !== "Mean speed" || typeof value !== "number") continue;
      points.push({ time: new Date(creationTimestamp), speed: value });
    }
  }
  // A report that does not find the expected metrics must not pass.
  if (points.length === 0) {
    const listed = [...names].map((name) => JSON.stringify(name)).join(", ");
    writer.addTextMetric("Missing in the batches", {
      text: `None of ${batches.length} batches has the scalar metric "Mean speed". Their metrics: ${listed || "none"}.`,
      status: "FAIL_WARN",
    });
    return;
  }

  const time = timestamps(
    "time",
    points.map((point) => fromDate(point.time)),
  );
  const speed = doubles(
    "mean speed",
    points.map((point) => point.speed),
    { unit: "m/s", index: time },
  );
  writer.addDoubleOverTimeMetric("Mean speed", {
    description: "Mean speed of each batch, at its start time",
    lines: [{ values: speed, legend: "mean speed" }],
    yAxisName: "Mean speed (m/s)",
  });
}
