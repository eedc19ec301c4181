import { readdirSync, readFileSync } from "node:fs";
import {
  decodeJobMetrics,
  doubles,
  encodeJobMetrics,
  externalFile,
  MetricsWriter,
  metricTypeList,
  type Status,
  strings,
  timestamps,
  unpackJobMetrics,
  uuids,
  validateJobMetrics,
} from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";
import { definitionOf } from "../../runtime/src/metrics/table.js";

type Method = Exclude<Extract<keyof MetricsWriter, `add${string}Metric`>, "addMetric">;

interface Row {
  /** Adds one of the type, with as few options as there may be. */
  add(writer: MetricsWriter): { type: string };
  type: string;
  status: Status;
  /** Names of metrics data in the order in which they are written. */
  data: string[];
  /** What its values message says, besides references. */
  values: Record<string, unknown>;
}

const time = timestamps("time", [1n, 2n]);
const labels = strings("labels", ["a", "b"]);
const batches = uuids("batches", ["7a86f7a2-43c7-4b9a-bd87-a86557b6fb7e"]);
const projectID = "fc891b4a-6a50-4f4d-b4d6-6a3a47469a4d";

/** One row for each type: the compiler names whatever is missing. */
const rows: Record<Method, Row> = {
  addScalarMetric: {
    add: (writer) => writer.addScalarMetric("M", { value: 3, unit: "m", failsAbove: 2 }),
    type: "SCALAR",
    status: "FAIL_WARN",
    data: [],
    values: { value: 3, unit: "m", failureDefinition: { failsAbove: 2 } },
  },
  addDoubleSummaryMetric: {
    add: (writer) =>
      writer.addDoubleSummaryMetric("M", {
        value: doubles("v", [1, 5], { index: labels }),
        index: "b",
        failsAbove: 4,
        blocking: true,
      }),
    type: "DOUBLE_SUMMARY",
    status: "FAIL_BLOCK",
    data: ["v", "labels", "v status"],
    values: { index: { $case: "stringIndex", value: "b" }, failureDefinition: { failsAbove: 4 } },
  },
  addDoubleOverTimeMetric: {
    add: (writer) =>
      writer.addDoubleOverTimeMetric("M", {
        lines: [
          { values: doubles("v", [1, 5], { index: time }), failsBelow: 2 },
          { values: doubles("w", [1, Number.NaN], { index: time }), legend: "W" },
        ],
        startTime: 0n,
      }),
    type: "DOUBLE_OVER_TIME",
    status: "FAIL_WARN",
    data: ["v", "time", "w", "v status", "w status"],
    values: {
      failureDefinition: [{ failsBelow: 2 }, {}],
      startTime: { seconds: 0, nanos: 0 },
      legendSeriesNames: ["v", "W"],
    },
  },
  addLinePlotMetric: {
    add: (writer) =>
      writer.addLinePlotMetric("M", {
        lines: [{ x: doubles("x", [1, 2]), y: doubles("y", [3, 4]) }],
        xAxisName: "X",
      }),
    type: "LINE_PLOT",
    status: "PASSED",
    data: ["x", "y", "y status"],
    values: { legendSeriesNames: ["y"], xAxisName: "X" },
  },
  addBarChartMetric: {
    add: (writer) =>
      writer.addBarChartMetric("M", {
        bars: [{ values: doubles("v", [1, 5], { index: labels }) }],
        stackBars: true,
      }),
    type: "BAR_CHART",
    status: "PASSED",
    data: ["v", "labels", "v status"],
    values: { legendSeriesNames: ["v"], stackBars: true },
  },
  addBatchwiseBarChartMetric: {
    add: (writer) =>
      writer.addBatchwiseBarChartMetric("M", {
        categories: [
          {
            category: "PASSED",
            values: doubles("v", [1], { index: batches }),
            times: timestamps("t", [1n], { index: batches }),
            color: "#7CA0FB",
          },
        ],
        projectID,
      }),
    type: "BATCHWISE_BAR_CHART",
    status: "PASSED",
    data: ["t", "batches", "v", "v status"],
    values: { categories: ["PASSED"], colors: ["#7CA0FB"], projectId: { data: projectID } },
  },
  addStatesOverTimeMetric: {
    add: (writer) =>
      writer.addStatesOverTimeMetric("M", {
        series: [{ states: strings("s", ["DRIVE", "FAULT"], { index: time }) }],
        failureStates: ["FAULT"],
      }),
    type: "STATES_OVER_TIME",
    status: "FAIL_WARN",
    data: ["s", "time", "s status"],
    values: { statesSet: ["DRIVE", "FAULT"], failureStates: ["FAULT"], legendSeriesNames: ["s"] },
  },
  addHistogramMetric: {
    add: (writer) =>
      writer.addHistogramMetric("M", {
        values: doubles("v", [0.5]),
        buckets: [
          { lower: 0, upper: 1 },
          { lower: 1, upper: 3 },
        ],
      }),
    type: "HISTOGRAM",
    status: "PASSED",
    data: ["v", "v status"],
    values: { lowerBound: 0, upperBound: 3 },
  },
  addPlotlyMetric: {
    add: (writer) => writer.addPlotlyMetric("M", { figure: { data: [{ y: [1, 2] }] } }),
    type: "PLOTLY",
    status: "NOT_APPLICABLE",
    data: [],
    values: { json: { data: [{ y: [1, 2] }] } },
  },
  addImageMetric: {
    add: (writer) => writer.addImageMetric("M", { image: externalFile("f", "a/b.png") }),
    type: "IMAGE",
    status: "NOT_APPLICABLE",
    data: ["f"],
    values: {},
  },
  addImageListMetric: {
    add: (writer) =>
      writer.addImageListMetric("M", {
        images: [externalFile("f", "f.png"), externalFile("g", "g.png")],
      }),
    type: "IMAGE_LIST",
    status: "NOT_APPLICABLE",
    data: ["f", "g"],
    values: {},
  },
  addTextMetric: {
    add: (writer) => writer.addTextMetric("M", { text: "# Hello" }),
    type: "TEXT",
    status: "NOT_APPLICABLE",
    data: [],
    values: { text: "# Hello" },
  },
};

