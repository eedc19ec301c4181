import { validateJobMetrics } from "@metrics-project/runtime";
import { describe, expect, test } from "vitest";
import { KitchenSink, madeID, refer, there } from "./kitchenSink.js";

const stranger = "3f2b8c1e-5d4a-4c7b-9e0f-1a2b3c4d5e6f";

/** What breaks a rule, and the codes that are found: the rule's own, then its consequences. */
type Case = [what: string, codes: string, change: (sink: KitchenSink) => void];

const message: Case[] = [
  [
    "a job id that is none",
    "M1 M9",
    ({ message }) => {
      message.jobId = madeID("job 7");
    },
  ],
  [
    "no overall status",
    "M2",
    ({ message }) => {
      message.metricsStatus = 0;
    },
  ],
  [
    "no status of the collection",
    "M2",
    ({ collection }) => {
      collection.metricsStatus = 0;
    },
  ],
  [
    "no collection at all, which the event's metrics were in",
    "E2 M2",
    ({ message }) => {
      message.jobLevelMetrics = undefined;
    },
  ],
  [
    "two metrics data of one id",
    "M3",
    (sink) => {
      sink.data("Battery 电池").metricsDataId = refer(sink.data("Speeds (for batch)"));
    },
  ],
  [
    "metrics data without an id",
    "A1 M3",
    (sink) => {
      sink.data("Battery 电池").metricsDataId = undefined;
    },
  ],
  [
    "two metrics of one id",
    "M4",
    (sink) => {
      sink.metric("Route map").metricId = sink.metric("Path length").metricId;
    },
  ],
  [
    "a metric's id that is none",
    "M4 T1",
    (sink) => {
      sink.metric("Route map").metricId = madeID("x");
    },
  ],
  [
    "an event's id that is none",
    "E1 M5",
    (sink) => {
      sink.event(0).eventId = madeID("x");
    },
  ],
  [
    "two metrics of one name",
    "M6",
    (sink) => {
      sink.metric("Route map").name = "Path length";
    },
  ],
  [
    "two metrics data of one name",
    "M7",
    (sink) => {
      sink.data("Recall").name = "Precision";
    },
  ],
  [
    "two events of one name",
    "M8",
    (sink) => {
      sink.event(0).name = "Docked";
    },
  ],
  [
    "a metric of another job",
    "M9",
    (sink) => {
      sink.metric("Route map").parentId = { $case: "jobId", value: madeID(stranger) };
    },
  ],
  [
    "two ways of counting time",
    "M10",
    (sink) => {
      sink.event(1).timestampType = 1;
    },
  ],
];

const metrics: Case[] = [
  [
    "no name",
    "T1",
    (sink) => {
      sink.metric("Route map").name = "";
    },
  ],
  [
    "no type",
    "T1",
    (sink) => {
      sink.metric("Route map").type = 0;
    },
  ],
  [
    "no status",
    "T1",
    (sink) => {
      sink.metric("Route map").status = 0;
    },
  ],
  [
    "no importance",
    "T1",
    (sink) => {
      sink.metric("Route map").importance = 0;
    },
  ],
  [
    "no job id",
    "M9 T2",
    (sink) => {
      sink.metric("Route map").parentId = undefined;
    },
  ],
  ["no key", "T3", (sink) => void sink.metric("Route map").tags.push({ key: "", value: "x" })],
  ["no value", "T3", (sink) => void sink.metric("Route map").tags.push({ key: "x", value: "" })],
  [
    "no values",
    "T4",
    (sink) => {
      sink.metric("Route map").metricValues = undefined;
    },
  ],
  [
    "no member of the values",
    "T4",
    (sink) => {
      sink.metric("Route map").metricValues = { metricValues: undefined };
    },
  ],
  [
    "values of another type",
    "T4",
    (sink) => {
      sink.metric("Route map").type = 11;
    },
  ],
  [
    "a type that is not known",
    "T4",
    (sink) => {
      sink.metric("Final camera frame").type = 99 as never;
    },
  ],
];

