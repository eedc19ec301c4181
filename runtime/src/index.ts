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
export type { JobMetrics } from "./generated/proto/resim/metrics/proto/metrics.js";
export { createLog, type Log, type LogLevel, type LogSink, logLevelFrom } from "./log.js";
export type { Problem, Warning } from "./validate/problem.js";
export { validateJobMetrics } from "./validate/validateJobMetrics.js";
export { assertValidJobMetrics, ValidationError } from "./validate/validationError.js";
export { warnJobMetrics } from "./validate/warnJobMetrics.js";
