import {
  assertValidJobMetrics,
  type Problem,
  ValidationError,
  validateJobMetrics,
} from "@metrics-project/runtime";
import { describe, expect, test } from "vitest";
import { stranger } from "./broken.js";
import { KitchenSink, madeID, refer, there } from "./kitchenSink.js";

/** The code, path and value of each problem, and what makes it one. */
type Case = [
  what: string,
  problems: [code: string, path: string, value: unknown][],
  change: (sink: KitchenSink) => void,
];

const collection = "job_level_metrics.metrics";
const idOf = (sink: KitchenSink, name: string) => there(sink.data(name).metricsDataId?.id).data;
const sound = new KitchenSink();

const cases: Case[] = [
  [
    "both statuses",
    [
      ["M2", "metrics_status", 0],
      ["M2", "job_level_metrics.metrics_status", 0],
    ],
    (sink) => {
      sink.message.metricsStatus = 0;
      sink.collection.metricsStatus = 0;
    },
  ],
  [
    "two pairs of data of one id",
    [
      ["M3", "metrics_data[42].metrics_data_id", idOf(sound, "Key frame 0")],
      ["M3", "metrics_data[44].metrics_data_id", idOf(sound, "Speeds (for batch)")],
    ],
    (sink) => {
      sink.data("Battery 电池").metricsDataId = refer(sink.data("Speeds (for batch)"));
      sink.data("Key frame 2").metricsDataId = refer(sink.data("Key frame 0"));
      sink.values("imageListMetricValues").imageDataIds.pop();
    },
  ],
  [
    "data and metrics without a valid id, or with one that is taken",
    [
      ["M3", "metrics_data[44].metrics_data_id", "x"],
      ["M4", `${collection}[13].metric_id`, there(sound.metric("Path length").metricId?.id).data],
      ["A1", "metrics_data[44].metrics_data_id", "x"],
    ],
    (sink) => {
      sink.data("Battery 电池").metricsDataId = madeID("x");
      sink.metric("Route map").metricId = sink.metric("Path length").metricId;
    },
  ],
  [
    "names",
    [
      ["M6", `${collection}[14].name`, "Route map"],
      ["M6", `${collection}[15].name`, "Route map"],
      ["M7", "metrics_data[17].name", "Recall"],
      ["M8", "events[1].name", "Emergency stop"],
    ],
    (sink) => {
      sink.metric("Operator notes").name = "Route map";
      sink.metric("Final camera frame").name = "Route map";
      sink.data("Precision").name = "Recall";
      sink.event(1).name = "Emergency stop";
    },
  ],
  [
    "two ways of counting time",
    [["M10", "events[1].timestamp_type", 1]],
    (sink) => {
      sink.event(1).timestampType = 1;
    },
  ],
  [
    "what every metric has",
    [
      ["M4", `${collection}[13].metric_id`, "x"],
      ["T1", `${collection}[13].metric_id`, "x"],
      ["T1", `${collection}[13].name`, ""],
      ["T1", `${collection}[13].type`, 0],
      ["T1", `${collection}[13].status`, 0],
      ["T1", `${collection}[13].importance`, 0],
      ["M9", `${collection}[13].job_id`, stranger],
      ["T3", `${collection}[13].tags[1].key`, ""],
      ["T3", `${collection}[13].tags[1].value`, ""],
    ],
    (sink) => {
      Object.assign(sink.metric("Route map"), {
        metricId: madeID("x"),
        name: "",
        type: 0,
        status: 0,
        importance: 0,
        parentId: { $case: "jobId", value: madeID(stranger) },
        tags: [
          { key: "a", value: "b" },
          { key: "", value: "" },
        ],
      });
    },
  ],
  [
    "a metric of no job",
    [
      ["T2", `${collection}[13].job_id`, undefined],
      ["M9", `${collection}[13].job_id`, undefined],
    ],
    (sink) => {
      sink.metric("Route map").parentId = undefined;
    },
  ],
  [
    "values of another type",
    [["T4", `${collection}[13].metric_values`, "plotlyMetricValues"]],
    (sink) => {
      sink.metric("Route map").type = 11;
    },
  ],
  [
    "no values",
    [["T4", `${collection}[13].metric_values`, undefined]],
    (sink) => {
      sink.metric("Route map").metricValues = undefined;
    },
  ],
  [
    "references to data",
    [
      ["D1/V1", `${collection}[1].metric_values.double_metric_values.value_data_id`, undefined],
      ["D1/V1", `${collection}[1].metric_values.double_metric_values.status_data_id`, stranger],
    ],
    (sink) => {
      sink.values("doubleMetricValues").valueDataId = undefined;
      sink.values("doubleMetricValues").statusDataId = madeID(stranger);
    },
  ],
  [
    "a reference in a list",
    [
      [
        "O1/V1",
        `${collection}[6].metric_values.double_over_time_metric_values.statuses_over_time_data_id[1]`,
        "x",
      ],
    ],
    (sink) => {
      sink.values("doubleOverTimeMetricValues").statusesOverTimeDataId[1] = madeID("x");
    },
  ],
  [
    "values of another type and index than their statuses",
    [
      [
        "B1/V2",
        `${collection}[8].metric_values.bar_chart_metric_values.values_data_id[0]`,
        idOf(sound, "Recall"),
      ],
      [
        "B1/V3",
        `${collection}[8].metric_values.bar_chart_metric_values.statuses_data_id[0]`,
        idOf(sound, "Latency status"),
      ],
      [
        "B1/V4",
        `${collection}[8].metric_values.bar_chart_metric_values.statuses_data_id[0]`,
        idOf(sound, "Latency status"),
      ],
    ],
    (sink) => {
      sink.values("barChartMetricValues").valuesDataId[0] = refer(sink.data("Recall"));
    },
  ],
  [
    "another index than the values'",
    [
      [
        "B1/V3",
        `${collection}[8].metric_values.bar_chart_metric_values.statuses_data_id[0]`,
        idOf(sound, "Peak lateral acceleration status"),
      ],
    ],
    (sink) => {
      const other = refer(sink.data("Peak lateral acceleration status"));
      sink.values("barChartMetricValues").statusesDataId[0] = other;
    },
  ],
  [
    "a reference that two others refer along with, once",
    [["L1/V1", `${collection}[7].metric_values.line_plot_metric_values.statuses_data_id[0]`, "x"]],
    (sink) => {
      sink.values("linePlotMetricValues").statusesDataId[0] = madeID("x");
    },
  ],
  [
    "lists of different lengths",
    [
      ["L1", `${collection}[7].metric_values.line_plot_metric_values.y_doubles_data_id`, 0],
      ["L1", `${collection}[7].metric_values.line_plot_metric_values.statuses_data_id`, 2],
    ],
    (sink) => {
      const values = sink.values("linePlotMetricValues");
      values.yDoublesDataId = [];
      values.statusesDataId.push(there(values.statusesDataId[0]));
    },
  ],
  [
    "an image that is not a file",
    [
      [
        "I2",
        `${collection}[16].metric_values.image_list_metric_values.image_data_ids[1]`,
        idOf(sound, "Recall"),
      ],
    ],
    (sink) => {
      sink.values("imageListMetricValues").imageDataIds[1] = refer(sink.data("Recall"));
    },
  ],
  [
    "data of another form than they say",
    [
      ["A4", "metrics_data[42]", "externalFile"],
      ["A3", "metrics_data[43]", "series"],
      ["A4", "metrics_data[44]", undefined],
      ["A5/V4", "metrics_data[45].index_data_id", idOf(sound, "bare clock")],
      ["A4", "metrics_data[46].series", undefined],
    ],
    (sink) => {
      sink.values("imageListMetricValues").imageDataIds.pop();
      sink.data("Key frame 2").dataType = 1;
      sink.data("Speeds (for batch)").isPerCategory = true;
      sink.data("Battery 电池").data = undefined;
      sink.data("bare clock").data = { $case: "series", value: { series: undefined } };
    },
  ],
  [
    "files",
    [
      ["A2", "metrics_data[40].external_file", undefined],
      ["A2", "metrics_data[41].external_file.path", ""],
    ],
    (sink) => {
      sink.data("Key frame 0").data = sink.data("Recall").data;
      sink.data("Key frame 1").data = { $case: "externalFile", value: { path: "" } };
    },
  ],
  [
    "categories",
    [
      ["A3", 'metrics_data[9].series_per_category.category_to_series["cart"]', "strings"],
      ["A3", "metrics_data[9].category_names", ["ego"]],
    ],
    (sink) => {
      const { cart } = sink.categories("Top speed");
      there(cart).series = { $case: "strings", value: { series: ["fast"] } };
      sink.data("Top speed").categoryNames = ["ego"];
    },
  ],
  [
    "indexes",
    [
      ["A5", "metrics_data[44].index_data_id", undefined],
      ["A5", "metrics_data[45].index_data_type", 3],
    ],
    (sink) => {
      Object.assign(sink.data("Battery 电池"), { isIndexed: true, dataType: 6 });
      sink.data("indexed by bare clock").indexDataType = 3;
    },
  ],
  [
    "what every event has",
    [
      ["M5", "events[1].event_id", "x"],
      ["E1", "events[1].event_id", "x"],
      ["E1", "events[1].name", ""],
      ["E1", "events[1].status", 0],
      ["E1", "events[1].importance", 0],
      ["E3", "events[1].timestamp.seconds", -1],
      ["E3", "events[1].timestamp.nanos", 1_000_000_000],
    ],
    (sink) => {
      Object.assign(sink.event(1), {
        eventId: madeID("x"),
        name: "",
        status: 0,
        importance: 0,
        timestamp: { seconds: -1, nanos: 1_000_000_000 },
      });
    },
  ],
  [
    "the metrics of an event",
    [
      ["E2", "events[0].metrics[2]", stranger],
      ["E2", "events[0].metrics[3]", "x"],
      ["E2", "events[0].metrics[4]", there(sound.metric("Braking distance").metricId?.id).data],
    ],
    (sink) => {
      const { metrics } = sink.event(0);
      metrics.push(madeID(stranger), madeID("x"), there(metrics[0]));
    },
  ],
];

