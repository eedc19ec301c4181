export type { CallOptions } from "./api/callPlatform.js";
export { createPlatformClient, type PlatformClientOptions } from "./api/createPlatformClient.js";
export { fetchJobMetricsByBatch, JobMetricsByBatch } from "./api/fetchJobMetricsByBatch.js";
export { type FoundProject, findProject } from "./api/findProject.js";
export { getBatch } from "./api/getBatch.js";
export { getReport } from "./api/getReport.js";
export type { PlatformClient } from "./api/PlatformClient.js";
export { type PaginateOptions, paginate } from "./api/paginate.js";
export type { ProgressTerminal } from "./api/progress.js";
export type { RetryOptions } from "./api/retry.js";
export {
  type JobMetricsOptions,
  streamJobMetricsByBatch,
  type TestStream,
} from "./api/streamJobMetricsByBatch.js";
export { type TestMetrics, type UnreadTest, UnreadTestsError } from "./api/TestMetrics.js";
export {
  decodeJobMetrics,
  decodeMetric,
  decodeMetricsData,
  encodeJobMetrics,
  encodeMetric,
  encodeMetricsData,
} from "./codec/jobMetrics.js";
export {
  ApiError,
  type ApiErrorOptions,
  CancelledError,
  ConfigError,
  DecodeError,
  InputError,
  MetricDefinitionError,
  MetricsError,
  type MetricsErrorOptions,
} from "./errors.js";
export type { components, operations, paths } from "./generated/api/paths.js";
export type { JobMetrics } from "./generated/proto/resim/metrics/proto/metrics.js";
export { createLog, type Log, type LogLevel, type LogSink, logLevelFrom } from "./log.js";
export type { Problem, Warning } from "./validate/problem.js";
export { validateJobMetrics } from "./validate/validateJobMetrics.js";
export { assertValidJobMetrics, ValidationError } from "./validate/validationError.js";
export { warnJobMetrics } from "./validate/warnJobMetrics.js";
