/**
 * What the types refuse, one statement a line: nothing here runs, `npm run types` checks it. A
 * directive over a line that compiles is an error itself.
 */
import {
  doubles,
  externalFile,
  fromNanoseconds,
  fromRosTime,
  fromSeconds,
  groupBy,
  grouped,
  histogramBuckets,
  type MetricsWriter,
  mergeSeries,
  stateTimeline,
  statuses,
  statusesFrom,
  strings,
  timestamps,
  type UnpackedMetrics,
  uuids,
} from "@metrics-project/runtime";

const time = timestamps("time", [0n]);
const scanTime = timestamps("scan time", [0n]);
const labels = strings("labels", ["a"]);
const otherLabels = strings("other labels", ["b"]);
const batches = uuids("batches", ["7a86f7a2-43c7-4b9a-bd87-a86557b6fb7e"]);
const speed = doubles("speed", [1], { unit: "m/s", index: time });
const bare = doubles("bare", [1]);
const bars = doubles("bars", [1], { index: labels });
const counts = doubles("counts", [1], { index: batches });
const mode = strings("mode", ["A"], { index: time });
const times = timestamps("batch times", [0n], { index: batches });
const passed = statuses("passed", ["PASSED"], { index: time });
const scanPassed = statuses("scan passed", ["PASSED"], { index: scanTime });
const barePassed = statuses("bare passed", ["PASSED"]);
const zones = strings("zones", ["a"], { index: time });
const scanZones = strings("scan zones", ["a"], { index: scanTime });
const groupedSpeed = groupBy(speed, zones);
const groupedPassed = groupBy(passed, zones);
const otherGroups = groupBy(passed, strings("other zones", ["a"], { index: time }));
const image = externalFile("frame", "frame.png");
const buckets = [{ lower: 0, upper: 1 }];
const projectID = "fc891b4a-6a50-4f4d-b4d6-6a3a47469a4d";

/** Metrics data. */
export function data(): void {
  // @ts-expect-error texts are no doubles
  doubles("x", ["1"]);
  // @ts-expect-error a text is not a list
  doubles("x", "12");
  // @ts-expect-error numbers say no time: are they seconds?
  timestamps("x", [1, 2]);
  // @ts-expect-error a timestamp has nanos
  timestamps("x", [{ seconds: 1 }]);
  // @ts-expect-error nanoseconds are a bigint: a number does not hold today's
  fromNanoseconds(1);
  // @ts-expect-error seconds are a number
  fromSeconds(1n);
  // @ts-expect-error not a ROS stamp
  fromRosTime({ sec: 1 });
  // @ts-expect-error numbers are not texts
  strings("x", [1]);
  // @ts-expect-error no such status
  statuses("x", ["FAILED"]);
  // @ts-expect-error a file indexes nothing
  doubles("x", [1], { index: image });
  // @ts-expect-error a grouped series indexes grouped ones
  doubles("x", [1], { index: groupedSpeed });
  // @ts-expect-error a plain series does not index a grouped one
  grouped("x", "doubles", { a: [1] }, { index: time });
  // @ts-expect-error categories of doubles hold doubles
  grouped("x", "doubles", { a: ["1"] });
  // @ts-expect-error no such kind
  grouped("x", "numbers", { a: [1] });
  // @ts-expect-error a path is a text
  externalFile("x", 1);
  // @ts-expect-error grouped by texts
  groupBy(speed, bare);
  // @ts-expect-error grouped already
  groupBy(groupedSpeed, zones);
  // @ts-expect-error grouped by texts on another index
  groupBy(speed, scanZones);
  // @ts-expect-error grouped by texts on an index of another kind
  groupBy(counts, zones);
  // @ts-expect-error a map gives elements of the kind that it says
  speed.map((value) => `${value}`);
  // @ts-expect-error a map to texts gives texts
  speed.map((value) => value, { to: "strings" });
  // @ts-expect-error files are no series
  mergeSeries("x", [image]);
  // @ts-expect-error series of two kinds do not make one
  mergeSeries("x", [speed, mode]);
  // @ts-expect-error buckets have a range
  histogramBuckets({ count: 20 });
  // @ts-expect-error a range has two ends
  histogramBuckets({ from: 0 });
  // @ts-expect-error thresholds judge doubles
  statusesFrom(mode, { warn: { above: 1 } });
  // @ts-expect-error thresholds have two steps: warn and block
  statusesFrom(speed, { above: 1 });
  // @ts-expect-error what was read does not change
  speed.name = "other";
}

