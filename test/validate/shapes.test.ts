import { type Case, describeBroken, stranger } from "./broken.js";
import { type KitchenSink, madeID, refer, there } from "./kitchenSink.js";

/** Makes an index of one that has an index itself. */
function indexIndex(sink: KitchenSink, name: string, indexedType: number, by: string): void {
  const index = sink.data(name);
  const before = index.dataType;
  Object.assign(index, {
    dataType: indexedType,
    isIndexed: true,
    indexDataId: refer(sink.data(by)),
    indexDataType: sink.data(by).dataType,
  });
  const id = there(index.metricsDataId?.id).data;
  for (const data of sink.message.metricsData) {
    if (data.indexDataId?.id?.data !== id) continue;
    if (data.indexDataType === before) data.indexDataType = indexedType as never;
  }
}

/** The values of the double summary metric of this name. */
function summary(sink: KitchenSink, name: string) {
  const values = sink.metric(name).metricValues?.metricValues;
  if (values?.$case !== "doubleMetricValues") throw new Error("no double summary");
  return values.value;
}

const indexes: Case[] = [
  [
    "times that have an index",
    "accepted",
    (sink) => indexIndex(sink, "Tick", 7, "Right wheel error"),
  ],
  ["strings that have an index", "accepted", (sink) => indexIndex(sink, "Sensors", 9, "Zones")],
  ["IDs that have an index", "accepted", (sink) => indexIndex(sink, "Batches", 8, "Zones")],
  [
    "an element by time of values by ID",
    "D1/V3",
    (sink) => {
      const index = { $case: "timestampIndex", value: { seconds: 0, nanos: 0 } } as const;
      summary(sink, "Second pallet distance").index = index;
    },
  ],
  [
    "an element by ID of values by time",
    "D1/V3",
    (sink) => {
      summary(sink, "First clearance").index = { $case: "uuidIndex", value: { data: stranger } };
    },
  ],
  [
    "an element by ID of bare values",
    "D1/V2",
    (sink) => {
      summary(sink, "Top speeds").index = { $case: "uuidIndex", value: { data: stranger } };
    },
  ],
  [
    "an element by number of bare values",
    "accepted",
    (sink) => {
      summary(sink, "Top speeds").index = { $case: "seriesIndex", value: 0 };
    },
  ],
  [
    "no element of values by string",
    "accepted",
    (sink) => {
      summary(sink, "Ramp peak acceleration").index = undefined;
    },
  ],
  [
    "the ID of an index that is not in use",
    "accepted",
    (sink) => {
      sink.data("Battery 电池").indexDataId = madeID("x");
      sink.data("Battery 电池").indexDataType = 99 as never;
    },
  ],
];

const categories: Case[] = [
  [
    "listed in another order, and one twice",
    "accepted",
    (sink) => {
      sink.data("Top speed").categoryNames = ["ego", "cart", "ego"];
    },
  ],
  [
    "of statuses in another order",
    "accepted",
    (sink) => {
      const { cart, ego } = sink.categories("Top speed status");
      const value = { categoryToSeries: { ego: there(ego), cart: there(cart) } };
      sink.data("Top speed status").data = { $case: "seriesPerCategory", value };
    },
  ],
  [
    "of which one lacks its statuses",
    "D1/V4",
    (sink) => {
      delete sink.categories("Top speed status").ego;
      sink.data("Top speed status").categoryNames = ["cart"];
    },
  ],
  [
    "of which the statuses have one more",
    "D1/V4",
    (sink) => {
      const all = sink.categories("Top speed status");
      all.tram = there(all.ego);
      sink.data("Top speed status").categoryNames.push("tram");
    },
  ],
  [
    "of which the statuses have another one",
    "D1/V4",
    (sink) => {
      const all = sink.categories("Top speed status");
      all.tram = there(all.ego);
      delete all.ego;
      sink.data("Top speed status").categoryNames = ["cart", "tram"];
    },
  ],
  [
    "of which the last has more statuses than values",
    "D1/V4",
    (sink) => {
      const { ego } = sink.categories("Top speed status");
      if (ego?.series?.$case === "statuses") ego.series.value.series = [1, 1];
    },
  ],
  [
    "whose statuses have none",
    "D1/V4",
    (sink) => {
      sink.data("Top speed status").data = sink.data("PR status").data;
      sink.data("Top speed status").isPerCategory = false;
    },
  ],
  [
    "of a series without a kind on both sides",
    "A3 D1/V4",
    (sink) => {
      sink.categories("Top speed").ego = { series: undefined };
      sink.categories("Top speed status").ego = { series: undefined };
    },
  ],
];

const names: Case[] = [
  [
    "two event metrics of one name, in two events",
    "accepted",
    (sink) => {
      sink.metric("What happened").name = "Braking distance";
      sink.event(1).metrics.push(there(sink.event(0).metrics.pop()));
    },
  ],
  [
    "an event metric called as an ordinary metric",
    "accepted",
    (sink) => {
      sink.metric("What happened").name = "Path length";
    },
  ],
  [
    "two events of one id",
    "accepted",
    (sink) => {
      sink.event(1).eventId = sink.event(0).eventId;
    },
  ],
  [
    "an ordinary metric in an event",
    "accepted",
    (sink) => void sink.event(1).metrics.push(there(sink.metric("Path length").metricId)),
  ],
  [
    "numbers that the format does not know",
    "accepted",
    (sink) => {
      Object.assign(sink.metric("Route map"), { status: 99, importance: 99 });
      Object.assign(sink.event(0), { status: 99, importance: 99, timestampType: 99 });
      Object.assign(sink.event(1), { timestampType: 99 });
    },
  ],
  [
    "a data type that is not known, which means statuses",
    "accepted",
    (sink) => {
      const value = { series: Uint8Array.of(1) };
      Object.assign(sink.data("Battery 电池"), { dataType: 99 });
      sink.data("Battery 电池").data = {
        $case: "series",
        value: { series: { $case: "statuses", value } },
      };
    },
  ],
];

describeBroken("indexes", indexes);
describeBroken("categories", categories);
describeBroken("names and numbers", names);
