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
import { batchMetrics } from "../src/batch-metrics.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "metrics-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Runs batch mode as the platform does, and reads the message that it wrote, which must be valid. */
async function run(config: object) {
  await writeFile(join(folder, "batch_metrics_config.json"), JSON.stringify(config));
  let stderr = "";
  const result = await runMetricsBuild(
    { batch: batchMetrics },
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

/** The message of a test. */
function wrote(meters: number) {
  const writer = new MetricsWriter();
  writer.addScalarMetric("Distance", { value: meters, unit: "m" });
  return writer.write();
}

it("compares the numbers of all tests, and skips a test that crashed", async () => {
  await using platform = await startPlatform();
  const { batchID } = await platform.addBatch();
  await platform.recordTest({ batchID, experience: "short", message: wrote(1) });
  await platform.recordTest({ batchID, experience: "long", message: wrote(3) });
  await platform.recordTest({ batchID, experience: "crashed" }); // wrote nothing

  const unpacked = await run(platform.batchConfig(batchID));
  expect(unpacked.metric("Mean of Distance", "SCALAR")?.value).toBe(2);
  expect([...(unpacked.data("Distance values", "doubles")?.values ?? [])]).toEqual([1, 3]);
});
