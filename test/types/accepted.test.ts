import {
  type AnySeries,
  type DoubleOverTimeLine,
  type Doubles,
  type DoublesOverTime,
  doubles,
  externalFile,
  type GroupedDoubles,
  type GroupedTimestamps,
  groupBy,
  grouped,
  MetricsWriter,
  mergeSeries,
  type ScalarMetric,
  type Statuses,
  type Strings,
  stateTimeline,
  statuses,
  statusesFrom,
  strings,
  type Timestamps,
  timestamps,
  type UnpackedMetrics,
  uuids,
  validateJobMetrics,
} from "@metrics-project/runtime";
import { describe, expect, expectTypeOf, it } from "vitest";

const time = timestamps("time", [0n, 1n]);
const labels = strings("labels", ["a", "b"]);
const speed = doubles("speed", [1, 2], { unit: "m/s", index: time });
const zones = strings("zones", ["in", "out"], { index: time });

describe("types of metrics data", () => {
  it("carry the kind, the name and the index", () => {
    expectTypeOf(time).toEqualTypeOf<Timestamps<"time", undefined>>();
    expectTypeOf(speed).toEqualTypeOf<Doubles<"speed", Timestamps<"time", undefined>>>();
    expectTypeOf(speed.values).toEqualTypeOf<Float64Array>();
    expectTypeOf(doubles("x", new Float64Array(1))).toEqualTypeOf<Doubles<"x", undefined>>();
  });

  it("follow through map, groupBy, statusesFrom and mergeSeries", () => {
    expectTypeOf(speed.map((value) => value * 2, { name: "double" })).toEqualTypeOf<
      Doubles<"double", Timestamps<"time", undefined>>
    >();
    const words = speed.map((value) => (value > 1 ? "fast" : "slow"), { to: "strings" });
    expectTypeOf(words).toEqualTypeOf<Strings<"speed-mapped", Timestamps<"time", undefined>>>();
    expectTypeOf(groupBy(speed, zones)).toEqualTypeOf<
      GroupedDoubles<
        "speed-grouped-by-zones",
        GroupedTimestamps<"time-grouped-by-zones", undefined>
      >
    >();
    expectTypeOf(statusesFrom(speed, { warn: { above: 1 } })).toEqualTypeOf<
      Statuses<string, Timestamps<"time", undefined>>
    >();
    expectTypeOf(mergeSeries("all", [speed, speed])).toEqualTypeOf<Doubles<"all", undefined>>();
  });

  it("are found again by name and kind", () => {
    const look = (read: UnpackedMetrics) => ({
      data: read.data("x", "doubles"),
      metric: read.metric("x", "SCALAR"),
      overTime: read.data("x", "doubles", "timestamps"),
    });
    expectTypeOf<ReturnType<typeof look>["overTime"]>().toEqualTypeOf<
      Doubles<string, Timestamps> | undefined
    >();
    expectTypeOf<ReturnType<typeof look>["data"]>().toEqualTypeOf<Doubles | undefined>();
    expectTypeOf<ReturnType<typeof look>["metric"]>().toEqualTypeOf<ScalarMetric | undefined>();
  });
});

