import type { components } from "../../generated/api/paths.js";
import {
  type Event,
  MetricImportance,
  MetricStatus,
  TimestampType,
} from "../../generated/proto/resim/metrics/proto/metrics.js";
import { type ListOptions, listAll } from "../http/listPages.js";
import { lists } from "../http/lists.js";
import { parseTimestamp } from "../http/parseTimestamp.js";

const eventsPath = "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/events";

/**
 * The events of a test, as messages. The API does not return their importance, so they get the default importance
 * of events.
 */
export async function readEvents(
  scope: Omit<ListOptions<typeof eventsPath>, "path">,
): Promise<Event[]> {
  return (await listAll({ ...scope, path: eventsPath })).map(eventFrom);
}

function eventFrom(entry: components["schemas"]["event"]): Event {
  return {
    eventId: { id: { data: entry.eventID } },
    name: entry.name,
    description: entry.description ?? "",
    tags: entry.tags ?? [],
    metrics: (entry.metricsIDs ?? []).map((data) => ({ id: { data } })),
    status: statusFrom(entry.status),
    timestamp: parseTimestamp(entry.timestamp, lists[eventsPath].operation),
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
