import { type Case, describeBroken } from "./broken.js";
import { refer } from "./kitchenSink.js";

/** Replaces the buckets of the histogram, and its bounds. */
function divide(
  buckets: { lower?: number; upper?: number }[],
  lowerBound?: number,
  upperBound?: number,
): Case[2] {
  return (sink) => {
    Object.assign(sink.values("histogramMetricValues"), { buckets, lowerBound, upperBound });
  };
}

const buckets: Case[] = [
  [
    "a gap",
    "H2",
    divide(
      [
        { lower: 0, upper: 1 },
        { lower: 1.5, upper: 2 },
      ],
      0,
      2,
    ),
  ],
  [
    "an overlap",
    "H2",
    divide(
      [
        { lower: 0, upper: 1 },
        { lower: 0.5, upper: 2 },
      ],
      0,
      2,
    ),
  ],
  ["an end before the upper bound", "H2", divide([{ lower: 0, upper: 1 }], 0, 2)],
  ["an end behind the upper bound", "H2", divide([{ lower: 0, upper: 3 }], 0, 2)],
  ["a negative width", "H2", divide([{ lower: 2, upper: 0 }], 2, 0)],
  ["a lower of NaN, as the bound", "H2", divide([{ lower: Number.NaN, upper: 1 }], Number.NaN, 1)],
  ["no lower and no lower bound, which are 0", "accepted", divide([{ upper: 1 }], undefined, 1)],
  ["no upper and no upper bound, which are 0", "accepted", divide([{ lower: -1 }], -1, undefined)],
  [
    "no lower bound, where 0 is not the first lower",
    "H2",
    divide([{ lower: 1, upper: 2 }], undefined, 2),
  ],
  [
    "no upper bound, where 0 is not the last upper",
    "H2",
    divide([{ lower: 1, upper: 2 }], 1, undefined),
  ],
  ["no numbers at all", "H2", divide([{}])],
  [
    "all numbers in one bucket",
    "accepted",
    divide(
      [{ lower: -Number.MAX_VALUE, upper: Number.POSITIVE_INFINITY }],
      -Number.MAX_VALUE,
      Number.POSITIVE_INFINITY,
    ),
  ],
];

const numbers: Case[] = [
  ...[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0].map(
    (value): Case => [
      `the scalar ${value}`,
      "accepted",
      (sink) => {
        sink.values("scalarMetricValues").value = value;
      },
    ],
  ),
  ...["#abcdef", "#ABCDEF", "#01234567"].map(
    (color): Case => [
      `the color ${color}`,
      "accepted",
      (sink) => {
        sink.values("batchwiseBarChartMetricValues").colors = [color];
      },
    ],
  ),
  [
    "a color of nine digits",
    "W2",
    (sink) => {
      sink.values("batchwiseBarChartMetricValues").colors = ["#123456789"];
    },
  ],
  [
    "no colors",
    "accepted",
    (sink) => {
      sink.values("batchwiseBarChartMetricValues").colors = [];
    },
  ],
  [
    "an event's last nanosecond",
    "accepted",
    (sink) => {
      sink.event(0).timestamp = { seconds: 0, nanos: 999_999_999 };
    },
  ],
  [
    "an event a nanosecond before",
    "E3",
    (sink) => {
      sink.event(0).timestamp = { seconds: 0, nanos: -1 };
    },
  ],
  [
    "an event without a timestamp, which is 0",
    "accepted",
    (sink) => {
      sink.event(0).timestamp = undefined;
    },
  ],
];

const lists: Case[] = [
  [
    "a line plot without lines",
    "accepted",
    (sink) => {
      Object.assign(sink.values("linePlotMetricValues"), {
        xDoublesDataId: [],
        yDoublesDataId: [],
        statusesDataId: [],
      });
    },
  ],
  [
    "a line plot by time",
    "accepted",
    (sink) => {
      Object.assign(sink.values("linePlotMetricValues"), {
        xDoublesDataId: [refer(sink.data("Left wheel error"))],
        yDoublesDataId: [refer(sink.data("Right wheel error"))],
        statusesDataId: [refer(sink.data("Left wheel status"))],
      });
    },
  ],
  [
    "a line plot by string",
    "L1/V3",
    (sink) => {
      Object.assign(sink.values("linePlotMetricValues"), {
        xDoublesDataId: [refer(sink.data("Latency p50"))],
        yDoublesDataId: [refer(sink.data("Latency p99"))],
        statusesDataId: [refer(sink.data("Latency status"))],
      });
    },
  ],
  [
    "a batchwise bar chart without a category's times",
    "W1",
    (sink) => void sink.values("batchwiseBarChartMetricValues").timesDataId.pop(),
  ],
  [
    "a batchwise bar chart without a category's status",
    "W1",
    (sink) => void sink.values("batchwiseBarChartMetricValues").statusesDataId.pop(),
  ],
  [
    "no states, of which none can be missing in the set",
    "accepted",
    (sink) => {
      Object.assign(sink.values("statesOverTimeMetricValues"), {
        statesOverTimeDataId: [],
        statusesOverTimeDataId: [],
        statesSet: [],
        failureStates: ["lost"],
      });
    },
  ],
  [
    "states that are doubles",
    "S1/V2 S2",
    (sink) => {
      Object.assign(sink.values("statesOverTimeMetricValues"), {
        statesOverTimeDataId: [refer(sink.data("Left wheel error"))],
        statusesOverTimeDataId: [refer(sink.data("Left wheel status"))],
      });
    },
  ],
  [
    "a histogram of strings' doubles",
    "accepted",
    (sink) => {
      Object.assign(sink.values("histogramMetricValues"), {
        valuesDataId: refer(sink.data("Latency p99")),
        statusesDataId: refer(sink.data("Latency status")),
      });
    },
  ],
  [
    "a histogram of statuses",
    "H1/V2",
    (sink) => {
      Object.assign(sink.values("histogramMetricValues"), {
        valuesDataId: refer(sink.data("PR status")),
        statusesDataId: refer(sink.data("PR status")),
      });
    },
  ],
];

describeBroken("buckets with", buckets);
describeBroken("numbers", numbers);
describeBroken("series of metrics", lists);
