import { type Case, describeBroken, stranger } from "./broken.js";
import { madeID, refer, there } from "./kitchenSink.js";

const message: Case[] = [
  [
    "an invalid job id",
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
    "an invalid metric's id",
    "M4 T1",
    (sink) => {
      sink.metric("Route map").metricId = madeID("x");
    },
  ],
  [
    "an invalid event's id",
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
  [
    "no categories at all",
    "A3",
    (sink) => {
      for (const name of ["Top speed", "Top speed status"]) {
        sink.data(name).categoryNames = [];
        sink.data(name).data = { $case: "seriesPerCategory", value: { categoryToSeries: {} } };
      }
    },
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
    "a metric whose id is none, as the event says it",
    "E2 M4 T1",
    (sink) => {
      const id = madeID("x");
      sink.metric("Braking distance").metricId = id;
      sink.event(0).metrics[0] = id;
    },
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

describeBroken("message", message);
describeBroken("metrics", metrics);
describeBroken("metrics data", data);
describeBroken("events", events);
