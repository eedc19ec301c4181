import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPlatform } from "@metrics-project/platform";
import {
  decodeJobMetrics,
  MetricsWriter,
  runMetricsBuild,
  unpackJobMetrics,
} from "@metrics-project/runtime";
import { afterEach, beforeEach, expect, it } from "vitest";
import { reportMetrics } from "../src/report-metrics.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "metrics-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Runs report mode as the platform does, and reads the message that it wrote, which must be valid. */
async function run(config: object) {
  await writeFile(join(folder, "report_config.json"), JSON.stringify(config));
  let stderr = "";
  const result = await runMetricsBuild(
    { report: reportMetrics },
    {
      inputs: folder,
      outputs: folder,
      ownsProcess: false,
      stderr: { write: (text: string) => (stderr += text) },
    },
  );
  if (result.exitCode !== 0) throw new Error(stderr);
  return unpackJobMetrics(decodeJobMetrics(await readFile(join(folder, "metrics.binproto"))));
}

/** The message of a batch. */
function wrote(meters: number) {
  const writer = new MetricsWriter();
  writer.addScalarMetric("Mean of Distance", { value: meters, unit: "m" });
  return writer.write();
}

it("shows the numbers of each batch, in order of start time", async () => {
  await using platform = await startPlatform();
  const second = await platform.addBatch({ creationTimestamp: "2026-01-02T00:00:00Z" });
  const first = await platform.addBatch({ creationTimestamp: "2026-01-01T00:00:00Z" });
  await platform.recordBatchMetrics({ batchID: first.batchID, message: wrote(1) });
  await platform.recordBatchMetrics({ batchID: second.batchID, message: wrote(2) });

  const { reportID } = await platform.addReport();
  const unpacked = await run(platform.reportConfig(reportID));
  expect(unpacked.metric("Mean of Distance", "DOUBLE_OVER_TIME")).toBeDefined();
  expect([...(unpacked.data("Mean of Distance values", "doubles")?.values ?? [])]).toEqual([1, 2]);
});