describe("every type of metric", () => {
  it.each(Object.entries(rows))("%s", (_, row) => {
    const writer = new MetricsWriter();
    expect(row.add(writer).type).toBe(row.type);
    const message = writer.write();
    expect(validateJobMetrics(message)).toEqual([]);
    const [metric] = message.jobLevelMetrics?.metrics ?? [];
    expect(metric?.metricValues?.metricValues?.value).toMatchObject(row.values);
    expect(message.metricsData.map(({ name }) => name)).toEqual(row.data);
    const read = unpackJobMetrics(decodeJobMetrics(encodeJobMetrics(message)));
    expect(read.metric("M")).toMatchObject({
      type: row.type,
      status: row.status,
      importance: "MEDIUM",
      description: "",
      shouldDisplay: true,
      blocking: metric?.blocking,
      order: 0,
      tags: [],
    });
  });

  it("has a row here and a word of its own", () => {
    const words = Object.values(rows).map(({ type }) => type);
    expect(words.sort()).toEqual(metricTypeList.map(({ word }) => word).sort());
  });
});

describe("messages of the platform", () => {
  const folder = new URL("../fixtures/vectors/", import.meta.url);
  const names = readdirSync(folder).filter((name) => name.endsWith(".binproto"));

  it.each(names)("%s: reading a metric and writing its values are each other's inverse", (name) => {
    const message = decodeJobMetrics(readFileSync(new URL(name, folder)));
    const read = unpackJobMetrics(message);
    read.metrics.forEach((metric, at) => {
      const written = definitionOf(metric.type)?.write(metric, ({ id }) => ({ id: { data: id } }));
      const values = message.jobLevelMetrics?.metrics[at]?.metricValues?.metricValues?.value;
      expect(written).toEqual(values);
    });
  });
});
