import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPlatform } from "@metrics-project/platform";
import {
  decodeJobMetrics,
  doubles,
  MetricsWriter,
  runMetricsBuild,
  timestamps,
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

/** The message of a test that drove this distance in this time. */
function drive(meters: number, seconds: number) {
  const writer = new MetricsWriter();
  writer.addScalarMetric("Distance traveled", { value: meters, unit: "m" });
  const time = timestamps("time", [0n, BigInt(seconds) * 1_000_000_000n]);
  const speed = meters / seconds;
  writer.addMetricsData(doubles("speed", [speed, speed], { unit: "m/s", index: time }));
  return writer.write();
}

it("weights each test by its duration, and skips one that crashed", async () => {
  await using platform = await startPlatform();
  const { batchID } = await platform.addBatch();
  await platform.recordTest({ batchID, experience: "slow", message: drive(10, 10) });
  await platform.recordTest({ batchID, experience: "fast", message: drive(60, 20) });
  await platform.recordTest({ batchID, experience: "crashed" }); // wrote nothing

  const unpacked = await run(platform.batchConfig(batchID));
  expect(unpacked.metric("Mean speed", "SCALAR")?.value).toBeCloseTo(70 / 30);
  expect(unpacked.metric("Speed distribution", "HISTOGRAM")).toBeDefined();
});

it("does not pass if no test has the expected metrics", async () => {
  await using platform = await startPlatform();
  const { batchID } = await platform.addBatch();
  await platform.recordTest({ batchID, message: new MetricsWriter().write() });

  const unpacked = await run(platform.batchConfig(batchID));
  expect(unpacked.metric("Missing in the tests", "TEXT")?.status).toBe("FAIL_WARN");
});
