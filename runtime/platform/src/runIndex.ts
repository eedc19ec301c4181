import type { components } from "@metrics-project/runtime";
import { type ByteSlice, dataReferencesOf, sliceJobMetrics } from "@metrics-project/runtime";
import {
  type Metric,
  type MetricsData,
  MetricsDataType,
  MetricType,
  TimestampType,
} from "@metrics-project/runtime/messages";
import { canonicalID } from "./canonicalID.js";
import { reportedStatus, type StatusWord } from "./metricStatuses.js";

type Schemas = components["schemas"];

/** One metric, as the API lists it, and the location of its bytes. */
export interface IndexedMetric extends ByteSlice {
  metricID: string;
  name: string;
  description: string;
  status: StatusWord;
  type: "SCALAR" | "COMPOSITE";
  value: number | null;
  unit: string | null;
  eventMetric: boolean;
  dataIDs: string[];
  tags: { key: string; value: string }[];
}

/** Metrics data, as the API lists it, and the location of its bytes. */
export interface IndexedData extends ByteSlice {
  dataID: string;
  name: string;
  metricsDataType: Schemas["metricsDataType"];
  /** Path of the file beside the message, for external files. */
  filename: string | null;
}

/** The parts of a run's message that the platform serves. */
export interface RunIndex {
  status: StatusWord;
  metrics: IndexedMetric[];
  data: IndexedData[];
  events: Omit<Schemas["event"], "creationTimestamp">[];
}

const videos = /\.(mp4|m4v|mov|webm|avi|mkv)$/i;

/**
 * Lists the contents of a metrics.binproto. The platform stores each metric and each metrics data
 * as a separate object; here an object is a slice of the file.
 *
 * @throws DecodeError if the bytes are not such a message
 */
export function indexRun(bytes: Uint8Array): RunIndex {
  const { message, sliceOf } = sliceJobMetrics(bytes);
  const metrics = message.jobLevelMetrics?.metrics ?? [];
  return {
    status: reportedStatus(message.metricsStatus),
    metrics: metrics.map((metric) => indexMetric(metric, sliceOf(metric))),
    data: message.metricsData.map((data) => indexData(data, sliceOf(data))),
    events: message.events.map((event) => ({
      eventID: canonicalID(event.eventId?.id?.data ?? ""),
      name: event.name,
      description: event.description,
      timestampType:
        event.timestampType === TimestampType.RELATIVE_TIMESTAMP ? "RELATIVE" : "ABSOLUTE",
      timestamp: rfc3339(event.timestamp?.seconds ?? 0, event.timestamp?.nanos ?? 0),
      tags: event.tags,
      status: reportedStatus(event.status),
      metricsIDs: event.metrics.map((metric) => canonicalID(metric.id?.data ?? "")),
    })),
  };
}

function indexMetric(metric: Metric, slice: ByteSlice): IndexedMetric {
  const values = metric.metricValues?.metricValues;
  const scalar = values?.$case === "scalarMetricValues" ? values.value : undefined;
  return {
    ...slice,
    metricID: canonicalID(metric.metricId?.id?.data ?? ""),
    name: metric.name,
    description: metric.description,
    status: reportedStatus(metric.status),
    type: metric.type === MetricType.SCALAR_METRIC_TYPE ? "SCALAR" : "COMPOSITE",
    // JSON cannot represent an infinity.
    value: Number.isFinite(scalar?.value) ? (scalar?.value ?? null) : null,
    unit: scalar?.unit ?? null,
    eventMetric: metric.eventMetric ?? false,
    dataIDs: dataIDsOf(metric),
    tags: metric.tags.map(({ key, value }) => ({ key, value })),
  };
}

/** The data that a metric uses, without repetitions. */
function dataIDsOf(metric: Metric): string[] {
  const ids = dataReferencesOf(metric).flatMap(({ id }) => id?.id?.data || []);
  return [...new Set(ids.map(canonicalID))];
}

function indexData(data: MetricsData, slice: ByteSlice): IndexedData {
  const path = data.data?.$case === "externalFile" ? data.data.value.path : undefined;
  const isFile = data.dataType === MetricsDataType.EXTERNAL_FILE_DATA_TYPE;
  return {
    ...slice,
    dataID: canonicalID(data.metricsDataId?.id?.data ?? ""),
    name: data.name,
    metricsDataType: !isFile ? "STANDARD" : videos.test(path ?? "") ? "VIDEO" : "EXTERNAL_FILE",
    filename: isFile ? (path ?? null) : null,
  };
}

/** RFC 3339, with nanoseconds unless they are 0. */
function rfc3339(seconds: number, nanos: number): string {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return new Date(0).toISOString();
  const whole = date.toISOString().slice(0, 19);
  return nanos === 0 ? `${whole}Z` : `${whole}.${String(nanos).padStart(9, "0")}Z`;
}
