import { warnJobMetrics } from "@metrics-project/runtime";
import { describe, expect, test } from "vitest";
import { stranger } from "./broken.js";
import { KitchenSink, refer } from "./kitchenSink.js";
import { collection, describeWarned, type WarnedCase, warned } from "./warned.js";

type Summary = ReturnType<typeof summary>;

/** The values of a double summary metric. */
function summary(sink: KitchenSink, name: string) {
  const values = sink.metric(name).metricValues?.metricValues;
  if (values?.$case !== "doubleMetricValues") throw new Error("no double summary");
  return values.value;
}

/** Selects an element of a double summary metric. */
function select(name: string, index: Summary["index"]): (sink: KitchenSink) => void {
  return (sink) => {
    summary(sink, name).index = index;
  };
}

/** Sets the range of the metric over time. */
function range(start: [number, number], end: [number, number]): (sink: KitchenSink) => void {
  return (sink) => {
    const values = sink.values("doubleOverTimeMetricValues");
    values.startTime = { seconds: start[0], nanos: start[1] };
    values.endTime = { seconds: end[0], nanos: end[1] };
  };
}

/** Replaces the first times of the index of the wheel errors. */
function ticks(...times: [number, number][]): (sink: KitchenSink) => void {
  return (sink) => {
    const { series } = sink.series("Tick", "timestamps");
    for (const [at, [seconds, nanos]] of times.entries()) series[at] = { seconds, nanos };
  };
}

/** Makes `data` an indexed series of the type of its elements. */
function indexBy(sink: KitchenSink, name: string, indexedType: number, index: string): void {
  const data = sink.data(name);
  data.isIndexed = true;
  data.dataType = indexedType;
  data.indexDataId = refer(sink.data(index));
}

const selections: WarnedCase[] = [
  ["the last element", [], select("First clearance", { $case: "seriesIndex", value: 2 })],
  [
    "an index of as much as there are elements",
    [`N3 ${collection}[3].metric_values.double_metric_values.series_index`],
    select("First clearance", { $case: "seriesIndex", value: 3 }),
  ],
  [
    "the last element of the longest category",
    [],
    (sink) => {
      lengthenCart(sink);
      summary(sink, "Top speeds").index = { $case: "seriesIndex", value: 1 };
    },
  ],
  [
    "an index beyond the longest category",
    [`N3 ${collection}[5].metric_values.double_metric_values.series_index`],
    (sink) => {
      lengthenCart(sink);
      summary(sink, "Top speeds").index = { $case: "seriesIndex", value: 2 };
    },
  ],
  [
    "another string of the index",
    [],
    select("Ramp peak acceleration", { $case: "stringIndex", value: "dock" }),
  ],
  [
    "a string that the index lacks",
    [`N3 ${collection}[1].metric_values.double_metric_values.string_index`],
    select("Ramp peak acceleration", { $case: "stringIndex", value: "nowhere" }),
  ],
  [
    "another time of the index",
    [],
    select("Clearance at one second", {
      $case: "timestampIndex",
      value: { seconds: 0, nanos: 500_000_000 },
    }),
  ],
  [
    "a time that the index lacks by a nanosecond",
    [`N3 ${collection}[2].metric_values.double_metric_values.timestamp_index`],
    select("Clearance at one second", { $case: "timestampIndex", value: { seconds: 1, nanos: 1 } }),
  ],
  [
    "a time that the index lacks by a second",
    [`N3 ${collection}[2].metric_values.double_metric_values.timestamp_index`],
    select("Clearance at one second", { $case: "timestampIndex", value: { seconds: 2, nanos: 0 } }),
  ],
  [
    "an ID that the index lacks",
    [`N3 ${collection}[4].metric_values.double_metric_values.uuid_index`],
    select("Second pallet distance", { $case: "uuidIndex", value: { data: stranger } }),
  ],
  [
    "an ID that is not one",
    [
      `N5 ${collection}[4].metric_values.double_metric_values.uuid_index`,
      `N3 ${collection}[4].metric_values.double_metric_values.uuid_index`,
    ],
    select("Second pallet distance", { $case: "uuidIndex", value: { data: "x" } }),
  ],
];