const pairs: Case[] = [
  [
    "a value id that is none",
    "D1/V1",
    (sink) => {
      sink.values("doubleMetricValues").valueDataId = madeID("x");
    },
  ],
  [
    "a status id that names nothing",
    "D1/V1",
    (sink) => {
      sink.values("doubleMetricValues").statusDataId = madeID(stranger);
    },
  ],
  [
    "another spelling of an id",
    "D1/V1",
    (sink) => {
      const id = there(sink.values("doubleMetricValues").statusDataId?.id);
      id.data = id.data.toUpperCase();
    },
  ],
  [
    "statuses without an index beside values with one",
    "D1/V3",
    (sink) => {
      sink.data("Clearance status").dataType = 5;
      sink.metric("First clearance").metricValues = undefined;
      sink.collection.metrics = sink.collection.metrics.filter(({ name }) =>
        ["Clearance at one second"].includes(name),
      );
      sink.message.events = [];
    },
  ],
  [
    "statuses of another index",
    "H1/V3",
    (sink) => {
      const { valuesDataId, statusesDataId } = replaceHistogram(sink, "Clearance");
      sink.values("histogramMetricValues").valuesDataId = valuesDataId;
      sink.values("histogramMetricValues").statusesDataId = statusesDataId;
      sink.data("Clearance status").indexDataId = refer(sink.data("Clearance"));
      sink.data("Clearance status").indexDataType = 6;
      sink.collection.metrics = sink.collection.metrics.filter(
        ({ name }) => name === "Stopping distance",
      );
      sink.message.events = [];
    },
  ],
  [
    "fewer statuses than values",
    "H1/V4",
    (sink) => {
      sink.series("Stop distances status", "statuses").series = [1];
    },
  ],
];

/** References of a histogram over indexed values instead of bare ones. */
function replaceHistogram(sink: KitchenSink, name: string) {
  return {
    valuesDataId: refer(sink.data(name)),
    statusesDataId: refer(sink.data(`${name} status`)),
  };
}