/** Scalars, texts, images, figures. */
export function simple(writer: MetricsWriter): void {
  // @ts-expect-error a value is needed
  writer.addScalarMetric("x", { unit: "m" });
  // @ts-expect-error a text is not a number
  writer.addScalarMetric("x", { value: "1" });
  // @ts-expect-error an option misspelt
  writer.addScalarMetric("x", { value: 1, failAbove: 2 });
  // @ts-expect-error no such status
  writer.addScalarMetric("x", { value: 1, status: "FAIL" });
  // @ts-expect-error no such importance
  writer.addScalarMetric("x", { value: 1, importance: "URGENT" });
  // @ts-expect-error a tag's value is a text
  writer.addScalarMetric("x", { value: 1, tags: { RESIM_SUMMARY: 1 } });
  // @ts-expect-error a series is no scalar
  writer.addScalarMetric("x", { value: speed });
  // @ts-expect-error a text is needed
  writer.addTextMetric("x", {});
  // @ts-expect-error an image is a file, not a series
  writer.addImageMetric("x", { image: speed });
  // @ts-expect-error a file that is being written is not a file yet: await is missing
  writer.addImageMetric("x", { image: Promise.resolve(image) });
  // @ts-expect-error an image is a file, not its path
  writer.addImageMetric("x", { image: "frame.png" });
  // @ts-expect-error a list of files
  writer.addImageListMetric("x", { images: image });
  // @ts-expect-error a figure has data
  writer.addPlotlyMetric("x", { figure: { layout: {} } });
  // @ts-expect-error no such trace
  writer.addPlotlyMetric("x", { figure: { data: [{ type: "scater", x: [1] }] } });
  // @ts-expect-error a figure holds no functions
  writer.addPlotlyMetric("x", { figure: { data: [{ type: "scatter", x: () => 1 }] } });
  // @ts-expect-error a list of texts is no list of sizes, typed or not
  writer.addPlotlyMetric("x", { figure: { data: [{ type: "scatter", marker: { size: ["a"] } }] } });
  // @ts-expect-error a figure, not its JSON
  writer.addPlotlyMetric("x", { figure: "{}" });
  // @ts-expect-error states are texts over time
  stateTimeline(speed);
  // @ts-expect-error states are indexed by timestamps
  stateTimeline(labels);
}

