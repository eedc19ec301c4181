import {
  doubles,
  fetchBatchesForReport,
  fetchBatchMetrics,
  fetchJobsForBatches,
  getReport,
  type JobMetrics,
  MetricsWriter,
  type ReportContext,
  unpackJobMetrics,
  validateJobMetrics,
  writeDefaultReport,
} from "@metrics-project/runtime";
import { describe, expect, expectTypeOf, it } from "vitest";
import { projectID } from "./recorded.js";
import {
  reportBatchID as batchID,
  buildTime,
  type ReportRecording,
  recordReport,
} from "./recordedReport.js";

describe("the batches of a report", () => {
  it("are searched by the report's fields, oldest first", async () => {
    await using recorded = await recordReport({ batches: 5, tests: 0 });
    const { platform, client, ids } = recorded;
    const { reportID, testSuiteID, branchID } = ids;
    platform.setFaults({ inject: [{ kind: "page-limit", entries: 2 }] });
    // Of another suite and of another time.
    const other = await platform.addTestSuite({ projectID });
    await platform.addBatch({ projectID, testSuiteID: other.testSuiteID });
    await platform.addBatch({ projectID, creationTimestamp: "2024-07-01T00:00:00Z" });
    const batches = await fetchBatchesForReport({ client, projectID, reportID });
    expect(batches.map((batch) => batch.batchID)).toEqual([0, 1, 2, 3, 4].map(batchID));
    const search =
      `test_suite_id = "${testSuiteID}" AND branch_id = "${branchID}" ` +
      'AND created_at > "2024-04-01T00:00:00Z" AND created_at < "2024-06-01T00:00:00Z" AND test_suite_revision = 0';
    expect(new Set(platform.statistics.searches)).toEqual(new Set([search]));
  });

  it("may be of any revision", async () => {
    await using recorded = await recordReport({ tests: 0 });
    const { platform, client, ids } = recorded;
    const { reportID, testSuiteID } = ids;
    const report = await getReport({ client, projectID, reportID });
    const later = { testSuiteID, creationTimestamp: "2024-05-09T12:00:00Z" };
    await platform.addTestSuite({ projectID, testSuiteID });
    const { batchID: newest } = await platform.addBatch({ projectID, ...later });
    const read = async (respectRevisionBoundary: boolean) => {
      const changed = { ...report, respectRevisionBoundary };
      const batches = await fetchBatchesForReport({ client, projectID, report: changed });
      return batches.map((batch) => batch.batchID);
    };
    expect(await read(true)).toEqual([batchID(0)]);
    expect(await read(false)).toEqual([batchID(0), newest]);
  });

  it("have tests, which are listed concurrently", async () => {
    await using recorded = await recordReport({ batches: 6, tests: 3, metrics: 0 });
    const { platform, client } = recorded;
    platform.setFaults({ latency: 10 });
    const batchIDs = [4, 0, 2].map(batchID);
    const jobs = await fetchJobsForBatches({ client, projectID, batchIDs });
    const experiences = ["experience 0", "experience 1", "experience 2"];
    expect([...jobs].map(([id, listed]) => [id, listed.map((job) => job.experienceName)])).toEqual(
      batchIDs.map((id) => [id, experiences]),
    );
    expect(platform.statistics.maxInFlight.api).toBeGreaterThan(1);
  });

  it("have metrics of their own", async () => {
    await using recorded = await recordReport({ tests: 0 });
    const { platform, client } = recorded;
    const writer = new MetricsWriter();
    for (const name of ["a", "b"]) writer.addScalarMetric(name, { value: 1 });
    writer.addMetricsData(doubles("speeds", [0, 0.5, 1]));
    await platform.recordBatchMetrics({ batchID: batchID(0), message: writer.write() });
    const read = await fetchBatchMetrics({ client, projectID, batchID: batchID(0) });
    expect(read.metrics.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(read.data("speeds", "doubles")?.values).toEqual(Float64Array.of(0, 0.5, 1));
  });

  it("may belong to a missing report", async () => {
    await using recorded = await recordReport({ batches: 0 });
    await expect(
      getReport({ client: recorded.client, projectID, reportID: batchID(0) }),
    ).rejects.toMatchObject({ operation: "getReport", status: 404 });
  });
});

async function defaultReport(recording: ReportRecording): Promise<JobMetrics> {
  await using recorded = await recordReport(recording);
  const { client, ids } = recorded;
  const { reportID } = ids;
  const writer = new MetricsWriter();
  const batches = await fetchBatchesForReport({ client, projectID, reportID });
  await writeDefaultReport({ client, projectID, batches, writer });
  return writer.write();
}

describe("the default report", () => {
  it("accepts the context of a report function unchanged", () => {
    const report = (context: ReportContext) => writeDefaultReport(context);
    expectTypeOf(report).returns.toEqualTypeOf<Promise<void>>();
  });

  const scenario: ReportRecording = {
    batches: 3,
    tests: 6,
    metrics: 2,
    outcomes: ["PASSED", "ERROR", "BLOCKER", "RUNNING"],
    batchMetrics: ["Mean speed", "test_status"],
  };

  it("is accepted by the platform, with the names that it has always had", async () => {
    const message = await defaultReport(scenario);
    expect(validateJobMetrics(message)).toEqual([]);
    const { metrics } = unpackJobMetrics(message);
    expect(metrics.map(({ name }) => name)).toEqual([
      "test_status_over_time",
      "high_level_totals",
      "experience_status_counts",
      "job_metric_status_counts",
      "batch_metric_status_counts",
      "metric 0_distribution",
      "metric 1_distribution",
      "Mean speed_over_time",
      "test_status_metric_over_time",
    ]);
    expect(metrics.map(({ status, importance }) => [status, importance])).toEqual(
      metrics.map(() => ["NOT_APPLICABLE", "HIGH"]),
    );
  });

  it("counts outcomes per batch, at the times of their builds", async () => {
    const read = unpackJobMetrics(await defaultReport(scenario));
    const chart = read.metric("test_status_over_time", "BATCHWISE_BAR_CHART");
    expect(chart?.categories.map(({ category, color }) => [category, color])).toEqual([
      ["PASSED", "#7CA0FB"],
      ["BLOCKER", "#FA7070"],
      ["ERROR", "#AD4143"],
    ]);
    expect(chart?.projectID).toBe(projectID);
    const [passed] = chart?.categories ?? [];
    if (passed?.values.grouped !== false || passed.times.grouped !== false)
      throw new Error("grouped");
    expect(Array.from(passed.values.values)).toEqual([2, 1, 1]);
    expect(passed.times.values).toEqual(
      [1, 2, 3].map((day) => ({ seconds: Date.parse(buildTime(day)) / 1000, nanos: 0 })),
    );
    expect(passed.values.index).toMatchObject({ values: [0, 1, 2].map(batchID) });
  });

  it("draws boxes of test metrics and lines of batch metrics", async () => {
    const read = unpackJobMetrics(await defaultReport(scenario));
    const box = read.metric("metric 1_distribution", "PLOTLY");
    expect(box?.figure).toMatchObject({ data: [{ type: "box" }] });
    expect(JSON.stringify(box?.figure)).toContain(buildTime(2));
    const line = read.metric("Mean speed_over_time", "PLOTLY");
    expect(line?.figure).toMatchObject({
      data: [
        {
          type: "scatter",
          x: [1, 2, 3].map(buildTime),
          y: [10, 20, 30],
        },
      ],
      layout: { yaxis: { title: { text: "Mean speed (m/s)" } } },
    });
  });

  it("draws lines in order of time if an old build was run again", async () => {
    const read = unpackJobMetrics(await defaultReport({ ...scenario, buildsReversed: true }));
    expect(read.metric("Mean speed_over_time", "PLOTLY")?.figure).toMatchObject({
      data: [
        {
          x: [7, 8, 9].map(buildTime),
          y: [30, 20, 10],
        },
      ],
    });
  });

  it("counts per experience, those first that fail most", async () => {
    const read = unpackJobMetrics(await defaultReport(scenario));
    const table = read.metric("experience_status_counts", "PLOTLY")?.figure;
    expect(table).toMatchObject({
      data: [
        {
          type: "table",
          header: { values: ["Experience", "PASSED", "WARNING", "BLOCKER", "ERROR", "CANCELLED"] },
        },
      ],
    });
    const counts = read.metric("batch_metric_status_counts", "PLOTLY")?.figure;
    const none = [0, 0];
    expect(counts).toMatchObject({
      data: [
        {
          cells: { values: [["Mean speed", "test_status"], none, [3, 3], none, none, none, none] },
        },
      ],
    });
  });

  it("is drawn in the platform's dark style, with every point of a distribution", async () => {
    const { metrics } = unpackJobMetrics(await defaultReport(scenario));
    const figures = metrics.flatMap((metric) => (metric.type === "PLOTLY" ? [metric.figure] : []));
    expect(figures).toHaveLength(8);
    for (const { layout } of figures) {
      expect(layout).toMatchObject({
        paper_bgcolor: "rgba(0,0,0,0)",
        template: { layout: { font: { color: "#e6e9f0" } } },
      });
    }
    const boxes = figures.filter(({ data }) => data[0]?.type === "box");
    expect(boxes).toMatchObject([
      { data: [{ boxpoints: "all" }] },
      { data: [{ boxpoints: "all" }] },
    ]);
  });

  it("counts how batches ended among the totals", async () => {
    const read = unpackJobMetrics(await defaultReport(scenario));
    const [table] = read.metric("high_level_totals", "PLOTLY")?.figure.data ?? [];
    const [names, counts] = (table as { cells: { values: [string[], number[]] } }).cells.values;
    const totals = new Map(names.map((name, i) => [name, counts[i]]));
    expect([...totals.keys()].slice(0, 6)).toEqual([
      "Batches",
      "COMPLETE batches",
      "WARNING batches",
      "BLOCKER batches",
      "ERROR batches",
      "CANCELLED batches",
    ]);
    expect(totals.get("Batches")).toBe(3);
    expect(totals.get("PASSED tests")).toBe(4);
  });

  it("is empty without any batch", async () => {
    const message = await defaultReport({ batches: 0 });
    expect(message.jobLevelMetrics?.metrics).toEqual([]);
    expect(validateJobMetrics(message)).toEqual([]);
  });

  it("copes with tests that never ran", async () => {
    const message = await defaultReport({ ...scenario, outcomes: ["QUEUED"], metrics: 0 });
    expect(validateJobMetrics(message)).toEqual([]);
    expect(unpackJobMetrics(message).metric("test_status_over_time")).toBeUndefined();
  });
});