const byType: Case[] = [
  [
    "D1: a timestamp that selects from values by string",
    "D1/V3",
    (sink) => {
      sink.values("doubleMetricValues").index = {
        $case: "timestampIndex",
        value: { seconds: 1, nanos: 0 },
      };
    },
  ],
  [
    "D1: a string that selects from bare values",
    "D1/V2",
    (sink) => {
      const metric = there(sink.metric("Top speeds").metricValues?.metricValues);
      if (metric.$case !== "doubleMetricValues") throw new Error("no double summary");
      metric.value.index = { $case: "stringIndex", value: "x" };
    },
  ],
  [
    "O1: a status too few",
    "O1",
    (sink) => void sink.values("doubleOverTimeMetricValues").statusesOverTimeDataId.pop(),
  ],
  [
    "O1: a failure definition too many",
    "O1",
    (sink) => void sink.values("doubleOverTimeMetricValues").failureDefinition.push({}),
  ],
  [
    "O1: bare doubles and statuses",
    "O1/V2",
    (sink) => {
      const values = sink.values("doubleOverTimeMetricValues");
      values.doublesOverTimeDataId[0] = refer(sink.data("Stop distances"));
      values.statusesOverTimeDataId[0] = refer(sink.data("Stop distances status"));
    },
  ],
  [
    "O1: doubles by string",
    "O1/V3",
    (sink) => {
      const values = sink.values("doubleOverTimeMetricValues");
      values.doublesOverTimeDataId[0] = refer(sink.data("Latency p99"));
      values.statusesOverTimeDataId[0] = refer(sink.data("Latency status"));
    },
  ],
  [
    "L1: a y too few",
    "L1",
    (sink) => void sink.values("linePlotMetricValues").yDoublesDataId.pop(),
  ],
  [
    "L1: an x of strings",
    "L1/V2 L1/V4",
    (sink) => {
      sink.values("linePlotMetricValues").xDoublesDataId[0] = refer(sink.data("Sensors"));
    },
  ],
  [
    "B1: a status too few",
    "B1",
    (sink) => void sink.values("barChartMetricValues").statusesDataId.pop(),
  ],
  [
    "B1: bars by time",
    "B1/V3",
    (sink) => {
      const values = sink.values("barChartMetricValues");
      values.valuesDataId[0] = refer(sink.data("Clearance"));
      values.statusesDataId[0] = refer(sink.data("Clearance status"));
    },
  ],
  [
    "W1: a category too many",
    "W1",
    (sink) => void sink.values("batchwiseBarChartMetricValues").categories.push("x"),
  ],
  ...["red", "#12345", "#1234567", "#12345g", "#123456\n", "123456", " #123456"].map(
    (color): Case => [
      `W2: the colour ${JSON.stringify(color)}`,
      "W2",
      (sink) => {
        sink.values("batchwiseBarChartMetricValues").colors = [color];
      },
    ],
  ),
  [
    "W3: no project",
    "W3",
    (sink) => {
      sink.values("batchwiseBarChartMetricValues").projectId = undefined;
    },
  ],
  [
    "W4: values that are times",
    "W4/V2",
    (sink) => {
      const values = sink.values("batchwiseBarChartMetricValues");
      values.valuesDataId[0] = there(values.timesDataId[0]);
    },
  ],
  [
    "W5: times that are values",
    "W5/V2",
    (sink) => {
      const values = sink.values("batchwiseBarChartMetricValues");
      values.timesDataId[0] = there(values.valuesDataId[0]);
    },
  ],
  [
    "S1: a status too few",
    "S1",
    (sink) => {
      sink.values("statesOverTimeMetricValues").statusesOverTimeDataId = [];
    },
  ],
  [
    "S2: a state that the set lacks",
    "S2",
    (sink) => {
      const values = sink.values("statesOverTimeMetricValues");
      const [state] = sink.series("Mission phase", "strings").series;
      values.statesSet = values.statesSet.filter((one) => one !== state);
      values.failureStates = [];
    },
  ],
  [
    "S2: a state in a category that the set lacks",
    "S2",
    (sink) => {
      const [series] = Object.values(sink.categories("Subsystem mode"));
      if (series?.series?.$case === "strings") series.series.value.series[0] = "asleep";
    },
  ],
  [
    "S3: a failure state that the set lacks",
    "S3",
    (sink) => void sink.values("statesOverTimeMetricValues").failureStates.push("lost"),
  ],
  [
    "H2: no buckets",
    "H2",
    (sink) => {
      sink.values("histogramMetricValues").buckets = [];
    },
  ],
  [
    "H2: a lower bound that is not the first bucket's",
    "H2",
    (sink) => {
      sink.values("histogramMetricValues").lowerBound = -100;
    },
  ],
  [
    "H2: an upper bound of NaN",
    "H2",
    (sink) => {
      sink.values("histogramMetricValues").upperBound = Number.NaN;
    },
  ],
  [
    "H2: a bucket without a width",
    "H2",
    (sink) => {
      sink.values("histogramMetricValues").buckets = [{ lower: 1, upper: 1 }];
      sink.values("histogramMetricValues").lowerBound = 1;
      sink.values("histogramMetricValues").upperBound = 1;
    },
  ],
  [
    "C1: no value",
    "C1",
    (sink) => {
      sink.values("scalarMetricValues").value = undefined;
    },
  ],
  [
    "C1: NaN",
    "C1",
    (sink) => {
      sink.values("scalarMetricValues").value = Number.NaN;
    },
  ],
  [
    "P1: no figure",
    "P1",
    (sink) => {
      sink.values("plotlyMetricValues").json = undefined;
    },
  ],
  [
    "X1: no text",
    "X1",
    (sink) => {
      sink.values("textMetricValues").text = "";
    },
  ],
  [
    "I1: no image",
    "I1",
    (sink) => {
      sink.values("imageMetricValues").imageDataId = undefined;
    },
  ],
  [
    "I1: an image that is a series",
    "I1",
    (sink) => {
      sink.values("imageMetricValues").imageDataId = refer(sink.data("Recall"));
    },
  ],
  [
    "I2: no images",
    "I2",
    (sink) => {
      sink.values("imageListMetricValues").imageDataIds = [];
    },
  ],
  [
    "I2: an image that names nothing",
    "I2",
    (sink) => void sink.values("imageListMetricValues").imageDataIds.push(madeID(stranger)),
  ],
];

