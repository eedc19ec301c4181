import {
  importanceWord,
  type JobMetrics,
  metricTypeWord,
  statusWord,
  timestampTypeWord,
} from "@metrics-project/runtime";

type Metric = NonNullable<JobMetrics["jobLevelMetrics"]>["metrics"][number];
type MetricsData = JobMetrics["metricsData"][number];
type Event = JobMetrics["events"][number];
type Series = Extract<NonNullable<MetricsData["data"]>, { $case: "series" }>["value"];

/** A value without IDs. Numbers, lists and objects are compared part by part, the rest exactly. */
export type Value =
  | string
  | number
  | boolean
  | null
  | undefined
  | Times
  | ArrayLike<number>
  | readonly Value[]
  | { readonly [key: string]: Value };

/** Points in time in nanoseconds. */
export class Times {
  readonly nanoseconds: readonly bigint[];

  constructor(nanoseconds: readonly bigint[]) {
    this.nanoseconds = nanoseconds;
  }
}

/** One thing of a message: what a person calls it, and everything that it says. */
export interface Part {
  /** `metric "Top speed"`. */
  readonly label: string;
  readonly fields: Readonly<Record<string, Value>>;
}

/** A message by the names of its parts. A name that occurs again gets a number. */
export interface Described {
  readonly message: Part;
  readonly metrics: ReadonlyMap<string, Part>;
  readonly data: ReadonlyMap<string, Part>;
  readonly events: ReadonlyMap<string, Part>;
}

/** Everything that a message says, with names in the place of the IDs that differ in every run. */
export function describeMessage(message: JobMetrics): Described {
  const metrics = message.jobLevelMetrics?.metrics ?? [];
  const dataNames = namesByID(
    message.metricsData.map(({ metricsDataId, name }) => [metricsDataId?.id?.data, name]),
  );
  const metricNames = namesByID(metrics.map(({ metricId, name }) => [metricId?.id?.data, name]));
  const eventsOf = new Map<string, string[]>();
  for (const event of message.events) {
    for (const { id } of event.metrics) {
      const names = eventsOf.get(id?.data ?? "") ?? [];
      eventsOf.set(id?.data ?? "", [...names, event.name]);
    }
  }
  return {
    message: {
      label: "message",
      fields: {
        status: statusWord(message.metricsStatus),
        "status of the metrics": statusWord(message.jobLevelMetrics?.metricsStatus ?? 0),
      },
    },
    metrics: byName(metrics, "metric", (metric) => ({
      // Event metrics may share a name: they belong to their events.
      name: metric.eventMetric
        ? `${metric.name} (${(eventsOf.get(metric.metricId?.id?.data ?? "") ?? ["no event"]).join(", ")})`
        : metric.name,
      fields: metricFields(metric, dataNames),
    })),
    data: byName(message.metricsData, "metrics data", (data) => ({
      name: data.name,
      fields: dataFields(data, dataNames),
    })),
    events: byName(message.events, "event", (event) => ({
      name: event.name,
      fields: eventFields(event, metricNames),
    })),
  };
}

function namesByID(
  pairs: readonly (readonly [id: string | undefined, name: string])[],
): Map<string, string> {
  return new Map(pairs.flatMap(([id, name]) => (id === undefined ? [] : [[id, name] as const])));
}

function byName<T>(
  items: readonly T[],
  word: string,
  describe: (item: T) => { name: string; fields: Record<string, Value> },
): Map<string, Part> {
  const parts = new Map<string, Part>();
  for (const item of items) {
    const { name, fields } = describe(item);
    let key = name;
    for (let n = 2; parts.has(key); n += 1) key = `${name} #${n}`;
    parts.set(key, { label: `${word} "${key}"`, fields });
  }
  return parts;
}

