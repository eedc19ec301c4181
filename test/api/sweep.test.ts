import {
  createPlatformClient,
  fetchSweepMetrics,
  formatSweepCSV,
  pivotSweepMetrics,
  type SweepRow,
} from "@metrics-project/runtime";
import { describe, expect, expectTypeOf, it } from "vitest";
import { jobID } from "./expectations.js";
import { authToken, projectID, startServer, sweepID } from "./startServer.js";

const batchID = "b0000000-0000-4000-8000-000000000001";

async function sweep(scenario: Record<string, unknown>) {
  await using server = await startServer(scenario);
  const client = createPlatformClient({ apiURL: server.apiURL, authToken });
  const rows = await fetchSweepMetrics<"mass" | "gain">({ client, projectID, sweepID });
  return { rows, counts: await server.counts() };
}

describe("a parameter sweep", () => {
  const parameters = [
    { mass: "10", gain: "0.5" },
    { mass: "12.5", gain: "0.5" },
  ];

  it("is one row per test and scalar metric, with nothing downloaded", async () => {
    const { rows, counts } = await sweep({ tests: 2, metrics: 2, images: 1, parameters });
    expect(rows).toHaveLength(4);
    expect(rows[3]).toEqual({
      batchID,
      jobID: jobID(1),
      parameters: { mass: "12.5", gain: "0.5" },
      metric: "metric 1",
      value: 1.01,
      unit: "m",
    });
    expect(counts.downloads).toBe(0);
    expectTypeOf(rows).toEqualTypeOf<SweepRow<"mass" | "gain">[]>();
  });

  it("asks at most 20 tests at a time, over all batches", async () => {
    const { rows, counts } = await sweep({ tests: 100, batches: 2, metrics: 1, latency: 5 });
    expect(rows).toHaveLength(200);
    expect(counts.maxAPI).toBeLessThanOrEqual(20);
  });

  it("pivots to one row per test", async () => {
    const { rows } = await sweep({ tests: 2, metrics: 2, parameters });
    const tests = pivotSweepMetrics(rows);
    expect(tests).toHaveLength(2);
    expect(tests[1]).toMatchObject({ jobID: jobID(1), parameters: { mass: "12.5" } });
    expect({ ...tests[1]?.metrics }).toEqual({ "metric 0": 1, "metric 1": 1.01 });
  });

  it("becomes CSV, either way", async () => {
    const { rows } = await sweep({ tests: 2, metrics: 2, parameters });
    expect(formatSweepCSV(rows.slice(0, 2))).toBe(
      `batchID,jobID,mass,gain,metric,value,unit\r\n${batchID},${jobID(0)},10,0.5,metric 0,0,m\r\n` +
        `${batchID},${jobID(0)},10,0.5,metric 1,0.01,m\r\n`,
    );
    expect(formatSweepCSV(pivotSweepMetrics(rows))).toBe(
      `batchID,jobID,mass,gain,metric 0,metric 1\r\n${batchID},${jobID(0)},10,0.5,0,0.01\r\n` +
        `${batchID},${jobID(1)},12.5,0.5,1,1.01\r\n`,
    );
  });

  it("quotes cells where CSV requires it, and distinguishes equal names", () => {
    const row = { batchID: "b", jobID: "j", metric: 'say "hi"', value: 1e21, unit: "a,b" };
    expect(formatSweepCSV([{ ...row, parameters: { value: " x\n", __proto__: "y" } }])).toBe(
      'batchID,jobID,parameter value,metric,value,unit\r\nb,j," x\n","say ""hi""",1e+21,"a,b"\r\n',
    );
    expect(formatSweepCSV([])).toBe("batchID,jobID,metric,value,unit\r\n");
  });
});
