import { Origin } from "../data/origin.js";
import type {
  AnyData,
  ExternalFile,
  GroupedIndex,
  GroupedOf,
  Index,
  SeriesOf,
} from "../data/series.js";
import { InputError } from "../errors.js";
import type { Event } from "../event.js";
import {
  importanceWord,
  type MetricTypeWord,
  type SeriesKind,
  statusWord,
  timestampTypeWord,
} from "../facts.js";
import type {
  Event as EventMessage,
  Metric as MetricMessage,
  MetricsData as MetricsDataMessage,
} from "../generated/proto/resim/metrics/proto/metrics.js";
import { failToRead, MessageFind } from "../metrics/find.js";
import type { MetricFields } from "../metrics/metric.js";
import { definitionByMember, type Metric, type MetricOfType } from "../metrics/table.js";
import { DataReader } from "./readData.js";

/** The messages of one test or run, decoded. */
export interface PackedMetrics {
  metrics: readonly MetricMessage[];
  metricsData: readonly MetricsDataMessage[];
  /** Default: none. */
  events?: readonly EventMessage[] | undefined;
}

/** Metrics, metrics data and events as linked objects. */
export class UnpackedMetrics {
  readonly metrics: readonly Metric[];
  readonly metricsData: readonly AnyData[];
  readonly events: readonly Event[];
  /** All names. Several objects may share a name, for example a metric and metrics data. */
  readonly names: ReadonlySet<string>;

  constructor(metrics: readonly Metric[], data: readonly AnyData[], events: readonly Event[]) {
    this.metrics = metrics;
    this.metricsData = data;
    this.events = events;
    this.names = new Set([...metrics, ...data, ...events].map(({ name }) => name));
  }

  /**
   * The metric of this name. With a type (`"SCALAR"`), only a metric of that type, with its TypeScript type.
   * Undefined if there is none.
   *
   * @throws {@link InputError} if several event metrics share the name.
   */
  metric(name: string): Metric | undefined;
  metric<T extends MetricTypeWord>(name: string, type: T): MetricOfType<T> | undefined;
  metric(name: string, type?: MetricTypeWord): Metric | undefined {
    return only(
      "metrics",
      this.metrics.filter((one) => one.name === name && (type === undefined || one.type === type)),
    );
  }

  /**
   * The metrics data of this name. With a kind (`"doubles"`), only a plain series of that kind; with an index
   * kind (`"timestamps"`), only one with such an index. Both also give it its TypeScript type. Undefined if
   * there is none.
   */
  data(name: string): AnyData | undefined;
  data<K extends SeriesKind>(name: string, kind: K): SeriesOf<string, Index>[K] | undefined;
  data<K extends SeriesKind, J extends SeriesKind>(
    name: string,
    kind: K,
    index: J,
  ): SeriesOf<string, SeriesOf<string, Index>[J]>[K] | undefined;
  data(name: string, kind: "externalFile"): ExternalFile | undefined;
  data(name: string, kind?: AnyData["kind"], index?: SeriesKind): AnyData | undefined {
    const fits = (one: AnyData) => {
      if (kind !== undefined && one.kind !== kind) return false;
      if (kind === undefined || one.kind === "externalFile") return true;
      return !one.grouped && (index === undefined || one.index?.kind === index);
    };
    return only(
      "metrics data",
      this.metricsData.filter((one) => one.name === name && fits(one)),
    );
  }

  /** The grouped metrics data of this name and kind; undefined if there are none. */
  groupedData<K extends SeriesKind>(
    name: string,
    kind: K,
  ): GroupedOf<string, GroupedIndex>[K] | undefined {
    const found = this.metricsData.filter(
      (one) => one.name === name && one.kind === kind && one.grouped,
    );
    return only("metrics data", found) as GroupedOf<string, GroupedIndex>[K] | undefined;
  }

  /** The event of this name; undefined if there is none. */
  event(name: string): Event | undefined {
    return only(
      "events",
      this.events.filter((one) => one.name === name),
    );
  }
}

function only<T extends { name: string }>(what: string, found: readonly T[]): T | undefined {
  if (found.length > 1) {
    throw new InputError(`there are ${found.length} ${what} named "${found[0]?.name}"`, {
      hint: "Event metrics may share a name: filter `metrics`, or go through the events.",
    });
  }
  return found[0];
}

/**
 * Turns decoded messages into linked objects: metrics to their data, data to their index data, events to their
 * metrics. A {@link MetricsWriter} accepts these objects, and writing them again gives the same messages.
 *
 * Unknown status and importance numbers are read as `UNKNOWN_99`, for example.
 *
 * @throws {@link InputError} for invalid links: a reference to something missing or of another kind, index
 * data that refer back to themselves, or a duplicate identifier.
 */
export function unpackMetrics(packed: PackedMetrics): UnpackedMetrics {
  const reader = new DataReader(packed.metricsData);
  const data = reader.all();
  const metrics = packed.metrics.map((message) => readMetric(message, reader));
  const byID = new Map<string, Metric>();
  for (const metric of metrics) {
    if (byID.has(metric.id)) {
      throw new InputError(`metric "${metric.name}" has the same identifier as another metric`);
    }
    byID.set(metric.id, metric);
  }
  const events = (packed.events ?? []).map((message) => readEvent(message, byID));
  return new UnpackedMetrics(metrics, data, events);
}

function readMetric(message: MetricMessage, reader: DataReader): Metric {
  const values = message.metricValues?.metricValues;
  const definition = values === undefined ? undefined : definitionByMember(values.$case);
  if (values === undefined || definition === undefined) {
    return failToRead(message.name, "it has no values");
  }
  const find = new MessageFind(message.name, definition.type, values.value, (id) =>
    reader.find(id),
  );
  const fields: MetricFields = {
    id: message.metricId?.id?.data ?? "",
    name: message.name,
    description: message.description,
    status: statusWord(message.status),
    importance: importanceWord(message.importance),
    shouldDisplay: message.shouldDisplay,
    blocking: message.blocking,
    order: message.order,
    eventMetric: message.eventMetric,
    tags: message.tags.map(({ key, value }) => ({ key, value })),
  };
  const read = definition.read(values.value, fields, find);
  return { ...read, origin: new Origin(message, read) } as Metric;
}

function readEvent(message: EventMessage, metrics: ReadonlyMap<string, Metric>): Event {
  const read: Event = {
    id: message.eventId?.id?.data ?? "",
    name: message.name,
    description: message.description,
    timestamp: message.timestamp ?? { seconds: 0, nanos: 0 },
    timestampType: timestampTypeWord(message.timestampType),
    status: statusWord(message.status),
    importance: importanceWord(message.importance),
    tags: message.tags,
    metrics: message.metrics.map(({ id }) => {
      const metric = metrics.get(id?.data ?? "");
      if (metric !== undefined) return metric;
      throw new InputError(
        `event "${message.name}" cannot be read: it lists the metric ${id?.data ?? ""}, which does not exist`,
        { hint: "metrics-project check FILE lists everything that is wrong with a message." },
      );
    }),
  };
  return { ...read, origin: new Origin(message, read) };
}
