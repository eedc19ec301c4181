import { originOf } from "../data/origin.js";
import type { AnyData } from "../data/series.js";
import type { Event } from "../event.js";
import {
  importanceNumbers,
  isImportance,
  isStatus,
  statusNumbers,
  timestampTypeNumbers,
} from "../facts.js";
import {
  type Event as EventMessage,
  MetricImportance,
  type Metric as MetricMessage,
  MetricStatus,
  type MetricValues,
  TimestampType,
} from "../generated/proto/resim/metrics/proto/metrics.js";
import type { AnyDefinition } from "../metrics/definition.js";
import type { Metric } from "../metrics/table.js";

/** One metric as a message of the run `jobID`. */
export function metricMessage(
  metric: Metric,
  definition: AnyDefinition,
  jobID: string,
  position: number,
): MetricMessage {
  const origin = originOf<MetricMessage>(metric);
  if (origin !== undefined) {
    const value = { ...origin.parentId?.value, id: { ...origin.parentId?.value.id, data: jobID } };
    return { ...origin, parentId: { $case: "jobId", value } };
  }
  return {
    metricId: { id: { data: metric.id } },
    name: metric.name,
    type: definition.type.number,
    description: metric.description,
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
  const origin = originOf<EventMessage>(event);
  if (origin !== undefined) return origin;
  return {
    eventId: { id: { data: event.id } },
    name: event.name,
    description: event.description,
    tags: [...event.tags],
    metrics: event.metrics.map(({ id }) => ({ id: { data: id } })),
    status: statusNumber(event.status),
    timestamp: event.timestamp,
    timestampType:
      event.timestampType === "ABSOLUTE" || event.timestampType === "RELATIVE"
        ? timestampTypeNumbers[event.timestampType]
        : TimestampType.NO_TYPE,
    importance: importanceNumber(event.importance),
  };
}

function idOf(data: AnyData): { id: { data: string } } {
  return { id: { data: data.id } };
}

/** Words that only a reader meets belong to messages that are written again as they were. */
function statusNumber(status: Metric["status"]): MetricStatus {
  return isStatus(status) ? statusNumbers[status] : MetricStatus.NO_METRIC_STATUS;
}

function importanceNumber(importance: Metric["importance"]): MetricImportance {
  return isImportance(importance)
    ? importanceNumbers[importance]
    : MetricImportance.NO_SPECIFIED_IMPORTANCE;
}
