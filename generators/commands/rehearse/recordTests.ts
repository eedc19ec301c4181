import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { perturbMessage, stableID, type startPlatform } from "@metrics-project/platform";
import { decodeJobMetrics } from "@metrics-project/runtime";
import { emittedStatus } from "./judgeEmissions.js";
import type { RunPlace } from "./judgeRun.js";
import type { RunResult } from "./RunResult.js";
import { testID } from "./runBuild.js";

type Platform = Awaited<ReturnType<typeof startPlatform>>;

/** Results of tests, and where each of them has its outputs: absolute folders. */
export interface TestResults {
  results: readonly RunResult[];
  outputsOf(result: RunResult): string;
}

const day = 24 * 60 * 60 * 1000;

/** The batch of the tests that ran, and the tests with their IDs. */
export async function recordBatch(
  platform: Platform,
  { results, outputsOf }: TestResults,
): Promise<{ batchID: string; tests: RunResult[] }> {
  const batch = { friendlyName: "rehearsal", batchID: stableID("batch") };
  const { batchID } = await platform.addBatch(batch);
  const tests: RunResult[] = [];
  for (const test of results) {
    const { jobID } = await platform.recordTest({
      batchID,
      experience: test.name,
      jobID: testID(test.name),
      ...(test.failure === undefined && { outputsDir: outputsOf(test), inPlace: true }),
      ...emittedStatus(test),
      ...(test.failure === undefined
        ? {}
        : { executionError: { errorCode: "METRICS_BUILD_FAILED", errorText: test.failure } }),
    });
    tests.push({ ...test, jobID });
  }
  return { batchID, tests };
}

/** A synthetic earlier batch: the tests' results, each slightly varied. Returns its ID. */
export async function recordEarlierBatch(
  platform: Platform,
  { results, outputsOf }: TestResults,
  { name, daysEarlier = 0 }: RunPlace,
): Promise<string> {
  const creationTimestamp = new Date(Date.now() - daysEarlier * day).toISOString();
  const { buildID } = await platform.addBuild({
    buildID: stableID(`build of ${name}`),
    creationTimestamp,
    version: name,
  });
  const { batchID } = await platform.addBatch({
    batchID: stableID(name),
    creationTimestamp,
    buildID,
    friendlyName: name,
  });
  for (const test of results) {
    const jobID = stableID(`test ${test.name} of ${name}`);
    const record = { batchID, jobID, experience: test.name, creationTimestamp };
    if (test.failure !== undefined || test.message === false) {
      await platform.recordTest(record);
      continue;
    }
    const file = join(outputsOf(test), "metrics.binproto");
    const message = perturbMessage(decodeJobMetrics(await readFile(file)), `${name} ${test.name}`);
    await platform.recordTest({ ...record, message });
  }
  return batchID;
}
