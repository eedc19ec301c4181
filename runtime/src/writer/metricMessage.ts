import { Origin } from "../data/origin.js";
import { describeReductions } from "../data/reductions.js";
import type { AnyData } from "../data/series.js";
import type { Event } from "../event.js";
import { importanceNumber, statusNumber, timestampTypeNumber } from "../facts.js";
import type {
  Event as EventMessage,
  MetricId,
  Metric as MetricMessage,
  MetricValues,
} from "../generated/proto/resim/metrics/proto/metrics.js";
import type { AnyDefinition } from "../metrics/definition.js";
import type { MetricFields } from "../metrics/metric.js";
import type { Metric } from "../metrics/table.js";

/** The message fields of metric properties. Properties that are not listed here are part of the values. */
const metricProperties: Readonly<
  Record<Exclude<keyof MetricFields, "origin">, keyof MetricMessage>
> = {
  id: "metricId",
  name: "name",
  description: "description",
  status: "status",
  importance: "importance",
  shouldDisplay: "shouldDisplay",
  blocking: "blocking",
  order: "order",
  eventMetric: "eventMetric",
  tags: "tags",
};

const eventProperties: Readonly<Record<Exclude<keyof Event, "origin">, keyof EventMessage>> = {
  id: "eventId",
  name: "name",
  description: "description",
  timestamp: "timestamp",
  timestampType: "timestampType",
  status: "status",
  importance: "importance",
  tags: "tags",
  metrics: "metrics",
};

/** One metric as a message of the run `jobID`. */
export function metricMessage(
  metric: Metric,
  definition: AnyDefinition,
  jobID: string,
  position: number,
): MetricMessage {
  const { origin } = metric;
  if (!(origin instanceof Origin)) return freshMessage(metric, definition, jobID, position);
  const { message } = origin;
  const job = message.parentId?.value;
  const kept: MetricMessage = {
    ...message,
    parentId: { $case: "jobId", value: { ...job, id: { ...job?.id, data: jobID } } },
  };
  const changed = origin.changedIn(metric);
  if (changed.length === 0) return kept;
  const fresh = freshMessage(metric, definition, jobID, position);
  const fields = new Set(
    changed.map((key) => metricProperties[key as keyof typeof metricProperties] ?? "metricValues"),
  );
  const metricValues = mergedValues(message.metricValues, fresh.metricValues);
  return { ...kept, ...only({ ...fresh, metricValues }, fields), type: fresh.type };
}

/** Puts new fields over those that were read: unknown fields are kept. */
function mergedValues(
  read: MetricValues | undefined,
  fresh: MetricValues | undefined,
): MetricValues | undefined {
  const before = read?.metricValues;
  const after = fresh?.metricValues;
  if (before === undefined || before.$case !== after?.$case)
    return { ...read, ...fresh } as MetricValues;
  const value = { ...before.value, ...after.value };
  return { ...read, metricValues: { ...after, value } as MetricValues["metricValues"] };
}

function freshMessage(
  metric: Metric,
  definition: AnyDefinition,
  jobID: string,
  position: number,
): MetricMessage {
  return {
    metricId: { id: { data: metric.id } },
    name: metric.name,
    type: definition.type.number,
    description: describeReductions(metric.description, definition.data(metric)),
    status: statusNumber(metric.status),
    shouldDisplay: metric.shouldDisplay,
    metricValues: {
      metricValues: {
        $case: definition.type.member,
        value: definition.write(metric, idOf),
      } as MetricValues["metricValues"],
    },
    blocking: metric.blocking,
    importance: importanceNumber(metric.importance),
    parentId: { $case: "jobId", value: { id: { data: jobID } } },
    order: metric.order ?? position,
    eventMetric: metric.eventMetric,
    tags: metric.tags.map(({ key, value }) => ({ key, value })),
  };
}

/** One event as a message. */
export function eventMessage(event: Event): EventMessage {
  const { origin } = event;
  if (!(origin instanceof Origin)) return freshEventMessage(event);
  const changed = origin.changedIn(event);
  if (changed.length === 0) return origin.message;
  const fields = new Set(
    changed.flatMap((key) => eventProperties[key as keyof typeof eventProperties] ?? []),
  );
  return { ...origin.message, ...only(freshEventMessage(event), fields) };
}

function freshEventMessage(event: Event): EventMessage {
  return {
    eventId: { id: { data: event.id } },
    name: event.name,
    description: event.description,
    tags: [...event.tags],
    metrics: event.metrics.map(idOfMetric),
    status: statusNumber(event.status),
    timestamp: event.timestamp,
    timestampType: timestampTypeNumber(event.timestampType),
    importance: importanceNumber(event.importance),
  };
}

function only<T extends object>(message: T, fields: ReadonlySet<keyof T>): Partial<T> {
  return Object.fromEntries(
    Object.entries(message).filter(([field]) => fields.has(field as keyof T)),
  ) as Partial<T>;
}

function idOf(data: AnyData): { id: { data: string } } {
  return { id: { data: data.id } };
}

function idOfMetric({ id }: Metric): MetricId {
  return { id: { data: id } };
}
