import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import type { components } from "@metrics-project/runtime";
import {
  DecodeError,
  dataReferencesOf,
  decodeJobMetrics,
  decodeMetric,
  decodeMetricsData,
} from "@metrics-project/runtime";
import {
  type Metric,
  MetricsDataType,
  MetricType,
  TimestampType,
} from "@metrics-project/runtime/messages";
import { canonicalID } from "./canonicalID.js";
import { reportedStatus, type StatusWord } from "./metricStatuses.js";

type Schemas = components["schemas"];

/** Where an object of the message stands in its file. */
export interface Slice {
  start: number;
  length: number;
}

/** One metric, as the API lists it, and where its bytes are. */
export interface IndexedMetric extends Slice {
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

/** One piece of metrics data, as the API lists it, and where its bytes are. */
export interface IndexedData extends Slice {
  dataID: string;
  name: string;
  metricsDataType: Schemas["metricsDataType"];
  /** Path of the file beside the message, for external files. */
  filename: string | null;
}

/** What the platform takes down of one run's message. */
export interface RunIndex {
  status: StatusWord;
  metrics: IndexedMetric[];
  data: IndexedData[];
  events: Omit<Schemas["event"], "creationTimestamp">[];
}

const videos = /\.(mp4|m4v|mov|webm|avi|mkv)$/i;

/**
 * Lists what a metrics.binproto holds. The platform stores every metric and every piece of metrics data
 * as an object of its own; here an object is a slice of the file.
 *
 * @throws DecodeError when the bytes are no such message
 */
export function indexRun(bytes: Uint8Array): RunIndex {
  const slices = sliceMessage(bytes);
  const message = decodeJobMetrics(bytes);
  return {
    status: reportedStatus(message.metricsStatus),
    metrics: slices.metrics.map((slice) => indexMetric(bytes, slice)),
    data: slices.data.map((slice) => indexData(bytes, slice)),
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

function indexMetric(bytes: Uint8Array, slice: Slice): IndexedMetric {
  const metric = decodeMetric(bytes.subarray(slice.start, slice.start + slice.length));
  const values = metric.metricValues?.metricValues;
  const scalar = values?.$case === "scalarMetricValues" ? values.value : undefined;
  return {
    ...slice,
    metricID: canonicalID(metric.metricId?.id?.data ?? ""),
    name: metric.name,
    description: metric.description,
    status: reportedStatus(metric.status),
    type: metric.type === MetricType.SCALAR_METRIC_TYPE ? "SCALAR" : "COMPOSITE",
    // JSON cannot hold an infinity.
    value: Number.isFinite(scalar?.value) ? (scalar?.value ?? null) : null,
    unit: scalar?.unit ?? null,
    eventMetric: metric.eventMetric ?? false,
    dataIDs: dataIDsOf(metric),
    tags: metric.tags.map(({ key, value }) => ({ key, value })),
  };
}

/** The data that a metric draws from, each once. */
function dataIDsOf(metric: Metric): string[] {
  const ids = dataReferencesOf(metric).flatMap(({ id }) => id?.id?.data || []);
  return [...new Set(ids.map(canonicalID))];
}

function indexData(bytes: Uint8Array, slice: Slice): IndexedData {
  const data = decodeMetricsData(bytes.subarray(slice.start, slice.start + slice.length));
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

/** The slices of `job_level_metrics.metrics` (2.1) and of `metrics_data` (3). */
function sliceMessage(bytes: Uint8Array): { metrics: Slice[]; data: Slice[] } {
  const metrics: Slice[] = [];
  const data: Slice[] = [];
  try {
    for (const outer of subMessages(bytes, { start: 0, length: bytes.length })) {
      if (outer.field === 3) data.push({ start: outer.start, length: outer.length });
      if (outer.field !== 2) continue;
      for (const { field, start, length } of subMessages(bytes, outer)) {
        if (field === 1) metrics.push({ start, length });
      }
    }
  } catch (cause) {
    throw new DecodeError("The message is cut off or is no metrics message", { cause });
  }
  return { metrics, data };
}

function* subMessages(bytes: Uint8Array, within: Slice): Generator<Slice & { field: number }> {
  const reader = new BinaryReader(bytes.subarray(within.start, within.start + within.length));
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (wireType !== WireType.LengthDelimited) {
      reader.skip(wireType, field);
      continue;
    }
    const length = reader.uint32();
    yield { field, start: within.start + reader.pos, length };
    reader.pos += length;
  }
}

/** RFC 3339 with nanoseconds where there are any. */
function rfc3339(seconds: number, nanos: number): string {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return new Date(0).toISOString();
  const whole = date.toISOString().slice(0, 19);
  return nanos === 0 ? `${whole}Z` : `${whole}.${String(nanos).padStart(9, "0")}Z`;
}
