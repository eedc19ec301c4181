import type { TestMetrics } from "@metrics-project/runtime";

/** What one test comes down to, independent of how it was read. */
export interface Digest {
  jobID: string;
  experienceName: string | undefined;
  metrics: [name: string, value: number | undefined][];
  data: [name: string, ...values: number[]][];
}

export function digest(test: TestMetrics): Digest {
  return {
    jobID: test.jobID,
    experienceName: test.job.experienceName,
    metrics: test.metrics.map((metric) => [
      metric.name,
      metric.type === "SCALAR" ? metric.value : undefined,
    ]),
    data: test.metricsData.map((data) => [
      data.name,
      ...(data.kind === "doubles" && !data.grouped ? Array.from(data.values) : []),
    ]),
  };
}
