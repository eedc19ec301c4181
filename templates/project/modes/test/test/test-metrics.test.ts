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

/** Runs test mode as the platform does and reads what it wrote: a message that it would accept. */
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

// Whatever samples there are: replace ours by yours.
describe.each(folders)("the sample $name", ({ name }) => {
  it("gives a valid message with the metrics that the batch reads", async () => {
    const unpacked = await run(join("samples", name));
    expect(unpacked.metric("Distance traveled", "SCALAR")?.value).toBeGreaterThan(0);
    expect(unpacked.data("speed", "doubles")?.values.length).toBeGreaterThan(1);
  });

  it("warns where the robot is faster than the limit, and only there", async () => {
    const unpacked = await run(join("samples", name));
    const topSpeed = unpacked.metric("Top speed", "SCALAR");
    const isTooFast = Number(topSpeed?.value) > speedLimit;
    expect(topSpeed?.status).toBe(isTooFast ? "FAIL_WARN" : "PASSED");
  });
});

it("says what is missing where there are no logs", async () => {
  // A folder with nothing in it serves as well as any.
  await expect(run(outputs)).rejects.toThrow(/logs/);
});
