import { type Case, describeBroken, stranger } from "./broken.js";
import { type KitchenSink, madeID, refer, there } from "./kitchenSink.js";

const pairs: Case[] = [
  [
    "an invalid value id",
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
      `W2: the color ${JSON.stringify(color)}`,
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

describeBroken("values and statuses", pairs);
describeBroken("metrics by type", byType);