describe("right uses", () => {
  it("compile, run, and are accepted by the platform", () => {
    const writer = new MetricsWriter();
    const passed = statuses("passed", ["PASSED", "RAW"], { index: time });
    const mode = strings("mode", ["A", "B"], { index: time });
    const bare = doubles("bare", [3, 4]);
    const bars = doubles("bars", [1, 2], { index: labels });
    const batches = uuids("batches", ["7a86f7a2-43c7-4b9a-bd87-a86557b6fb7e"]);
    const counts = doubles("counts", [1], { index: batches });
    const times = timestamps("batch times", [new Date(0)], { index: batches });
    const bySpeed = groupBy(speed, zones);
    const byPassed = groupBy(passed, zones);
    const top = grouped("top", "doubles", { arm: [1], base: [2, 3] });
    const image = externalFile("frame", "frames/a.png");

    const scalar = writer.addScalarMetric("scalar", { value: 1, eventMetric: true });
    expectTypeOf(scalar).toEqualTypeOf<ScalarMetric>();
    writer.addDoubleOverTimeMetric("over time", {
      lines: [
        { values: speed, statuses: passed },
        { values: bySpeed, statuses: byPassed, legend: "by zone" },
        { values: speed, failsAbove: 1 },
      ],
      startTime: 0n,
      endTime: { seconds: 1, nanos: 0 },
    });
    writer.addLinePlotMetric("lines", {
      lines: [
        { x: bare, y: bare },
        { x: speed, y: speed },
      ],
    });
    writer.addBarChartMetric("bars", { bars: [{ values: bars }] });
    writer.addBatchwiseBarChartMetric("batches", {
      categories: [{ category: "PASSED", values: counts, times, color: "#7CA0FB" }],
      projectID: "fc891b4a-6a50-4f4d-b4d6-6a3a47469a4d",
    });
    writer.addStatesOverTimeMetric("states", { series: [{ states: mode }] });
    writer.addHistogramMetric("histogram", { values: top, buckets: [{ lower: 0, upper: 4 }] });
    writer.addDoubleSummaryMetric("summary", { value: speed, index: 1n });
    writer.addDoubleSummaryMetric("summary of a bar", { value: bars, index: "b" });
    writer.addDoubleSummaryMetric("summary of a batch", {
      value: counts,
      index: "7a86f7a2-43c7-4b9a-bd87-a86557b6fb7e",
    });
    writer.addDoubleSummaryMetric("summary of a position", { value: bare, index: 1 });
    writer.addPlotlyMetric("figure", {
      figure: {
        data: [
          { type: "scatter", x: new Float64Array([1, 2]), y: [new Date(0), new Date(1)] },
          { type: "table", header: { values: [["a"], ["b"]] }, cells: { values: [[1], [2]] } },
        ],
        layout: { title: { text: "figure" } },
      },
    });
    writer.addPlotlyMetric("timeline", { figure: stateTimeline([mode]) });
    writer.addImageMetric("image", { image });
    writer.addImageListMetric("images", { images: [image] });
    writer.addTextMetric("text", { text: "# Text" });
    writer.addEvent("event", { timestamp: new Date(5), metrics: [scalar] });
    expect(validateJobMetrics(writer.write())).toEqual([]);
  });

  it("group by data without an index, with the same index, or by the index itself", () => {
    const groups = [
      groupBy(speed, strings("bare", ["a", "b"])),
      groupBy(doubles("bare", [1, 2]), zones),
      groupBy(speed, zones),
      groupBy(doubles("on zones", [1, 2], { index: zones }), zones),
      groupBy(labels, strings("on labels", ["x", "y"], { index: labels })),
    ];
    expect(groups.map(({ index }) => index?.name)).toEqual([
      "time-grouped-by-bare",
      undefined,
      "time-grouped-by-zones",
      "zones-grouped-by-zones",
      undefined,
    ]);
  });

  it("merge values with a kind that is only known at run time", () => {
    const all: AnySeries[] = [speed, doubles("more", [3], { unit: "m/s" })];
    expect(mergeSeries("all", all).values).toEqual(new Float64Array([1, 2, 3]));
  });

  it("compile with typed arrays wherever a figure has numbers", () => {
    const { values } = speed;
    const metric = new MetricsWriter().addPlotlyMetric("M", {
      figure: {
        data: [
          {
            type: "scatter",
            x: values,
            y: [new Date(0)],
            marker: { color: values, size: new Uint8Array([1, 2]) },
            error_y: { type: "data", array: values },
          },
        ],
      },
    });
    expect(metric.figure.data[0]).toMatchObject({ marker: { color: values } });
  });

  it("compile with combined lines", () => {
    const lines: DoubleOverTimeLine<DoublesOverTime>[] = [];
    lines.push({ values: speed, legend: "pushed" });
    const more = [1].map((at) => ({ values: doubles(`more ${at}`, [1, 2], { index: time }) }));
    const wanted = lines.length > 0;
    const metric = new MetricsWriter().addDoubleOverTimeMetric("M", {
      lines: [...lines, ...more, ...(wanted ? [{ values: speed, legend: "wanted" }] : [])],
    });
    expect(metric.lines.map(({ legend }) => legend)).toEqual(["pushed", "more 1", "wanted"]);
  });

  it("compile with names that are known only at run time", () => {
    const add = (writer: MetricsWriter, topics: readonly string[]) => {
      const clock = timestamps(topics.join(), [0n]);
      const lines = topics.map((topic) => ({
        values: doubles(topic, [1], { index: clock }),
        statuses: statuses(`${topic} status`, ["PASSED"], { index: clock }),
      }));
      writer.addDoubleOverTimeMetric("topics", { lines });
      const all = lines.map(({ values }) => groupBy(values, strings(`${values.name} by`, ["x"])));
      expect(all.map(({ name }) => name)).toEqual([
        "left-grouped-by-left by",
        "right-grouped-by-right by",
      ]);
    };
    const writer = new MetricsWriter();
    add(writer, ["left", "right"]);
    expect(validateJobMetrics(writer.write())).toEqual([]);
  });

  it("are checked at run time if the names do not determine the kind", () => {
    const clock = (name: string) => timestamps(name, [0n]);
    const values = doubles("values", [1], { index: clock("one") });
    const others = statuses("others", ["PASSED"], { index: clock("two") });
    expect(() =>
      new MetricsWriter().addDoubleOverTimeMetric("Speed", {
        lines: [{ values, statuses: others }],
      }),
    ).toThrow(
      'metric "Speed": its statuses "others" do not match the values of line 0 "values": they have the index "two" instead of the index "one"',
    );
  });
});
