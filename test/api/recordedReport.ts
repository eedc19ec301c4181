import { startPlatform } from "@metrics-project/platform";
import { createPlatformClient, MetricsWriter } from "@metrics-project/runtime";
import { authToken, projectID } from "./recorded.js";

export const reportBatchID = (n: number) => `b0000000-0000-4000-8000-00000000000${n + 1}`;

/** How a test ended, in words of the API: what records it, and the status of its one metric. */
const outcomes = {
  PASSED: { status: "PASSED" },
  BLOCKER: { status: "FAIL_BLOCK" },
  ERROR: { status: "PASSED", jobStatus: "ERROR" },
  RUNNING: { status: "PASSED", jobStatus: "EXPERIENCE_RUNNING" },
  QUEUED: { status: "PASSED", jobStatus: "SUBMITTED" },
} as const;

export interface ReportRecording {
  batches?: number;
  /** Tests of each batch. */
  tests?: number;
  /** Scalar metrics of each test. */
  metrics?: number;
  /** Outcomes of tests. They repeat in this order, and each batch begins with the next one. */
  outcomes?: (keyof typeof outcomes)[];
  /** Scalar metrics of each batch, with status FAIL_WARN. */
  batchMetrics?: string[];
  /** Newer batches are of older builds. */
  buildsReversed?: boolean;
}

/** A local platform with batches of one suite, one a day, and a report on them. */
export async function recordReport(recording: ReportRecording = {}) {
  const { batches = 1, tests = 3, metrics = 2, batchMetrics = [] } = recording;
  const platform = await startPlatform({ token: authToken });
  await platform.addProject({ projectID });
  const { testSuiteID } = await platform.addTestSuite({ projectID });
  const { branchID } = await platform.addBranch({ projectID });
  for (let batch = 0; batch < batches; batch++) {
    const batchID = reportBatchID(batch);
    const day = recording.buildsReversed ? 9 - batch : batch + 1;
    const { buildID } = await platform.addBuild({ projectID, creationTimestamp: buildTime(day) });
    const creationTimestamp = `2024-05-0${batch + 1}T12:00:00.500Z`;
    await platform.addBatch({
      ...{ projectID, batchID, buildID, branchID, testSuiteID, creationTimestamp },
    });
    for (let test = 0; test < tests; test++) {
      const ends = recording.outcomes ?? ["PASSED"];
      const { status, ...ending } = outcomes[ends[(test + batch) % ends.length] ?? "PASSED"];
      const writer = new MetricsWriter();
      for (let i = 0; i < metrics; i++) {
        writer.addScalarMetric(`metric ${i}`, { value: test + i / 100, unit: "m", status });
      }
      const message = writer.write();
      await platform.recordTest({ batchID, experience: `experience ${test}`, message, ...ending });
    }
    const writer = new MetricsWriter();
    for (const [i, name] of batchMetrics.entries()) {
      const value = (batch + 1) * 10 + i;
      writer.addScalarMetric(name, { value, unit: "m/s", status: "FAIL_WARN" });
    }
    await platform.recordBatchMetrics({ batchID, message: writer.write() });
  }
  const { reportID } = await platform.addReport({
    ...{ projectID, testSuiteID, branchID, respectRevisionBoundary: true },
    startTimestamp: "2024-04-01T00:00:00Z",
    endTimestamp: "2024-06-01T00:00:00Z",
  });
  return {
    platform,
    client: createPlatformClient({ apiURL: platform.apiURL, authToken, env: {} }),
    ids: { projectID, reportID, testSuiteID, branchID },
    [Symbol.asyncDispose]: () => platform.close(),
  };
}

export function buildTime(day: number): string {
  return `2024-04-0${day}T10:00:00Z`;
}
