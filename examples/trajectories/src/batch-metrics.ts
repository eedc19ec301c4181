import {
  type BatchContext,
  doubles,
  strings,
  type Weighted,
  weightedAverage,
} from "@metrics-project/runtime";

/** Computes the metrics over all sequences of a batch, from the results of their tests. */
export async function batchMetrics({ tests, writer, log }: BatchContext): Promise<void> {
  const errors: { name: string; error: number }[] = [];
  const weighted: Weighted[] = [];
  for await (const test of tests) {
    const name = test.job.experienceName ?? test.jobID;
    const error = test.metric("Trajectory error", "SCALAR");
    const length = test.metric("Length", "SCALAR");
    // A test that failed before its metrics were written still belongs to the batch.
    if (error === undefined || length === undefined) {
      log.warn(`${name} has no trajectory error and is left out`);
      continue;
    }
    errors.push({ name, error: error.value });
    weighted.push({ value: error.value, weight: length.value });
  }
  const mean = weightedAverage(weighted);
  if (mean === undefined) {
    writer.addTextMetric("Missing in the tests", {
      text: 'No test has the metrics "Trajectory error" and "Length".',
      status: "FAIL_WARN",
    });
    return;
  }
  writer.addScalarMetric("Mean trajectory error", {
    description: "Over all sequences, weighted by their lengths",
    value: mean,
    unit: "m",
    importance: "HIGH",
  });
  const names = strings(
    "sequences",
    errors.map(({ name }) => name),
  );
  const values = doubles(
    "trajectory errors",
    errors.map(({ error }) => error),
    { unit: "m", index: names },
  );
  writer.addBarChartMetric("Trajectory error by sequence", {
    bars: [{ values }],
    yAxisName: "Error (m)",
  });
}
