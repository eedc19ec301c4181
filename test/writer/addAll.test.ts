import {
  decodeJobMetrics,
  doubles,
  encodeJobMetrics,
  type JobMetrics,
  MetricsWriter,
  statuses,
  strings,
  timestamps,
  unpackJobMetrics,
  validateJobMetrics,
} from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";

/** The message of one test: a chart, a scalar that its event lists, and data that no metric shows. */
function testMessage(suffix = ""): JobMetrics {
  const writer = new MetricsWriter();
  const time = timestamps(`time${suffix}`, [0n, 1n]);
  const speed = doubles(`speed${suffix}`, [1, 2], { index: time });
  writer.addDoubleOverTimeMetric(`Speed${suffix}`, { lines: [{ values: speed }] });
  const note = writer.addScalarMetric(`note${suffix}`, { value: 1, eventMetric: true });
  writer.addMetricsData(strings(`zones${suffix}`, ["a"]));
  writer.addEvent(`crash${suffix}`, { timestamp: 1n, metrics: [note] });
  return decodeJobMetrics(encodeJobMetrics(writer.write()));
}

describe("addAll", () => {
  const clashes: [string, (writer: MetricsWriter) => void, string][] = [
    [
      "a metric",
      (writer) => writer.addTextMetric("Speed", { text: "taken" }),
      'metric "Speed": there is another metric of this name',
    ],
    [
      "metrics data",
      (writer) => writer.addMetricsData(doubles("zones", [1])),
      'there are two metrics data named "zones"',
    ],
    [
      "an event",
      (writer) => writer.addEvent("crash", { timestamp: 5n }),
      'event "crash": there is another event of this name',
    ],
    [
      "another type of timestamp",
      (writer) => writer.addEvent("start", { timestamp: 5n, timestampType: "RELATIVE" }),
      'event "crash": its timestamp is ABSOLUTE, but that of "start" is RELATIVE',
    ],
  ];

  it.each(clashes)("adds nothing if it clashes with %s", (_, occupy, message) => {
    const writer = new MetricsWriter();
    const shared = strings("shared", ["a"]);
    writer.addMetricsData(shared);
    occupy(writer);
    const before = writer.write();
    expect(() => writer.addAll(unpackJobMetrics(testMessage()))).toThrow(message);
    expect(writer.write()).toEqual(before);
    // The names of what was not added are still free.
    const { metrics, metricsData } = unpackJobMetrics(testMessage(" 2"));
    writer.addAll({ metrics, metricsData, events: [] });
    writer.addMetricsData(doubles("speed", [1]));
    writer.addScalarMetric("note", { value: 1 });
    expect(validateJobMetrics(writer.write())).toEqual([]);
  });

  it("keeps existing data, even if removed data shares it", () => {
    const read = unpackJobMetrics(testMessage());
    const writer = new MetricsWriter();
    const time = read.data("time", "timestamps");
    if (time !== undefined) writer.addMetricsData(time);
    writer.addTextMetric("Speed", { text: "taken" });
    expect(() => writer.addAll(read)).toThrow("there is another metric of this name");
    expect(writer.write().metricsData.map(({ name }) => name)).toEqual(["time"]);
  });

  it("to an empty writer keeps the order of the message", () => {
    const made = testMessage();
    made.metricsData.reverse();
    const read = unpackJobMetrics(made);
    const writer = new MetricsWriter({ jobID: read.jobID });
    writer.addAll(read);
    expect(writer.write()).toEqual(made);
    writer.addHistogramMetric("more", {
      values: doubles("more", [1]),
      buckets: [{ lower: 0, upper: 2 }],
    });
    expect(writer.write().metricsData.map(({ name }) => name)).toEqual([
      ...made.metricsData.map(({ name }) => name),
      "more",
      "more status",
    ]);
  });

  it("keeps two different statuses as they were read", () => {
    const made = testMessage();
    if (made.jobLevelMetrics !== undefined) made.jobLevelMetrics.metricsStatus = 5;
    const read = unpackJobMetrics(made);
    expect([read.status, read.jobLevelStatus]).toEqual(["PASSED", "FAIL_BLOCK"]);
    const writer = new MetricsWriter({ jobID: read.jobID });
    writer.addAll(read);
    expect(writer.write()).toEqual(made);
  });

  it("accepts chains of thousands of index data", () => {
    const made = testMessage();
    const [zones] = made.metricsData.filter(({ name }) => name === "zones");
    if (zones === undefined) throw new Error("no zones");
    const link = (at: number) => ({ id: { data: at.toString(16).padStart(32, "0") } });
    const length = 10_000;
    made.metricsData = Array.from({ length }, (_, at) => ({
      ...zones,
      metricsDataId: link(at),
      name: `link ${at}`,
      dataType: at === length - 1 ? 4 : 9,
      isIndexed: at < length - 1,
      indexDataId: at === length - 1 ? undefined : link(at + 1),
      indexDataType: at === length - 1 ? 0 : at === length - 2 ? 4 : 9,
    }));
    made.jobLevelMetrics = { metrics: [], metricsStatus: 1 };
    made.events = [];
    expect(validateJobMetrics(made)).toEqual([]);
    const read = unpackJobMetrics(made);
    const writer = new MetricsWriter({ jobID: read.jobID });
    writer.addAll(read);
    expect(writer.write()).toEqual(made);
  });
});

describe("the worst of statuses", () => {
  it("does not confuse an unknown number with a similar one", () => {
    const writer = new MetricsWriter();
    writer.addMetricsData(statuses("verdicts", ["PASSED", "PASSED"]));
    const made = writer.write();
    const [data] = made.metricsData;
    // 32 + 5: the low five bits are those of FAIL_BLOCK.
    if (data !== undefined) data.data = { $case: "series", value: seriesOf([37, 4]) };
    const verdicts = unpackJobMetrics(made).data("verdicts", "statuses");
    if (verdicts === undefined) throw new Error("no verdicts");
    const values = doubles("values", [1, 2]);
    const buckets = [{ lower: 0, upper: 3 }];
    const metric = new MetricsWriter().addHistogramMetric("H", {
      values,
      statuses: verdicts as typeof verdicts & { index: undefined },
      buckets,
    });
    expect(metric.status).toBe("RAW");
  });
});

function seriesOf(series: number[]): {
  series: { $case: "statuses"; value: { series: number[] } };
} {
  return { series: { $case: "statuses", value: { series } } };
}
