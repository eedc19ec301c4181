import {
  fetchSweepMetrics,
  formatSweepCSV,
  MetricsWriter,
  pivotSweepMetrics,
  type SweepRow,
} from "@metrics-project/runtime";
import { describe, expect, expectTypeOf, it } from "vitest";
import { batchID, jobID, projectID, type Recording, record } from "./recorded.js";

async function sweep(recording: Recording, batches = 1) {
  await using recorded = await record(recording);
  const { platform } = recorded;
  const batchIDs = [batchID];
  while (batchIDs.length < batches) {
    const other = await platform.addBatch({ projectID });
    for (let n = 0; n < (recording.tests ?? 0); n++) {
      const message = new MetricsWriter();
      message.addScalarMetric("metric 0", { value: n });
      await platform.recordTest({ batchID: other.batchID, message: message.write() });
    }
    batchIDs.push(other.batchID);
  }
  const { parameterSweepID = "" } = await platform.addParameterSweep({
    projectID,
    batches: batchIDs,
  });
  const rows = await fetchSweepMetrics<"mass" | "gain">({
    client: recorded.clientOf(),
    projectID,
    sweepID: parameterSweepID,
  });
  return { rows, batchIDs, requested: platform.statistics };
}

describe("a parameter sweep", () => {
  const parameters = [
    { mass: "10", gain: "0.5" },
    { mass: "12.5", gain: "0.5" },
  ];
  const test = (n: number) => ({ parameters: parameters[n % 2] ?? {} });

  it("is one row per test and scalar metric, with nothing downloaded", async () => {
    const { rows, requested } = await sweep({ tests: 2, metrics: 2, images: 1, test });
    const row = (n: number, metric: string, value: number) => ({
      ...{ batchID, jobID: jobID(n), parameters: parameters[n], metric, value, unit: "m" },
    });
    expect(rows).toEqual([
      row(0, "metric 0", 0),
      row(0, "metric 1", 0.01),
      row(1, "metric 0", 1),
      row(1, "metric 1", 1.01),
    ]);
    expect(requested.downloads).toBe(0);
    expectTypeOf(rows).toEqualTypeOf<SweepRow<"mass" | "gain">[]>();
  });

  it("asks at most 20 tests at a time, over all batches", async () => {
    const recording = { tests: 100, metrics: 1, faults: { latency: 5 } };
    const { rows, batchIDs, requested } = await sweep(recording, 2);
    expect(rows.map((row) => row.batchID)).toEqual(
      batchIDs.flatMap((id) => Array<string>(100).fill(id)),
    );
    expect(requested.maxInFlight.api).toBeLessThanOrEqual(20);
  });

  it("pivots to one row per test", async () => {
    const { rows } = await sweep({ tests: 2, metrics: 2, test });
    const tests = pivotSweepMetrics(rows);
    expect(tests.map(({ metrics, ...rest }) => ({ ...rest, metrics: { ...metrics } }))).toEqual([
      {
        ...{ batchID, jobID: jobID(0), parameters: parameters[0] },
        metrics: { "metric 0": 0, "metric 1": 0.01 },
      },
      {
        ...{ batchID, jobID: jobID(1), parameters: parameters[1] },
        metrics: { "metric 0": 1, "metric 1": 1.01 },
      },
    ]);
  });

  it("becomes CSV, either way", async () => {
    const { rows } = await sweep({ tests: 2, metrics: 2, test });
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