/** Charts. */
export function charts(writer: MetricsWriter): void {
  // @ts-expect-error doubles without an index say no time
  writer.addDoubleOverTimeMetric("x", { lines: [{ values: bare }] });
  // @ts-expect-error doubles indexed by texts say no time
  writer.addDoubleOverTimeMetric("x", { lines: [{ values: bars }] });
  // @ts-expect-error texts are no doubles
  writer.addDoubleOverTimeMetric("x", { lines: [{ values: mode }] });
  // @ts-expect-error statuses on another index
  writer.addDoubleOverTimeMetric("x", { lines: [{ values: speed, statuses: scanPassed }] });
  // @ts-expect-error statuses without an index
  writer.addDoubleOverTimeMetric("x", { lines: [{ values: speed, statuses: barePassed }] });
  // @ts-expect-error doubles are no statuses
  writer.addDoubleOverTimeMetric("x", { lines: [{ values: speed, statuses: speed }] });
  const scanSpeed = doubles("scan speed", [1], { index: scanTime });
  const swapped = [
    { values: speed, statuses: scanPassed },
    { values: scanSpeed, statuses: passed },
  ] as const;
  // @ts-expect-error each has the statuses of the other
  writer.addDoubleOverTimeMetric("x", { lines: swapped });
  const scanStatuses = statusesFrom(scanSpeed, { warn: { above: 1 } });
  // @ts-expect-error statuses made from other values
  writer.addDoubleOverTimeMetric("x", { lines: [{ values: speed, statuses: scanStatuses }] });
  // @ts-expect-error both grouped, but not by the same
  writer.addHistogramMetric("x", { values: groupedSpeed, statuses: otherGroups, buckets });
  // @ts-expect-error grouped values, statuses that are not
  writer.addDoubleOverTimeMetric("x", { lines: [{ values: groupedSpeed, statuses: passed }] });
  // @ts-expect-error grouped statuses, values that are not
  writer.addDoubleOverTimeMetric("x", { lines: [{ values: speed, statuses: groupedPassed }] });
  // @ts-expect-error the second line is wrong too
  writer.addDoubleOverTimeMetric("x", { lines: [{ values: speed }, { values: bare }] });
  // @ts-expect-error lines are needed
  writer.addDoubleOverTimeMetric("x", {});
  // @ts-expect-error a number says no time
  writer.addDoubleOverTimeMetric("x", { lines: [{ values: speed }], startTime: 1 });
  // @ts-expect-error x is needed
  writer.addLinePlotMetric("x", { lines: [{ y: bare }] });
  // @ts-expect-error x and y on different indexes
  writer.addLinePlotMetric("x", { lines: [{ x: bare, y: speed }] });
  // @ts-expect-error lines are indexed by timestamps, if at all
  writer.addLinePlotMetric("x", { lines: [{ x: bars, y: bars }] });
  // @ts-expect-error statuses on an index that y does not have
  writer.addLinePlotMetric("x", { lines: [{ x: bare, y: bare, statuses: passed }] });
  // @ts-expect-error bars are indexed by texts
  writer.addBarChartMetric("x", { bars: [{ values: speed }] });
  const elsewhere = statuses("elsewhere", ["PASSED"], { index: otherLabels });
  // @ts-expect-error statuses on other texts
  writer.addBarChartMetric("x", { bars: [{ values: bars, statuses: elsewhere }] });
  writer.addBatchwiseBarChartMetric("x", {
    // @ts-expect-error times on another index
    categories: [{ category: "a", values: counts, times: time }],
    projectID,
  });
  // @ts-expect-error the project is needed
  writer.addBatchwiseBarChartMetric("x", {
    categories: [{ category: "a", values: counts, times }],
  });
  writer.addBatchwiseBarChartMetric("x", {
    // @ts-expect-error values are indexed by UUIDs
    categories: [{ category: "a", values: speed, times }],
    projectID,
  });
  // @ts-expect-error states are texts
  writer.addStatesOverTimeMetric("x", { series: [{ states: speed }] });
  // @ts-expect-error states are indexed by timestamps
  writer.addStatesOverTimeMetric("x", { series: [{ states: labels }] });
  // @ts-expect-error buckets are needed
  writer.addHistogramMetric("x", { values: speed });
  // @ts-expect-error texts are no doubles
  writer.addHistogramMetric("x", { values: mode, buckets });
  // @ts-expect-error statuses on another index
  writer.addHistogramMetric("x", { values: speed, statuses: scanPassed, buckets });
  // @ts-expect-error a text selects nothing among timestamps
  writer.addDoubleSummaryMetric("x", { value: speed, index: "ramp" });
  // @ts-expect-error a timestamp selects nothing among texts
  writer.addDoubleSummaryMetric("x", { value: bars, index: 5n });
  // @ts-expect-error only a position selects where there is no index
  writer.addDoubleSummaryMetric("x", { value: bare, index: "a" });
}

/** Events, and what was read. */
export function rest(writer: MetricsWriter, read: UnpackedMetrics): void {
  // @ts-expect-error a timestamp is needed
  writer.addEvent("x", {});
  // @ts-expect-error no such type of timestamp
  writer.addEvent("x", { timestamp: 0n, timestampType: "LOCAL" });
  // @ts-expect-error metrics, not their names
  writer.addEvent("x", { timestamp: 0n, metrics: ["y"] });
  // @ts-expect-error no such type of metric
  read.metric("x", "BAR");
  // @ts-expect-error a scalar has no lines
  read.metric("x", "SCALAR")?.lines;
  // @ts-expect-error a status that was read may be one that nobody knows
  writer.addScalarMetric("x", { value: 1, status: read.metric("y")?.status ?? "PASSED" });
  // @ts-expect-error data is not a metric
  writer.addMetric(speed);
  // @ts-expect-error a metric is no data
  writer.addMetricsData(writer.addTextMetric("x", { text: "a" }));
  // @ts-expect-error events list metrics, not data
  writer.addEvent("x", { timestamp: 0n, metrics: [speed] });
  // @ts-expect-error data without a kind may be a file, without values
  read.data("x")?.values;
  // @ts-expect-error what was read is not added to
  read.metrics.push(writer.addTextMetric("x", { text: "a" }));
  // @ts-expect-error doubles are numbers
  read.data("x", "doubles")?.values[0]?.trim();
}
