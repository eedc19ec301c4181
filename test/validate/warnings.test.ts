import { validateJobMetrics, warnJobMetrics } from "@metrics-project/runtime";
import { expect, test } from "vitest";
import { stranger } from "./broken.js";
import { KitchenSink, madeID, refer, there } from "./kitchenSink.js";
import { collection, describeWarned, type WarnedCase } from "./warned.js";

const names: WarnedCase[] = [
  [
    "a metric called as its data",
    ["N1 metrics_data[16].name"],
    (sink) => {
      sink.metric("Path length").name = "Recall";
    },
  ],
  [
    "an event metric called as an ordinary metric",
    [`N1 ${collection}[18].name`],
    (sink) => {
      sink.metric("What happened").name = "Path length";
    },
  ],
  [
    "an event called as a metric",
    ["N1 events[0].name"],
    (sink) => {
      sink.event(0).name = "Path length";
    },
  ],
  [
    "an event called as data",
    ["N1 events[1].name"],
    (sink) => {
      sink.event(1).name = "Recall";
    },
  ],
  [
    "two event metrics of one name",
    [`N1 ${collection}[18].name`],
    (sink) => {
      sink.metric("What happened").name = "Braking distance";
      sink.event(0).metrics.pop();
      sink.event(1).metrics.push(there(sink.collection.metrics[18]?.metricId));
    },
  ],
];

const numbers: WarnedCase[] = [
  [
    "of the overall status",
    ["N2 metrics_status"],
    (sink) => {
      sink.message.metricsStatus = 6 as never;
    },
  ],
  [
    "of the status of the collection",
    ["N2 job_level_metrics.metrics_status"],
    (sink) => {
      sink.collection.metricsStatus = -1 as never;
    },
  ],
  [
    "of a metric's status",
    [`N2 ${collection}[0].status`],
    (sink) => {
      sink.metric("Path length").status = 99 as never;
    },
  ],
  [
    "of a metric's importance",
    [`N2 ${collection}[0].importance`],
    (sink) => {
      sink.metric("Path length").importance = 6 as never;
    },
  ],
  [
    "of an event's status",
    ["N2 events[1].status"],
    (sink) => {
      sink.event(1).status = 6 as never;
    },
  ],
  [
    "of an event's importance",
    ["N2 events[1].importance"],
    (sink) => {
      sink.event(1).importance = 6 as never;
    },
  ],
  [
    "of the events' timestamp type",
    ["N2 events[0].timestamp_type", "N2 events[1].timestamp_type"],
    (sink) => {
      sink.event(0).timestampType = 3 as never;
      sink.event(1).timestampType = 3 as never;
    },
  ],
  [
    "of a data type, which then means statuses",
    ["N2 metrics_data[44].data_type"],
    (sink) => {
      const battery = sink.data("Battery 电池");
      battery.dataType = 12 as never;
      battery.data = {
        $case: "series",
        value: { series: { $case: "statuses", value: { series: [1] } } },
      };
    },
  ],
  [
    "of the type of an index that data do not have",
    ["N2 metrics_data[44].index_data_type"],
    (sink) => {
      sink.data("Battery 电池").indexDataType = 12 as never;
    },
  ],
  [
    "of a status among others",
    ["N2 metrics_data[18].series.statuses.series[1]"],
    (sink) => {
      sink.series("PR status", "statuses").series = [5, 6, 1, 7] as never;
    },
  ],
  [
    "of a negative status among others",
    ["N2 metrics_data[18].series.statuses.series[3]"],
    (sink) => {
      sink.series("PR status", "statuses").series = [1, 1, 1, -1] as never;
    },
  ],
  [
    "of a status in a category",
    ['N2 metrics_data[10].series_per_category.category_to_series["ego"].statuses.series[0]'],
    (sink) => {
      const { ego } = sink.categories("Top speed status");
      if (ego?.series?.$case === "statuses") ego.series.value.series = [6] as never;
    },
  ],
];

const legends: WarnedCase[] = [
  [
    "of a line plot without names",
    [`N3 ${collection}[7].metric_values.line_plot_metric_values.legend_series_names`],
    (sink) => {
      sink.values("linePlotMetricValues").legendSeriesNames = [];
    },
  ],
  [
    "of a bar chart with a name too few",
    [`N3 ${collection}[8].metric_values.bar_chart_metric_values.legend_series_names`],
    (sink) => void sink.values("barChartMetricValues").legendSeriesNames.pop(),
  ],
  [
    "of doubles over time with a name too few",
    [`N3 ${collection}[6].metric_values.double_over_time_metric_values.legend_series_names`],
    (sink) => void sink.values("doubleOverTimeMetricValues").legendSeriesNames.pop(),
  ],
  [
    "of states over time without names",
    [`N3 ${collection}[10].metric_values.states_over_time_metric_values.legend_series_names`],
    (sink) => {
      sink.values("statesOverTimeMetricValues").legendSeriesNames = [];
    },
  ],
  [
    "with a name too many",
    [],
    (sink) => void sink.values("barChartMetricValues").legendSeriesNames.push("x"),
  ],
];

const events: WarnedCase[] = [
  [
    "an event metric that no event lists",
    [`N4 ${collection}[18].event_metric`],
    (sink) => {
      sink.event(0).metrics.pop();
    },
  ],
  [
    "an event metric that two events list",
    [],
    (sink) => void sink.event(1).metrics.push(there(sink.event(0).metrics[0])),
  ],
  [
    "an ordinary metric that an event lists",
    ["N4 events[1].metrics[0]"],
    (sink) => {
      sink.event(1).metrics.push(there(sink.metric("Path length").metricId));
    },
  ],
];

test("a good message gives no warnings", () => {
  expect(warnJobMetrics(new KitchenSink().message)).toEqual([]);
});

test.each<[what: string, change: (sink: KitchenSink) => void]>([
  [
    "an event's metric that is missing",
    (sink) => void sink.event(1).metrics.push(madeID(stranger)),
  ],
  [
    "a metric without values",
    (sink) => {
      sink.metric("Route map").metricValues = undefined;
    },
  ],
  [
    "a selection from data that are missing",
    (sink) => {
      sink.values("doubleMetricValues").valueDataId = madeID(stranger);
    },
  ],
  [
    "a selection by an index that is missing",
    (sink) => {
      sink.data("Peak lateral acceleration").indexDataId = madeID(stranger);
    },
  ],
  [
    "a file with an index",
    (sink) => {
      sink.data("Key frame 0").isIndexed = true;
      sink.data("Key frame 0").indexDataId = refer(sink.data("Recall"));
    },
  ],
])("what the platform refuses gives no warnings: %s", (_, change) => {
  const sink = new KitchenSink();
  change(sink);
  expect(validateJobMetrics(sink.message)).not.toEqual([]);
  expect(warnJobMetrics(sink.message)).toEqual([]);
});

describeWarned("shared names", names);
describeWarned("numbers that the format does not know", numbers);
describeWarned("legends", legends);
describeWarned("event metrics", events);