test.each<[said: string, metric: string, index: Summary["index"]]>([
  ['is "nowhere"', "Ramp peak acceleration", { $case: "stringIndex", value: "nowhere" }],
  [`is "${stranger}"`, "Second pallet distance", { $case: "uuidIndex", value: { data: stranger } }],
  [
    "is 2 s and 5 ns",
    "Clearance at one second",
    { $case: "timestampIndex", value: { seconds: 2, nanos: 5 } },
  ],
  ["is 3", "First clearance", { $case: "seriesIndex", value: 3 }],
])("a selected element that is not there is told: %s", (said, metric, index) => {
  const sink = new KitchenSink();
  select(metric, index)(sink);
  const messages = warnJobMetrics(sink.message).map(({ message }) => message);
  expect(messages).toEqual([expect.stringContaining(` (metric "${metric}") ${said}; expected `)]);
});

function lengthenCart(sink: KitchenSink): void {
  const { cart: speeds } = sink.categories("Top speed");
  const { cart: statuses } = sink.categories("Top speed status");
  if (speeds?.series?.$case === "doubles") speeds.series.value.series = [0.5, 0.25];
  if (statuses?.series?.$case === "statuses") statuses.series.value.series = [1, 1];
}

const elements: WarnedCase[] = [
  [
    "elements without a status, of which the first is reported",
    ["N5 metrics_data[18].series.statuses.series[1]"],
    (sink) => {
      sink.series("PR status", "statuses").series = [1, 0, 0, 1];
    },
  ],
  [
    "the first element without a status",
    ["N5 metrics_data[18].series.statuses.series[0]"],
    (sink) => {
      sink.series("PR status", "statuses").series[0] = 0;
    },
  ],
  [
    "elements that are not IDs, of which the first is reported",
    ["N5 metrics_data[25].series.uuids.series[1]"],
    (sink) => {
      sink.series("Batches", "uuids").series[1] = { data: "batch 7" };
      sink.series("Batches", "uuids").series[2] = { data: "batch 8" };
    },
  ],
  [
    "a first element that is not an ID",
    ["N5 metrics_data[25].series.uuids.series[0]"],
    (sink) => {
      sink.series("Batches", "uuids").series[0] = { data: "" };
    },
  ],
  [
    "one NaN of ten elements",
    ["N9 metrics_data[44].series.doubles.series"],
    (sink) => {
      sink.series("Battery 电池", "doubles").series = [...Array<number>(9).fill(1), Number.NaN];
    },
  ],
  [
    "one NaN of eleven elements",
    [],
    (sink) => {
      sink.series("Battery 电池", "doubles").series = [...Array<number>(10).fill(1), Number.NaN];
    },
  ],
];

const indexes: WarnedCase[] = [
  [
    "data that index themselves",
    ["N6 metrics_data[45].index_data_id"],
    (sink) => {
      const data = sink.data("indexed by bare clock");
      data.indexDataId = refer(data);
      data.indexDataType = 6;
    },
  ],
  [
    "two that index each other, of which the first is reported",
    ["N6 metrics_data[45].index_data_id"],
    indexEachOther,
  ],
  [
    "data that lead to two that index each other",
    ["N6 metrics_data[44].index_data_id"],
    (sink) => {
      indexEachOther(sink);
      sink.series("Battery 电池", "doubles").series = [1, 2];
      indexBy(sink, "Battery 电池", 6, "indexed by bare clock");
      sink.data("Battery 电池").indexDataType = 6;
    },
  ],
  [
    "a type that says indexed, and no index",
    ["N7 metrics_data[45].is_indexed"],
    (sink) => {
      sink.data("indexed by bare clock").isIndexed = false;
    },
  ],
  [
    "an index, and a type that does not say so",
    ["N7 metrics_data[43].is_indexed"],
    (sink) => {
      indexBy(sink, "Speeds (for batch)", 1, "Recall");
      sink.data("Speeds (for batch)").indexDataType = 1;
    },
  ],
];

