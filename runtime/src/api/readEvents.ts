import type { components } from "../generated/api/paths.js";
import {
  type Event,
  MetricImportance,
  MetricStatus,
  TimestampType,
} from "../generated/proto/resim/metrics/proto/metrics.js";
import { type ListOptions, listPages } from "./paginate.js";
import { parseTimestamp } from "./timestamps.js";

const operation = "listEventsForJob";

/**
 * The events of a test, as the messages that they were written from. The API does not say their
 * importance: they get the one that events have unless told otherwise.
 */
export async function readEvents(
  scope: Pick<ListOptions, "client" | "params" | "signal">,
): Promise<Event[]> {
  const events: Event[] = [];
  for await (const page of listPages<components["schemas"]["event"]>({
    ...scope,
    operation,
    path: "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/events",
    entries: "events",
  })) {
    for (const entry of page.entries) events.push(eventFrom(entry));
  }
  return events;
}

function eventFrom(entry: components["schemas"]["event"]): Event {
  return {
    eventId: { id: { data: entry.eventID } },
    name: entry.name,
    description: entry.description ?? "",
    tags: entry.tags ?? [],
    metrics: (entry.metricsIDs ?? []).map((data) => ({ id: { data } })),
    status: statusFrom(entry.status),
    timestamp: parseTimestamp(entry.timestamp, operation),
    timestampType:
      entry.timestampType === "RELATIVE"
        ? TimestampType.RELATIVE_TIMESTAMP
        : TimestampType.ABSOLUTE_TIMESTAMP,
    importance: MetricImportance.MEDIUM_IMPORTANCE,
  };
}

function statusFrom(word: string): MetricStatus {
  const name = `${word}_METRIC_STATUS`;
  return name in MetricStatus
    ? MetricStatus[name as keyof typeof MetricStatus]
    : MetricStatus.NO_METRIC_STATUS;
}
