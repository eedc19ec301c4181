import {
  type BatchContext,
  type Doubles,
  histogramBuckets,
  mergeSeries,
  weightedAverage,
} from "@metrics-project/runtime";
import type { paths } from "./generated/api/paths.ts";

/** Computes metrics over all tests of a batch, from what the tests wrote. */
export async function batchMetrics({ tests, writer, log }: BatchContext<paths>): Promise<void> {
  const means: { value: number; weight: number }[] = [];
  const speeds: Doubles[] = [];
  for await (const test of tests) {
    const distance = test.metric("Distance travelled", "SCALAR");
    const speed = test.data("speed", "doubles");
    // A test that failed before its metrics were written still belongs to the batch.
    if (distance === undefined || speed === undefined) {
      log.warn(`${test.job.experienceName} has no distance or no speed and is left out`);
      continue;
    }
    means.push({ value: mean(speed.values), weight: distance.value });
    speeds.push(speed);
  }
  if (speeds.length === 0) return;

  const meanSpeed = weightedAverage(means);
  // There is none where no robot moved at all.
  if (meanSpeed !== undefined) {
    writer.addScalarMetric("Mean speed", {
      description: "Mean speed of all tests; a test counts as much as the distance it covered",
      value: meanSpeed,
      unit: "m/s",
      importance: "HIGH",
    });
  }
  const all = mergeSeries("speed", speeds);
  writer.addHistogramMetric("Speed distribution", {
    description: "How often the robots of all tests drove how fast",
    values: all,
    buckets: histogramBuckets({ from: 0, values: all, count: 20 }),
    xAxisName: "Speed (m/s)",
  });
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