function metricFields(metric: Metric, names: ReadonlyMap<string, string>): Record<string, Value> {
  const held = metric.metricValues?.metricValues;
  return {
    kind: metricTypeWord(metric.type),
    status: statusWord(metric.status),
    importance: importanceWord(metric.importance),
    description: metric.description,
    display: metric.shouldDisplay,
    blocking: metric.blocking ?? false,
    "event metric": metric.eventMetric ?? false,
    order: metric.order,
    tags: metric.tags.map(({ key, value }) => `${key}: ${value}`).sort(),
    ...(held?.$case === "plotlyMetricValues"
      ? { figure: held.value.json as Value }
      : (withoutIDs(held?.value, names) as Record<string, Value> | undefined)),
  };
}

/** Generated objects as plain values: IDs of data become names, timestamps and UUIDs themselves. */
function withoutIDs(value: unknown, names: ReadonlyMap<string, string>): Value {
  if (Array.isArray(value)) return value.map((item: unknown) => withoutIDs(item, names));
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value as Value;
  const { id, data, seconds, nanos } = value as Record<string, unknown>;
  if (seconds !== undefined && typeof nanos === "number") {
    return new Times([toNanoseconds({ seconds: seconds as number, nanos })]);
  }
  if (typeof data === "string") return data;
  if (typeof id === "object" && id !== null && "data" in id) {
    const name = names.get(String(id.data));
    return name === undefined ? "data that is not in the message" : `data "${name}"`;
  }
  const entries = Object.entries(value).flatMap(([key, item]): [string, Value][] => {
    if (key === "_unknownFields") return [];
    if (isUnion(item)) return [[item.$case, withoutIDs(item.value, names)]];
    return [[key, withoutIDs(item, names)]];
  });
  return Object.fromEntries(entries);
}

function isUnion(value: unknown): value is { $case: string; value: unknown } {
  return typeof value === "object" && value !== null && "$case" in value;
}

function dataFields(data: MetricsData, names: ReadonlyMap<string, string>): Record<string, Value> {
  const held = data.data;
  const index = data.indexDataId?.id?.data;
  return {
    unit: data.unit,
    index: index === undefined ? undefined : (names.get(index) ?? "not in the message"),
    groups: [...new Set(data.categoryNames)].sort(),
    ...(held?.$case === "externalFile" ? { file: held.value.path } : {}),
    ...(held?.$case === "series" ? seriesFields("values", held.value) : {}),
    ...(held?.$case === "seriesPerCategory"
      ? Object.assign(
          {},
          ...Object.entries(held.value.categoryToSeries).map(([name, series]) =>
            seriesFields(`values of "${name}"`, series),
          ),
        )
      : {}),
  };
}

/** The kind is part of the field's name, so that a series of another kind is another field. */
function seriesFields(name: string, { series }: Series): Record<string, Value> {
  switch (series?.$case) {
    case "doubles":
      return { [`${name} (doubles)`]: series.value.series };
    case "timestamps":
      return {
        [`${name} (timestamps)`]: new Times(Array.from(series.value.series, toNanoseconds)),
      };
    case "uuids":
      return { [`${name} (UUIDs)`]: series.value.series.map(({ data }) => data) };
    case "strings":
      return { [`${name} (strings)`]: series.value.series };
    case "statuses":
      return { [`${name} (statuses)`]: Array.from(series.value.series, statusWord) };
    default:
      return { [name]: "nothing" };
  }
}

function eventFields(event: Event, names: ReadonlyMap<string, string>): Record<string, Value> {
  return {
    status: statusWord(event.status),
    importance: importanceWord(event.importance),
    description: event.description,
    time: event.timestamp && new Times([toNanoseconds(event.timestamp)]),
    "kind of time": timestampTypeWord(event.timestampType),
    tags: [...event.tags].sort(),
    metrics: event.metrics
      .map(({ id }) => names.get(id?.data ?? "") ?? "not in the message")
      .sort(),
  };
}

function toNanoseconds(time: { seconds: number | bigint; nanos: number }): bigint {
  return BigInt(time.seconds) * 1_000_000_000n + BigInt(time.nanos);
}