function indexEachOther(sink: KitchenSink): void {
  indexBy(sink, "bare clock", 7, "indexed by bare clock");
  sink.data("bare clock").indexDataType = 6;
  sink.data("indexed by bare clock").indexDataType = 7;
}

const startTime = `N8 ${collection}[6].metric_values.double_over_time_metric_values.start_time`;

const times: WarnedCase[] = [
  ["go back by seconds", ["N8 metrics_data[12].series.timestamps.series[1]"], ticks([1e9, 0])],
  [
    "go back by nanoseconds",
    ["N8 metrics_data[12].series.timestamps.series[1]"],
    ticks([0, 2], [0, 1]),
  ],
  [
    "go back by a second, and forth by nanoseconds",
    ["N8 metrics_data[12].series.timestamps.series[2]"],
    ticks([0, 0], [1, 0], [0, 1]),
  ],
  ["go on by a second, and back by nanoseconds", [], ticks([-1, 5], [0, 0])],
  ["stand still", [], ticks([0, 0], [0, 0])],
  [
    "go back where they index nothing",
    [],
    (sink) => {
      sink.series("passed times", "timestamps").series[0] = { seconds: 2e9, nanos: 0 };
    },
  ],
  [
    "go back where data that have no index name them as one",
    [],
    (sink) => {
      sink.series("passed times", "timestamps").series[0] = { seconds: 2e9, nanos: 0 };
      sink.data("Battery 电池").indexDataId = refer(sink.data("passed times"));
    },
  ],
  [
    "go back in a category",
    ['N8 metrics_data[35].series_per_category.category_to_series["arm"].timestamps.series[1]'],
    (sink) => {
      const { arm } = sink.categories("Grouped clock");
      if (arm?.series?.$case !== "timestamps") throw new Error("no times");
      arm.series.value.series[0] = { seconds: 1, nanos: 1 };
    },
  ],
  ["start with their end", [], range([5, 0], [5, 0])],
  ["start a nanosecond before their end", [], range([5, 0], [5, 1])],
  ["start a second before their end", [], range([4, 9], [5, 0])],
  ["start a nanosecond after their end", [startTime], range([5, 1], [5, 0])],
  ["start a second after their end", [startTime], range([6, 0], [5, 9])],
  [
    "start, and have no end",
    [],
    (sink) => {
      sink.values("doubleOverTimeMetricValues").startTime = { seconds: 9, nanos: 0 };
      sink.values("doubleOverTimeMetricValues").endTime = undefined;
    },
  ],
  [
    "end, and have no start",
    [],
    (sink) => {
      sink.values("doubleOverTimeMetricValues").startTime = undefined;
      sink.values("doubleOverTimeMetricValues").endTime = { seconds: -9, nanos: 0 };
    },
  ],
];

describeWarned("selected elements", selections);
describeWarned("elements", elements);
describeWarned("indexes", indexes);
describeWarned("times that", times);

describe("the share of NaN from which a series is reported", () => {
  const reported = ["N9 metrics_data[44].series.doubles.series"];

  test.each<[share: number, elements: number[], findings: string[]]>([
    [0.5, [1, Number.NaN], reported],
    [0.5, [1, 2, Number.NaN], []],
    [0, [1, 2, 3], []],
    [0, [1, 2, Number.NaN], reported],
    [1, [1, Number.NaN, Number.NaN], []],
    [1, [Number.NaN, Number.NaN], reported],
  ])("%d, of %j: %j", (share, elements, findings) => {
    const sink = new KitchenSink();
    sink.series("Battery 电池", "doubles").series = elements;
    expect(warned(sink, share)).toEqual(findings);
  });

  test("is told in percent", () => {
    const sink = new KitchenSink();
    sink.series("Battery 电池", "doubles").series = [1, Number.NaN, Number.NaN];
    expect(warnJobMetrics(sink.message, { nanShare: 0.125 }).map(({ message }) => message)).toEqual(
      [
        'N9: metrics_data[44].series.doubles.series (metrics data "Battery 电池") is NaN in 2 of 3 elements; ' +
          "expected numbers in more than 87.5 % of them. " +
          "Find out why values are missing: a status of such a series only judges the remaining ones.",
      ],
    );
  });
});