describe("each problem has the path and the value that break the rule", () => {
  test.each(cases)("%s", (_, problems, change) => {
    const sink = new KitchenSink();
    change(sink);
    const found = validateJobMetrics(sink.message);
    expect(found.map(({ code, path, value }) => [code, path, value])).toEqual(problems);
  });
});

describe("assertValidJobMetrics", () => {
  test("accepts a valid message", () => {
    assertValidJobMetrics(new KitchenSink().message);
  });

  const broken = (count: number) => {
    const sink = new KitchenSink();
    const bad = { key: "", value: "x" };
    sink.metric("Route map").tags = Array.from({ length: count }, () => bad);
    return sink.message;
  };
  const line = (at: number) =>
    `\n  T3: ${collection}[13].tags[${at}].key (metric "Route map") is ""; expected a key that is not empty. ` +
    "Give the tag a key and a value, or leave it out.";

  test.each([
    [1, "1 problem", 1, ""],
    [2, "2 problems", 2, ""],
    [20, "20 problems", 20, ""],
    [21, "21 problems", 20, "\n  … and 1 more"],
  ])("throws one error for %i problems, which tells the first ones", (count, told, lines, rest) => {
    const message = broken(count);
    let error: unknown;
    try {
      assertValidJobMetrics(message);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ValidationError);
    const { problems, message: text } = error as ValidationError;
    const listed = Array.from({ length: lines }, (_, at) => line(at)).join("");
    expect(text).toBe(`the platform would refuse these metrics: ${told}${listed}${rest}`);
    expect(problems).toEqual<readonly Problem[]>(validateJobMetrics(message));
  });
});
