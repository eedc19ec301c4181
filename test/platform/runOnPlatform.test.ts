import { startPlatform } from "@metrics-project/platform";
import { type BatchContext, MetricsWriter, type ReportContext } from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";
import { scalarMessage } from "./messages.js";

/** Counts the tests that it reads, and adds up their distances. */
async function batchMetrics({ tests, writer, log }: BatchContext): Promise<void> {
  let sum = 0;
  let count = 0;
  for await (const test of tests) {
    const distance = test.metric("Distance", "SCALAR")?.value;
    if (distance === undefined) log.warn(`${test.job.experienceName} has no distance`);
    sum += distance ?? 0;
    count += 1;
  }
  writer.addScalarMetric("Tests", { value: count });
  writer.addScalarMetric("Distance of all", { value: sum, unit: "m" });
}

async function reportMetrics({ batches, writer }: ReportContext): Promise<void> {
  writer.addScalarMetric("Batches", { value: batches.length });
}

describe("runBatch and runReport", () => {
  it("run a user's functions in one line, and record their output", async () => {
    await using platform = await startPlatform();
    const { batchID } = await platform.addBatch();
    await platform.recordTest({
      batchID,
      experience: "lap",
      message: scalarMessage("Distance", 3),
    });
    await platform.recordTest({ batchID, experience: "crashed" });

    const { written, warnings } = await platform.runBatch(batchMetrics, { batchID });
    expect(written.metric("Distance of all", "SCALAR")?.value).toBe(3);
    expect(written.metric("Tests", "SCALAR")?.value).toBe(2);
    expect(warnings).toEqual(["crashed has no distance"]);

    const report = await platform.runReport(reportMetrics);
    expect(report.written.metric("Batches", "SCALAR")?.value).toBe(1);
  });

  it.each([
    ["the function throws", () => Promise.reject(new Error("no poses")), /no poses/],
    [
      "the platform would refuse its message",
      async ({ writer }: BatchContext) => {
        const metric = writer.addScalarMetric("Distance", { value: 1 });
        writer.addEvent("Stop", { timestamp: { seconds: 1, nanos: 0 }, metrics: [metric, metric] });
      },
      /lists two metrics named/,
    ],
  ])("throw with what the run printed where %s", async (_what, metrics, message) => {
    await using platform = await startPlatform();
    const { batchID } = await platform.addBatch();
    await expect(platform.runBatch(metrics, { batchID })).rejects.toThrow(message);
  });

  it("report an unknown batch", async () => {
    await using platform = await startPlatform();
    const run = platform.runBatch(batchMetrics, {
      batchID: "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    });
    await expect(run).rejects.toThrow(/has no batch 3fa85f64/);
  });

  it("do not change folders and variables of the process", async () => {
    process.env.METRICS_OUTPUTS = "/nowhere";
    try {
      await using platform = await startPlatform();
      const { written } = await platform.runReport(reportMetrics);
      expect(written.metrics.map(({ name }) => name)).toEqual(["Batches"]);
    } finally {
      delete process.env.METRICS_OUTPUTS;
    }
  });
});

describe("a seed", () => {
  /** Which links of which test are refused, asked for side by side in another order each time. */
  async function refused(seed: number, order: readonly string[]): Promise<string[]> {
    await using platform = await startPlatform({
      faults: {
        inject: [
          { kind: "expired-link", share: 0.5 },
          { kind: "status", share: 0.2 },
        ],
        seed,
      },
    });
    const { batchID, projectID } = await platform.addBatch({ friendlyName: "nightly" });
    const message = () => {
      const writer = new MetricsWriter();
      for (let i = 0; i < 8; i += 1) writer.addScalarMetric(`m${i}`, { value: i });
      return writer.write();
    };
    const names = ["a", "b", "c", "d", "e"];
    const jobs = new Map<string, string>();
    for (const experience of names) {
      const { jobID } = await platform.recordTest({ batchID, experience, message: message() });
      jobs.set(experience, jobID);
    }
    const found = await Promise.all(
      order.map(async (name) => {
        const url = `${platform.apiURL}/projects/${projectID}/batches/${batchID}/jobs/${jobs.get(name)}/metrics`;
        const response = await fetch(url, {
          headers: { authorization: `Bearer ${platform.token}` },
        });
        if (!response.ok) return [`${name}: ${response.status}`];
        const { metrics } = (await response.json()) as {
          metrics: { name: string; metricURL: string }[];
        };
        const links = await Promise.all(
          metrics.map(async (metric) => {
            const { status } = await fetch(metric.metricURL);
            return `${name} ${metric.name}: ${status}`;
          }),
        );
        return links.filter((line) => !line.endsWith("200"));
      }),
    );
    return found.flat().sort();
  }

  it("gives the same faults for any IDs and any order of concurrent requests", async () => {
    const first = await refused(7, ["a", "b", "c", "d", "e"]);
    expect(first.length).toBeGreaterThan(3);
    expect(await refused(7, ["e", "c", "a", "d", "b"])).toEqual(first);
    expect(await refused(8, ["a", "b", "c", "d", "e"])).not.toEqual(first);
  });
});
