import { type BatchContext, doubles, strings } from "@metrics-project/runtime";
import type { paths } from "./generated/api/paths.ts";

/** Compares the tests of a batch by each of their scalar metrics. Replace this with what matters to you. */
export async function batchMetrics({ tests, writer }: BatchContext<paths>): Promise<void> {
  const columns = new Map<string, { test: string; value: number; unit: string | undefined }[]>();
  for await (const test of tests) {
    for (const metric of test.metrics) {
      if (metric.type !== "SCALAR" || !Number.isFinite(metric.value)) continue;
      const column = columns.get(metric.name) ?? [];
      columns.set(metric.name, column);
      column.push({ test: test.job.experienceName ?? "", value: metric.value, unit: metric.unit });
    }
  }
  for (const [name, column] of columns) {
    const values = column.map(({ value }) => value);
    const unit = column[0]?.unit;
    writer.addScalarMetric(`Mean of ${name}`, {
      description: `Mean of ${name} over ${values.length} tests`,
      value: values.reduce((sum, value) => sum + value, 0) / values.length,
      ...(unit && { unit }),
    });
    const index = strings(`${name} tests`, uniqueNames(column.map(({ test }) => test)));
    writer.addBarChartMetric(`${name} by test`, {
      description: `${name} of each test`,
      bars: [{ values: doubles(`${name} values`, values, { index }), legend: name }],
      ...(unit && { yAxisName: unit }),
    });
  }
}

/** Numbers tests that share a name. */
function uniqueNames(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}
