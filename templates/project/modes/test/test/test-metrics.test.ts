import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeJobMetrics, runMetricsBuild, unpackJobMetrics } from "@metrics-project/runtime";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { testMetrics } from "../src/test-metrics.ts";

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

describe.each(await readdir("samples"))("the sample %s", (sample) => {
  it("gives a valid message with the metrics that the batch reads", async () => {
    const unpacked = await run(join("samples", sample));
    expect(unpacked.metric("Distance travelled", "SCALAR")?.value).toBeGreaterThan(1);
    expect(unpacked.data("speed", "doubles")?.values.length).toBeGreaterThan(100);
  });
});

it("warns of a robot that is faster than the limit", async () => {
  const lap = await run("samples/lap");
  const sprint = await run("samples/sprint");
  const statuses = [lap, sprint].map((test) => test.metric("Top speed")?.status);
  expect(statuses).toEqual(["PASSED", "FAIL_WARN"]);
});

it("says what is missing where the logs are empty", async () => {
  await expect(run("test")).rejects.toThrow(/logs/);
});
