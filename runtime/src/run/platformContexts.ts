import type { Dispatcher } from "undici";
import { findProject } from "../api/batches/findProject.js";
import { getBatch } from "../api/batches/getBatch.js";
import { createPlatformClient } from "../api/http/createPlatformClient.js";
import type { QueryStyles } from "../api/http/serializeQuery.js";
import { fetchBatchesForReport } from "../api/reports/fetchBatchesForReport.js";
import { getReport } from "../api/reports/getReport.js";
import type { ProgressTerminal } from "../api/tests/progress.js";
import { streamJobMetricsByBatch } from "../api/tests/streamJobMetricsByBatch.js";
import type { TestMetrics } from "../api/tests/TestMetrics.js";
import type { BatchContext, BatchTests, ReportContext, RunContext } from "./contexts.js";
import type { BatchConfig, ReportConfig } from "./readConfig.js";

interface PlatformRun {
  /** Where to draw the progress of reading. */
  stderr: ProgressTerminal;
  queryStyles: QueryStyles | undefined;
  dispatcher: Dispatcher | undefined;
  env: Readonly<Record<string, string | undefined>>;
}

/** The context of the batch function, for the batch in the config. */
export async function batchContext(
  context: RunContext,
  { apiURL, authToken, batchID, projectID: configured }: BatchConfig,
  { stderr: terminal, queryStyles, dispatcher, env }: PlatformRun,
): Promise<BatchContext> {
  const { signal, log } = context;
  const client = createPlatformClient({ apiURL, authToken, log, queryStyles, dispatcher, env });
  const projectID = configured ?? (await findProject({ client, batchID, signal, log })).projectID;
  const batch = await getBatch({ client, projectID, batchID, signal });
  const stream = () =>
    streamJobMetricsByBatch({ client, projectID, batchID, signal, log, terminal });
  return { ...context, client, projectID, batchID, batch, tests: batchTests(stream) };
}

/** The context of the report function, for the report in the config. */
export async function reportContext(
  context: RunContext,
  { apiURL, authToken, reportID, projectID }: ReportConfig,
  { queryStyles, dispatcher, env }: Omit<PlatformRun, "stderr">,
): Promise<ReportContext> {
  const { signal, log } = context;
  const client = createPlatformClient({ apiURL, authToken, log, queryStyles, dispatcher, env });
  const report = await getReport({ client, projectID, reportID, signal });
  const batches = await fetchBatchesForReport({ client, projectID, report, signal });
  return { ...context, client, projectID, reportID, report, batches };
}

function batchTests(stream: () => AsyncIterable<TestMetrics>): BatchTests {
  return {
    [Symbol.asyncIterator]: () => stream()[Symbol.asyncIterator](),
    async collect() {
      const tests: TestMetrics[] = [];
      for await (const test of stream()) tests.push(test);
      return tests;
    },
  };
}
