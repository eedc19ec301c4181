import {
  doubles,
  fromDate,
  paginate,
  type ReportContext,
  timestamps,
} from "@metrics-project/runtime";

/** Follows the mean trajectory error over the batches of a test suite. */
export async function reportMetrics(context: ReportContext): Promise<void> {
  const { batches, client, projectID, writer, signal } = context;
  const points: { time: Date; error: number }[] = [];
  for (const { batchID, creationTimestamp } of batches) {
    if (batchID === undefined || creationTimestamp === undefined) continue;
    // The list contains the values of scalar metrics, so nothing has to be downloaded.
    for await (const { name, value } of paginate({
      client,
      path: "/projects/{projectID}/batches/{batchID}/metrics",
      entries: "batchMetrics",
      params: { path: { projectID, batchID } },
      signal,
    })) {
      if (name !== "Mean trajectory error" || typeof value !== "number") continue;
      points.push({ time: new Date(creationTimestamp), error: value });
    }
  }
  if (points.length === 0) {
    writer.addTextMetric("Missing in the batches", {
      text: `None of ${batches.length} batches has the metric "Mean trajectory error".`,
      status: "FAIL_WARN",
    });
    return;
  }
  const time = timestamps(
    "time",
    points.map((point) => fromDate(point.time)),
  );
  const error = doubles(
    "mean error",
    points.map((point) => point.error),
    { unit: "m", index: time },
  );
  writer.addDoubleOverTimeMetric("Mean trajectory error", {
    description: "Of each batch, at its start time",
    lines: [{ values: error, legend: "mean trajectory error" }],
    yAxisName: "Error (m)",
  });
}
