import {
  doubles,
  externalFile,
  fromSeconds,
  groupBy,
  grouped,
  MetricDefinitionError,
  MetricsWriter,
  statuses,
  strings,
  timestamps,
  uuids,
} from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";

const time = timestamps("time", [0n, 1n]);
const speed = doubles("speed", [1, 2], { index: time });
const bare = doubles("bare", [1, 2]);
const labels = strings("labels", ["a", "b"]);
const batch = uuids("batch", ["7a86f7a2-43c7-4b9a-bd87-a86557b6fb7e"]);
const image = externalFile("image", "image.png");
const projectID = "fc891b4a-6a50-4f4d-b4d6-6a3a47469a4d";
const buckets = [{ lower: 0, upper: 1 }];

/** As a caller in JavaScript, or with names known only at run time, may say it. */
const untyped = (value: unknown) => value as never;

type Case = [what: string, wrong: (writer: MetricsWriter) => unknown, message: string];

const cases: Case[] = [
  [
    "a NaN scalar",
    (w) => w.addScalarMetric("M", { value: Number.NaN }),
    'metric "M": its value must be a number, got NaN',
  ],
  [
    "no options",
    (w) => w.addScalarMetric("M", untyped(undefined)),
    'metric "M": its options are undefined',
  ],
  [
    "an event without options",
    (w) => w.addEvent("E", untyped(undefined)),
    'event "E": its options are undefined',
  ],
  [
    "an invalid line",
    (w) => w.addDoubleOverTimeMetric("M", untyped({ lines: [undefined] })),
    'metric "M": lines[0] must be an object, got undefined',
  ],
  [
    "an order beyond 32 bits",
    (w) => w.addScalarMetric("M", { value: 1, order: 1e300 }),
    'metric "M": its order is 1e+300',
  ],
  [
    "no value",
    (w) => w.addScalarMetric("M", untyped({})),
    'metric "M": its value must be a number, got undefined',
  ],
  ["an empty name", (w) => w.addScalarMetric("", { value: 1 }), 'metric "": its name is empty'],
  [
    "an unknown status",
    (w) => w.addScalarMetric("M", { value: 1, status: untyped("FAILED") }),
    'metric "M": its status is "FAILED"',
  ],
  [
    "an unknown importance",
    (w) => w.addScalarMetric("M", { value: 1, importance: untyped("URGENT") }),
    'metric "M": its importance is "URGENT"',
  ],
  [
    "an empty tag",
    (w) => w.addScalarMetric("M", { value: 1, tags: { key: "" } }),
    'metric "M": its tag "key" has the value ""',
  ],
  [
    "a threshold that is not a number",
    (w) => w.addScalarMetric("M", { value: 1, failsAbove: Number.NaN }),
    'metric "M": failsAbove must be a number, got NaN',
  ],
  [
    "an order that is not a number",
    (w) => w.addScalarMetric("M", { value: 1, order: Number.NaN }),
    'metric "M": its order is NaN',
  ],
  ["an empty series", () => doubles("x", []), 'metrics data "x": it has no elements'],
  [
    "mixed kinds",
    () => doubles("x", untyped([1, "2"])),
    'metrics data "x": element 1 must be a number, got "2"',
  ],
  [
    "a hole",
    () => strings("x", untyped(["a", undefined])),
    'metrics data "x": element 1 must be a string, got undefined',
  ],
  [
    "a status nobody knows",
    () => statuses("x", untyped(["PASSED", "FAILED"])),
    'metrics data "x": element 1 must be a status, got "FAILED"',
  ],
  [
    "an invalid UUID",
    () => uuids("x", ["42"]),
    'metrics data "x": element 0 must be a UUID, got "42"',
  ],
  [
    "lengths that disagree",
    () => doubles("x", [1], { index: time }),
    'metrics data "x": it has 1 elements, but its index "time" has 2',
  ],
  [
    "a file as index",
    () => doubles("x", [1], { index: untyped(image) }),
    'metrics data "x": its index must be a series, got a file',
  ],
  [
    "a grouped index",
    () => doubles("x", [1, 2], { index: untyped(groupBy(bare, labels)) }),
    'got "bare-grouped-by-labels", a grouped series',
  ],
  [
    "a plain index of a grouped series",
    () => grouped("x", "doubles", { a: [1, 2] }, { index: untyped(time) }),
    'got "time", a plain series',
  ],
  [
    "an empty category",
    () => grouped("x", "doubles", { a: [] }),
    'metrics data "x": category "a": it has no elements',
  ],
  ["no categories", () => grouped("x", "doubles", {}), 'metrics data "x": it has no categories'],
  [
    "fractional seconds",
    () => timestamps("x", [{ seconds: -1.5, nanos: 0 }]),
    'metrics data "x": element 0: { seconds: -1.5, nanos: 0 } is not a timestamp',
  ],
  [
    "a bigint below zero for an event",
    () => new MetricsWriter().addEvent("x", { timestamp: -1n }),
    'event "x": its timestamp has -1 seconds',
  ],
  [
    "2^53 seconds",
    () => timestamps("x", [{ seconds: 2 ** 53, nanos: 0 }]),
    "{ seconds: 9007199254740992, nanos: 0 } is not a timestamp",
  ],
  [
    "nanos beyond a second",
    () => timestamps("x", [{ seconds: 0, nanos: 1e9 }]),
    "is not a timestamp",
  ],
  [
    "nanos below zero",
    () => timestamps("x", [{ seconds: 0, nanos: -1 }]),
    "{ seconds: 0, nanos: -1 } is not a timestamp",
  ],
  [
    "an invalid Date",
    () => timestamps("x", [new Date(Number.NaN)]),
    "an invalid Date is not a timestamp",
  ],
  ["infinite seconds", () => fromSeconds(Number.POSITIVE_INFINITY), "Infinity is not a timestamp"],
  [
    "an absolute path",
    () => externalFile("x", "/tmp/a.png"),
    'metrics data "x": its path is "/tmp/a.png"',
  ],
  ["a Windows path", () => externalFile("x", "C:\\a.png"), 'metrics data "x": its path is'],
  [
    "a path that leaves the folder",
    () => externalFile("x", "frames/../../a.png"),
    'metrics data "x": its path is "frames/../../a.png"',
  ],
  ["an empty path", () => externalFile("x", ""), 'metrics data "x": its path is ""'],
  [
    "groups of another length",
    () => groupBy(speed, strings("by", ["a"])),
    'metrics data "speed", grouped by "by": it has 2 elements, but the grouping has 1',
  ],
  [
    "groups on another index",
    () => groupBy(speed, untyped(strings("by", ["a", "b"], { index: labels }))),
    'its index is "time", that of the grouping is "labels"',
  ],
  ["an empty text", (w) => w.addTextMetric("M", { text: "" }), 'metric "M": its text is empty'],
  [
    "an image that is a series",
    (w) => w.addImageMetric("M", { image: untyped(bare) }),
    'metric "M": its image is "bare"',
  ],
  [
    "no images",
    (w) => w.addImageListMetric("M", { images: [] }),
    'metric "M": its images are empty',
  ],
  [
    "no lines",
    (w) => w.addDoubleOverTimeMetric("M", { lines: [] }),
    'metric "M": its lines are empty',
  ],
  [
    "a line without times",
    (w) => w.addDoubleOverTimeMetric("M", { lines: [{ values: untyped(bare) }] }),
    'metric "M": its values of line 0 "bare" are indexed by nothing, not by timestamps',
  ],
  [
    "a line of texts",
    (w) => w.addDoubleOverTimeMetric("M", { lines: [{ values: untyped(labels) }] }),
    'metric "M": its values of line 0 "labels" are strings, not doubles',
  ],
  [
    "x longer than y",
    (w) => w.addLinePlotMetric("M", { lines: [{ x: doubles("x", [1]), y: bare }] }),
    'metric "M": its x "x" do not match the y of line 0 "bare": 1 elements instead of 2',
  ],
  [
    "statuses that are too short",
    (w) =>
      w.addHistogramMetric("M", { values: bare, statuses: statuses("s", ["PASSED"]), buckets }),
    'metric "M": its statuses "s" do not match the values "bare": 1 elements instead of 2',
  ],
  [
    "grouped values, plain statuses",
    (w) =>
      w.addHistogramMetric("M", {
        values: groupBy(bare, labels),
        statuses: untyped(statuses("s", ["PASSED", "PASSED"])),
        buckets,
      }),
    "are grouped",
  ],
  [
    "another series of the index's name",
    (w) =>
      w.addDoubleOverTimeMetric("M", {
        lines: [
          {
            values: speed,
            statuses: statuses("s", ["PASSED", "PASSED"], { index: timestamps("time", [0n, 1n]) }),
          },
        ],
      }),
    'they have the index "time" (another series with that name) instead of the index "time"',
  ],
  [
    "buckets with a gap",
    (w) =>
      w.addHistogramMetric("M", {
        values: bare,
        buckets: [
          { lower: 0, upper: 1 },
          { lower: 2, upper: 3 },
        ],
      }),
    'metric "M": bucket 1 starts at 2, but the previous one ends at 1',
  ],
  [
    "a bucket upside down",
    (w) => w.addHistogramMetric("M", { values: bare, buckets: [{ lower: 1, upper: 0 }] }),
    'metric "M": bucket 0 goes from 1 to 0',
  ],
  [
    "a bound that the buckets do not have",
    (w) => w.addHistogramMetric("M", { values: bare, buckets, upperBound: 2 }),
    'metric "M": its upperBound must be 1 to match its buckets, got 2',
  ],
  [
    "a state that is not in the set",
    (w) =>
      w.addStatesOverTimeMetric("M", {
        series: [{ states: strings("s", ["A", "B"], { index: time }) }],
        statesSet: ["A"],
      }),
    'metric "M": its state "B" is not in statesSet',
  ],
  [
    "a failure state that is not in the set",
    (w) =>
      w.addStatesOverTimeMetric("M", {
        series: [{ states: strings("s", ["A", "A"], { index: time }) }],
        statesSet: ["A"],
        failureStates: ["C"],
      }),
    'metric "M": its failure state "C" is not in statesSet',
  ],
  [
    "a color that is no hex",
    (w) =>
      w.addBatchwiseBarChartMetric("M", {
        categories: [
          {
            category: "A",
            values: doubles("v", [1], { index: batch }),
            times: timestamps("t", [0n], { index: batch }),
            color: "red",
          },
        ],
        projectID,
      }),
    'metric "M": the color of its category "A" must be a hex color, got "red"',
  ],
  [
    "a project that is not a UUID",
    (w) =>
      w.addBatchwiseBarChartMetric("M", {
        categories: [
          {
            category: "A",
            values: doubles("v", [1], { index: batch }),
            times: timestamps("t", [0n], { index: batch }),
          },
        ],
        projectID: "42",
      }),
    'metric "M": its projectID must be a UUID, got "42"',
  ],
  [
    "a negative position",
    (w) => w.addDoubleSummaryMetric("M", { value: bare, index: -1 }),
    'metric "M": its index must be a position in a series, got -1',
  ],
  [
    "an index of another kind",
    (w) => w.addDoubleSummaryMetric("M", { value: speed, index: untyped("a") }),
    'metric "M": its index is "a", but its value "speed" is indexed by timestamps',
  ],
  [
    "a function in a figure",
    (w) =>
      w.addPlotlyMetric("M", {
        figure: { data: [{ x: [1] }], layout: untyped({ xaxis: { tick: () => 1 } }) },
      }),
    'metric "M": figure.layout.xaxis.tick is a function',
  ],
  [
    "a Map in a figure",
    (w) => w.addPlotlyMetric("M", { figure: { data: [untyped({ x: new Map() })] } }),
    'metric "M": figure.data[0].x is a Map',
  ],
  [
    "a bigint in a figure",
    (w) => w.addPlotlyMetric("M", { figure: { data: [untyped({ x: [1n] })] } }),
    'metric "M": figure.data[0].x[0] is a bigint',
  ],
  [
    "a figure without data",
    (w) => w.addPlotlyMetric("M", { figure: untyped({}) }),
    'metric "M": its figure is an object, without data',
  ],
  [
    "data that is not a list",
    (w) => w.addPlotlyMetric("M", { figure: untyped({ data: {} }) }),
    'metric "M": figure.data must be a list, got an object',
  ],
  [
    "an event before the beginning",
    (w) => w.addEvent("E", { timestamp: { seconds: -1, nanos: 0 } }),
    'event "E": its timestamp has -1 seconds',
  ],
  [
    "an event without a name",
    (w) => w.addEvent("", { timestamp: 0n }),
    'event "": its name is empty',
  ],
  [
    "a job that is not a UUID",
    () => new MetricsWriter({ jobID: "42" }),
    'the jobID must be a UUID, got "42"',
  ],
];

describe("bad input", () => {
  it.each(cases)("%s is refused at once", (_, wrong, message) => {
    const writer = new MetricsWriter();
    let thrown: unknown;
    try {
      wrong(writer);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(MetricDefinitionError);
    expect((thrown as Error).message).toContain(message);
    expect(writer.write()).toMatchObject({ jobLevelMetrics: { metrics: [] }, metricsData: [] });
  });
});
