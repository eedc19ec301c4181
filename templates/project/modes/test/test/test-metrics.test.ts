import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeJobMetrics, runMetricsBuild, unpackJobMetrics } from "@metrics-project/runtime";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { speedLimit, testMetrics } from "../src/test-metrics.ts";

let outputs: string;
beforeEach(async () => {
  outputs = await mkdtemp(join(tmpdir(), "metrics-"));
});
afterEach(() => rm(outputs, { recursive: true }));

/** Runs test mode as the platform does, and reads the message that it wrote, which must be valid. */
async function run(inputs: string) {
  let stderr = "";
  const result = await runMetricsBuild(
    { test: testMetrics },
    {
      inputs,
      outputs,
      ownsProcess: false,
      stderr: { write: (text: string) => (stderr += text) },
    },
  );
  if (result.exitCode !== 0) throw new Error(stderr);
  return unpackJobMetrics(decodeJobMetrics(await readFile(join(outputs, "metrics.binproto"))));
}

const folders = (await readdir("samples", { withFileTypes: true })).filter((entry) =>
  entry.isDirectory(),
);

// Runs for every folder in samples/: replace ours with yours.
describe.each(folders)("the sample $name", ({ name }) => {
  it("gives a valid message with the metrics that batch mode reads", async () => {
    const unpacked = await run(join("samples", name));
    expect(unpacked.metric("Distance traveled", "SCALAR")?.value).toBeGreaterThan(0);
    expect(unpacked.data("speed", "doubles")?.values.length).toBeGreaterThan(1);
  });

  it("warns only if the robot exceeds the speed limit", async () => {
    const unpacked = await run(join("samples", name));
    const topSpeed = unpacked.metric("Top speed", "SCALAR");
    const isTooFast = Number(topSpeed?.value) > speedLimit;
    expect(topSpeed?.status).toBe(isTooFast ? "FAIL_WARN" : "PASSED");
  });
});

it("reports missing logs", async () => {
  // Any empty folder will do.
  await expect(run(outputs)).rejects.toThrow(/logs/);
});
