import {
  type BatchContext,
  histogramBuckets,
  SeriesMerger,
  TestNames,
  toSeconds,
  type Weighted,
  weightedAverage,
} from "@metrics-project/runtime";
import type { paths } from "./generated/api/paths.ts";

/** Computes metrics over all tests of a batch, from the metrics of the tests. */
export async function batchMetrics({ tests, writer, log }: BatchContext<paths>): Promise<void> {
  const names = new TestNames();
  const means: Weighted[] = [];
  // Keeps a sample of 100,000 speeds with the same distribution: a batch may have any number of tests.
  const speeds = new SeriesMerger("speed", { atMost: 100_000 });
  for await (const test of tests) {
    names.add(test);
    const distance = test.metric("Distance traveled", "SCALAR");
    const speed = test.data("speed", "doubles", "timestamps");
    // A test that failed before it wrote its metrics still belongs to the batch.
    if (distance === undefined || speed === undefined) {
      log.warn(`${test.job.experienceName} has no distance or no speed: skipped`);
      continue;
    }
    const [first, last] = [speed.index.values[0], speed.index.values.at(-1)];
    const seconds = first && last ? toSeconds(last) - toSeconds(first) : 0;
    if (seconds > 0) means.push({ value: distance.value / seconds, weight: seconds });
    speeds.add(speed);
  }
  // A batch that does not find the expected metrics must not pass.
  const missing = names.describeMissing({
    metrics: { "Distance traveled": "SCALAR" },
    data: { speed: "doubles" },
  });
  if (missing !== undefined) {
    writer.addTextMetric("Missing in the tests", { text: missing, status: "FAIL_WARN" });
  }

  const meanSpeed = weightedAverage(means);
  if (meanSpeed !== undefined) {
    writer.addScalarMetric("Mean speed", {
      description: "Total distance over total time: longer tests count more",
      value: meanSpeed,
      unit: "m/s",
      importance: "HIGH",
    });
  }
  const all = speeds.series();
  if (all !== undefined) {
    writer.addHistogramMetric("Speed distribution", {
      description: "How often the robots of all tests drove at each speed",
      values: all,
      buckets: histogramBuckets({ from: 0, values: all, count: 20 }),
      xAxisName: "Speed (m/s)",
    });
  }
}
