import {
  importanceWord,
  type JobMetrics,
  metricTypeWord,
  statusWord,
  timestampTypeWord,
} from "@metrics-project/runtime";
import {
  type Event,
  type Metric,
  type MetricsData,
  MetricsDataType,
  type Series,
} from "@metrics-project/runtime/messages";
import { withPlainArrays } from "./plainArrays.js";
import { statusDataNames } from "./statusDataNames.js";
import { Times, type Value } from "./Value.js";

/** One part of a message: its readable name, and all its properties. */
export interface Part {
  /** `metric "Top speed"`. */
  readonly label: string;
  readonly fields: Readonly<Record<string, Value>>;
}

/** A message by the names of its parts. A repeated name gets a number. */
export interface Described {
  readonly message: Part;
  readonly metrics: ReadonlyMap<string, Part>;
  readonly data: ReadonlyMap<string, Part>;
  readonly events: ReadonlyMap<string, Part>;
}

/** The content of a message, with names instead of IDs, which differ in every run. */
export function describeMessage(message: JobMetrics): Described {
  const metrics = message.jobLevelMetrics?.metrics ?? [];
  const statusNames = statusDataNames(message);
  const nameOf = ({ metricsDataId, name }: MetricsData) =>
    statusNames.get(metricsDataId?.id?.data ?? "") ?? name;
  const dataNames = namesByID(
    message.metricsData.map((data) => [data.metricsDataId?.id?.data, nameOf(data)]),
  );
  const metricNames = namesByID(metrics.map(({ metricId, name }) => [metricId?.id?.data, name]));
  const eventsOf = new Map<string, string[]>();
  for (const event of message.events) {
    for (const { id } of event.metrics) {
      const names = eventsOf.get(id?.data ?? "");
      if (names === undefined) eventsOf.set(id?.data ?? "", [event.name]);
      else names.push(event.name);
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
        ? `${metric.name} (${ownersOf(eventsOf.get(metric.metricId?.id?.data ?? ""))})`
        : metric.name,
      fields: metricFields(metric, dataNames),
    })),
    data: byName(message.metricsData, "metrics data", (data) => ({
      name: nameOf(data),
      fields: dataFields(data, dataNames),
    })),
    events: byName([...message.events].sort(byTime), "event", (event) => ({
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

/** Maximum number of events in a metric's name; beyond that, only their number is given. */
const ownersTold = 3;

function ownersOf(events: readonly string[] = ["no event"]): string {
  const more = events.length - ownersTold;
  return [...events.slice(0, ownersTold), ...(more > 0 ? [`${more} more`] : [])].join(", ");
}

/** Events with the same name are paired in the order of their times, not of the file. */
function byTime({ timestamp: a }: Event, { timestamp: b }: Event): number {
  const seconds = Number(a?.seconds ?? 0) - Number(b?.seconds ?? 0);
  return seconds === 0 ? (a?.nanos ?? 0) - (b?.nanos ?? 0) : seconds;
}

function byName<T>(
  items: readonly T[],
  word: string,
  describe: (item: T) => { name: string; fields: Record<string, Value> },
): Map<string, Part> {
  const parts = new Map<string, Part>();
  // Continues counting: thousands may share a name.
  const counts = new Map<string, number>();
  for (const item of items) {
    const { name, fields } = describe(item);
    let key = name;
    let n = counts.get(name) ?? 1;
    while (parts.has(key)) {
      n += 1;
      key = `${name} #${n}`;
    }
    counts.set(name, n);
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
    // By default, the platform displays it.
    display: metric.shouldDisplay ?? true,
    blocking: metric.blocking ?? false,
    "event metric": metric.eventMetric ?? false,
    order: metric.order,
    tags: metric.tags.map(({ key, value }) => `${key}: ${value}`).sort(),
    ...(held?.$case === "plotlyMetricValues"
      ? { figure: withPlainArrays(held.value.json) }
      : valueFields(withoutIDs(held?.value, names))),
  };
}

/** Lists without a meaningful order: the platform's SDK uses sets. */
const sets = new Set(["statesSet", "failureStates"]);

/** The fields of a metric's values, except those that equal the default. */
function valueFields(values: Value): Record<string, Value> {
  const entries = Object.entries((values ?? {}) as Record<string, Value>).flatMap(
    ([field, value]): [string, Value][] => {
      if (value === "" || value === false) return [];
      if (sets.has(field)) return [[field, [...new Set(value as string[])].sort()]];
      return [[field, value]];
    },
  );
  return Object.fromEntries(entries);
}

/** Generated objects as plain values: IDs of data become names, timestamps and UUIDs become strings. */
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
    if (key === "_unknownFields" || item === undefined) return [];
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
    indexed: data.isIndexed,
    "kind of data": MetricsDataType[data.dataType] ?? data.dataType,
    "kind of index": MetricsDataType[data.indexDataType ?? 0] ?? data.indexDataType,
    // Pages and charts show groups in this order.
    groups: [...new Set(data.categoryNames)],
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

/** Includes the kind in the field's name, so that a series of another kind is another field. */
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