const data: Case[] = [
  [
    "no data type",
    "A1",
    (sink) => {
      sink.data("Battery 电池").dataType = 0;
    },
  ],
  [
    "a file without a path",
    "A2",
    (sink) => {
      sink.data("Key frame 1").data = { $case: "externalFile", value: { path: "" } };
    },
  ],
  [
    "a file that is a series",
    "A2",
    (sink) => {
      sink.data("Key frame 1").data = sink.data("Recall").data;
    },
  ],
  [
    "no category names",
    "A3",
    (sink) => {
      sink.data("Top speed").categoryNames = [];
    },
  ],
  [
    "a category name without a series",
    "A3",
    (sink) => void sink.data("Top speed").categoryNames.push("ghost"),
  ],
  ["a category without a name", "A3", (sink) => void sink.data("Top speed").categoryNames.pop()],
  [
    "an empty category, which its statuses do not have",
    "A3 D1/V4",
    (sink) => {
      const categories = sink.categories("Top speed");
      const [name] = Object.keys(categories);
      categories[there(name)] = { series: { $case: "doubles", value: { series: [] } } };
    },
  ],
  [
    "a plain series that says it is per category",
    "A3",
    (sink) => {
      sink.data("Battery 电池").isPerCategory = true;
    },
  ],
  [
    "a series of another kind",
    "A4",
    (sink) => {
      sink.data("Battery 电池").dataType = 4;
    },
  ],
  [
    "doubles under a data type that is not known, which means statuses",
    "A4",
    (sink) => {
      sink.data("Battery 电池").dataType = 99 as never;
    },
  ],
  [
    "an empty series",
    "A4",
    (sink) => {
      sink.series("Battery 电池", "doubles").series = [];
    },
  ],
  [
    "no data",
    "A4",
    (sink) => {
      sink.data("Battery 电池").data = undefined;
    },
  ],
  [
    "no index",
    "A5",
    (sink) => {
      sink.data("indexed by bare clock").indexDataId = undefined;
    },
  ],
  [
    "an index of another type than said",
    "A5",
    (sink) => {
      sink.data("indexed by bare clock").indexDataType = 4;
    },
  ],
  [
    "an index of another length",
    "A5/V4",
    (sink) => void sink.series("bare clock", "timestamps").series.pop(),
  ],
  [
    "a file indexed by a file",
    "A5/V4",
    (sink) => {
      const file = sink.data("Key frame 0");
      file.isIndexed = true;
      file.indexDataId = refer(sink.data("Key frame 1"));
      file.indexDataType = 11;
    },
  ],
];

const events: Case[] = [
  [
    "no name",
    "E1",
    (sink) => {
      sink.event(0).name = "";
    },
  ],
  [
    "no status",
    "E1",
    (sink) => {
      sink.event(0).status = 0;
    },
  ],
  [
    "no importance",
    "E1",
    (sink) => {
      sink.event(0).importance = 0;
    },
  ],
  ["a metric that is not there", "E2", (sink) => void sink.event(0).metrics.push(madeID(stranger))],
  [
    "a metric listed twice",
    "E2",
    (sink) => void sink.event(0).metrics.push(there(sink.event(0).metrics[0])),
  ],
  [
    "two metrics of one name",
    "E2",
    (sink) => {
      sink.metric("What happened").name = "Braking distance";
    },
  ],
  [
    "no way of counting time",
    "E3 M10",
    (sink) => {
      sink.event(1).timestampType = 0;
    },
  ],
  [
    "seconds below zero",
    "E3",
    (sink) => {
      sink.event(0).timestamp = { seconds: -1, nanos: 0 };
    },
  ],
  [
    "a second of nanoseconds",
    "E3",
    (sink) => {
      sink.event(0).timestamp = { seconds: 1, nanos: 1e9 };
    },
  ],
];

describe.each([
  ["message", message],
  ["metrics", metrics],
  ["values and statuses", pairs],
  ["metrics by type", byType],
  ["metrics data", data],
  ["events", events],
])("a valid message with one rule broken: %s", (_, cases) => {
  test.each(cases)("%s: %s", (_what, codes, change) => {
    const sink = new KitchenSink();
    expect(validateJobMetrics(sink.message)).toEqual([]);
    change(sink);
    const problems = validateJobMetrics(sink.message);
    expect([...new Set(problems.map(({ code }) => code))].sort().join(" ")).toBe(codes);
    for (const { path, expected, remedy, message } of problems) {
      expect(message).toContain(path);
      expect(message).toContain(expected);
      expect(remedy).toMatch(/^[A-Z].*\.$/);
    }
  });
});
