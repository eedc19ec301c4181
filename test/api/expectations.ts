import type { TestMetrics } from "@metrics-project/runtime";

export const jobID = (n: number) => `10000000-0000-4000-8000-${n.toString(16).padStart(12, "0")}`;

/** What one test comes down to, independent of how it was read. */
export interface Digest {
  jobID: string;
  experienceName: string | undefined;
  metrics: [name: string, value: number | undefined][];
  data: [name: string, ...values: number[]][];
}

/** What the fixture server writes for test number `n`. */
export function expectedTest(n: number, metrics: number, data: number, doubles = 5): Digest {
  return {
    jobID: jobID(n),
    experienceName: `experience ${n}`,
    metrics: Array.from({ length: metrics }, (_, i) => [`metric ${i}`, n + i / 100]),
    data: Array.from({ length: data }, (_, i) => [
      `data ${i}`,
      ...Array.from({ length: doubles }, (_, k) => k * 0.5),
    ]),
  };
}

export function expectedTests(tests: number, metrics: number, data: number): Digest[] {
  return Array.from({ length: tests }, (_, n) => expectedTest(n, metrics, data));
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
