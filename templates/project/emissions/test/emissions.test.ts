import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type EmissionRow,
  emissionProblems,
  readEmissions,
  runMetricsBuild,
} from "@metrics-project/runtime";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { topics } from "../src/generated/emissions.ts";
import { testMetrics } from "../src/test-metrics.ts";

let outputs: string;
beforeEach(async () => {
  outputs = await mkdtemp(join(tmpdir(), "metrics-"));
});
afterEach(() => rm(outputs, { recursive: true }));

/** Runs test mode as the platform does, and reads the emitted rows. */
async function run(inputs: string): Promise<EmissionRow[]> {
  let stderr = "";
  const result = await runMetricsBuild(
    { test: testMetrics },
    {
      inputs,
      outputs,
      emissions: { topics },
      ownsProcess: false,
      stderr: { write: (text: string) => (stderr += text) },
    },
  );
  if (result.exitCode !== 0) throw new Error(stderr);
  const rows: EmissionRow[] = [];
  for await (const row of readEmissions(join(outputs, "emissions.resim.jsonl"))) rows.push(row);
  return rows;
}

const folders = (await readdir("samples", { withFileTypes: true })).filter((entry) =>
  entry.isDirectory(),
);

// Runs for every folder in samples/: replace ours with yours.
describe.each(folders)("the sample $name", ({ name }) => {
  it("emits rows that match the config: one for the run, and one per pose", async () => {
    const rows = await run(join("samples", name));
    expect(rows.flatMap((row) => emissionProblems(row, topics))).toEqual([]);
    const [summary, ...more] = rows.filter(({ topic }) => topic === "run");
    expect(more).toEqual([]);
    expect(summary?.data.distance).toBeGreaterThan(0);
    expect(rows.filter(({ topic }) => topic === "motion").length).toBeGreaterThan(1);
  });
});

it("reports missing logs", async () => {
  // Any empty folder will do.
  await expect(run(outputs)).rejects.toThrow(/logs/);
});
