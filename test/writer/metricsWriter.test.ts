import {
  doubles,
  MetricsWriter,
  statuses,
  statusesFrom,
  strings,
  timestamps,
  validateJobMetrics,
  warnJobMetrics,
} from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";

const time = timestamps("time", [0n, 1n]);
const buckets = [{ lower: 0, upper: 9 }];

function names(writer: MetricsWriter): string[] {
  return writer.write().metricsData.map(({ name }) => name);
}

describe("metrics data", () => {
  it("are written once each, in the order of their first use", () => {
    const writer = new MetricsWriter();
    const hand = doubles("by hand", [1, 2], { index: strings("labels", ["a", "b"]) });
    writer.addMetricsData(hand);
    const speed = doubles("speed", [1, 2], { index: time });
    writer.addMetricsData(speed);
    const verdicts = statuses("verdicts", ["PASSED", "RAW"], { index: time });
    writer.addDoubleOverTimeMetric("A", { lines: [{ values: speed, statuses: verdicts }] });
    writer.addHistogramMetric("B", { values: speed, buckets });
    writer.addLinePlotMetric("C", { lines: [{ x: speed, y: speed, statuses: verdicts }] });
    expect(names(writer)).toEqual([
      "speed",
      "time",
      "verdicts",
      "speed status",
      "by hand",
      "labels",
    ]);
    expect(validateJobMetrics(writer.write())).toEqual([]);
  });

  it("that metrics derive have unique names, and are shared by equal metrics", () => {
    const writer = new MetricsWriter();
    const speed = doubles("speed", [1, 5], { index: time });
    writer.addDoubleOverTimeMetric("A", { lines: [{ values: speed }] });
    writer.addDoubleOverTimeMetric("B", { lines: [{ values: speed, failsAbove: 2 }] });
    writer.addDoubleOverTimeMetric("C", { lines: [{ values: speed, failsAbove: 2 }] });
    writer.addDoubleSummaryMetric("D", { value: speed, failsAbove: 2, blocking: true });
    writer.addHistogramMetric("speed status 2", { values: speed, buckets });
    writer.addMetricsData(statusesFrom(speed, { block: { above: 2 } }));
    writer.addMetricsData(doubles("speed status", [7]));
    expect(names(writer)).toEqual([
      "speed",
      "time",
      "speed status 3",
      "speed status 4",
      "speed status 5",
      "speed status 6",
      "speed status",
    ]);
    expect(validateJobMetrics(writer.write())).toEqual([]);
    expect(warnJobMetrics(writer.write())).toEqual([]);
  });
});

describe("status", () => {
  it.each([
    [["PASSED", "RAW"], "PASSED"],
    [["RAW", "NOT_APPLICABLE"], "RAW"],
    [["NOT_APPLICABLE", "NOT_APPLICABLE"], "NOT_APPLICABLE"],
    [["PASSED", "FAIL_WARN"], "FAIL_WARN"],
    [["FAIL_WARN", "FAIL_BLOCK"], "FAIL_BLOCK"],
  ] as const)("of %j is %s", (given, worst) => {
    const values = doubles("v", [1, 2]);
    const options = { values, statuses: statuses("s", given), buckets };
    expect(new MetricsWriter().addHistogramMetric("H", options).status).toBe(worst);
  });

  it("may be given, and then does not depend on the statuses of values", () => {
    const values = doubles("v", [1, 2]);
    const options = { values, statuses: statuses("s", ["FAIL_BLOCK", "PASSED"]), buckets };
    const metric = new MetricsWriter().addHistogramMetric("H", { ...options, status: "RAW" });
    expect(metric.status).toBe("RAW");
  });

  it.each([
    [2, false, "PASSED"],
    [-2, false, "PASSED"],
    [2.1, false, "FAIL_WARN"],
    [-2.1, false, "FAIL_WARN"],
    [3, true, "FAIL_BLOCK"],
  ])("of the scalar %d with the bounds ±2, blocking %s, is %s", (value, blocking, status) => {
    const options = { value, failsAbove: 2, failsBelow: -2, blocking };
    expect(new MetricsWriter().addScalarMetric("S", options).status).toBe(status);
  });

  it("of a summary is that of the element it shows", () => {
    const value = doubles("v", [1, 5], { index: time });
    const add = (index?: number) =>
      new MetricsWriter().addDoubleSummaryMetric("S", { value, index, failsAbove: 2 }).status;
    expect([add(0), add(1), add(), add(7)]).toEqual([
      "PASSED",
      "FAIL_WARN",
      "FAIL_WARN",
      "FAIL_WARN",
    ]);
  });

  it.each<[("PASSED" | "FAIL_WARN" | "FAIL_BLOCK" | "NOT_APPLICABLE")[], number]>([
    [[], 1],
    [["NOT_APPLICABLE"], 1],
    [["PASSED", "FAIL_WARN"], 2],
    [["FAIL_WARN", "FAIL_BLOCK"], 5],
  ])("of a run with metrics that are %j is %d: the worst failure, else PASSED", (all, expected) => {
    const writer = new MetricsWriter();
    all.forEach((status, at) => {
      writer.addScalarMetric(`S${at}`, { value: 1, status, eventMetric: at === 1 });
    });
    expect(writer.write().metricsStatus).toBe(expected);
  });

  it("of a run may be given", () => {
    const writer = new MetricsWriter({ status: "PASSED" });
    writer.addScalarMetric("S", { value: 1, status: "FAIL_BLOCK" });
    expect(writer.write()).toMatchObject({
      metricsStatus: 1,
      jobLevelMetrics: { metricsStatus: 1 },
    });
  });
});

describe("options of all metrics", () => {
  it("have defaults", () => {
    const writer = new MetricsWriter();
    writer.addTextMetric("A", { text: "a" });
    expect(writer.write().jobLevelMetrics?.metrics).toMatchObject([
      {
        description: "",
        status: 3,
        importance: 3,
        shouldDisplay: true,
        blocking: false,
        order: 0,
        eventMetric: undefined,
        tags: [],
      },
    ]);
  });

  it("are written", () => {
    const writer = new MetricsWriter();
    writer.addTextMetric("B", {
      text: "b",
      description: "B's",
      importance: "CRITICAL",
      shouldDisplay: false,
      blocking: true,
      order: 7.5,
      tags: { RESIM_SUMMARY: "1" },
      eventMetric: true,
    });
    expect(writer.write().jobLevelMetrics?.metrics).toMatchObject([
      {
        description: "B's",
        importance: 5,
        shouldDisplay: false,
        blocking: true,
        order: 7.5,
        eventMetric: true,
        tags: [{ key: "RESIM_SUMMARY", value: "1" }],
      },
    ]);
  });

  it("of an event have defaults too", () => {
    const writer = new MetricsWriter();
    const metric = writer.addScalarMetric("S", { value: 3, failsAbove: 2, eventMetric: true });
    writer.addEvent("E", { timestamp: 5n, metrics: [metric] });
    writer.addEvent("F", { timestamp: 6n });
    expect(writer.write().events).toMatchObject([
      { name: "E", status: 2, importance: 3, timestampType: 1, tags: [], description: "" },
      { name: "F", status: 3, timestamp: { seconds: 0, nanos: 6 } },
    ]);
  });
});
