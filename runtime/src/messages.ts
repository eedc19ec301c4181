/**
 * The messages and enums of `metrics.binproto`, for tools that work on any message. A metrics build does not need
 * them: it uses the writer and {@link unpackJobMetrics}.
 */
export type { Timestamp } from "./generated/proto/google/protobuf/timestamp.js";
export {
  type DoubleFailureDefinition,
  type DoubleSeries,
  type Event,
  type EventId,
  type ExternalFile,
  type HistogramMetricValues_Bucket,
  type JobId,
  type JobMetrics,
  type Metric,
  type MetricCollection,
  type MetricId,
  MetricImportance,
  MetricStatus,
  type MetricStatusSeries,
  type MetricsData,
  type MetricsDataId,
  MetricsDataType,
  MetricType,
  type MetricValues,
  type Series,
  type SeriesPerCategory,
  type StringSeries,
  type Tag,
  type TimestampSeries,
  TimestampType,
  type UUIDSeries,
} from "./generated/proto/resim/metrics/proto/metrics.js";
export type { ValuesMessage } from "./metrics/describeType.js";
