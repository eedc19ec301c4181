export { fetchBatchMetrics } from "./api/batches/fetchBatchMetrics.js";
export { fetchJobsForBatches } from "./api/batches/fetchJobsForBatches.js";
export { type FoundProject, findProject } from "./api/batches/findProject.js";
export { getBatch } from "./api/batches/getBatch.js";
export type { CallOptions } from "./api/http/callPlatform.js";
export {
  createPlatformClient,
  type PlatformClientOptions,
} from "./api/http/createPlatformClient.js";
export type { PlatformClient } from "./api/http/PlatformClient.js";
export { type PaginateOptions, paginate } from "./api/http/paginate.js";
export type { RetryOptions } from "./api/http/retry.js";
export {
  type DownloadFileOptions,
  downloadFile,
  isListedFile,
  type ListedFile,
} from "./api/objects/downloadFile.js";
export {
  type UploadFileOptions,
  type UploadTarget,
  uploadFile,
} from "./api/objects/uploadFile.js";
export {
  type BatchesForReportOptions,
  fetchBatchesForReport,
} from "./api/reports/fetchBatchesForReport.js";
export { getReport } from "./api/reports/getReport.js";
export { type DefaultReportOptions, writeDefaultReport } from "./api/reports/writeDefaultReport.js";
export {
  fetchSweepMetrics,
  pivotSweepMetrics,
  type SweepRow,
  type SweepTest,
} from "./api/sweeps/fetchSweepMetrics.js";
export { formatSweepCSV } from "./api/sweeps/formatSweepCSV.js";
export { fetchJobMetricsByBatch, JobMetricsByBatch } from "./api/tests/fetchJobMetricsByBatch.js";
export type { JobMetricsOptions } from "./api/tests/JobMetricsOptions.js";
export type { ProgressTerminal } from "./api/tests/progress.js";
export { streamJobMetricsByBatch, type TestStream } from "./api/tests/streamJobMetricsByBatch.js";
export { type TestMetrics, type UnreadTest, UnreadTestsError } from "./api/tests/TestMetrics.js";
export { TestNames, type WantedNames } from "./api/tests/TestNames.js";
export type { ByteSlice } from "./codec/byteReader.js";
export {
  decodeJobMetrics,
  decodeMetric,
  decodeMetricsData,
  encodeJobMetrics,
  encodeMetric,
  encodeMetricsData,
  type SlicedJobMetrics,
  sliceJobMetrics,
} from "./codec/jobMetrics.js";
export type { Reduction } from "./data/DistributionSample.js";
export { externalFile } from "./data/externalFile.js";
export { type GroupByOptions, type GroupedBy, type Grouping, groupBy } from "./data/groupBy.js";
export { grouped } from "./data/grouped.js";
export { type MergeOptions, mergeSeries } from "./data/mergeSeries.js";
export { reductionOf } from "./data/reductions.js";
export { SeriesMerger, type SeriesMergerOptions } from "./data/SeriesMerger.js";
export type {
  AnyData,
  AnyDoubles,
  AnyGrouped,
  AnySeries,
  AnyStatuses,
  AnyStrings,
  AnyTimestamps,
  Doubles,
  ExternalFile,
  GroupedDoubles,
  GroupedIndex,
  GroupedOf,
  GroupedStatuses,
  GroupedStrings,
  GroupedTimestamps,
  GroupedUUIDs,
  Index,
  MapOptions,
  SeriesOf,
  SeriesOptions,
  Statuses,
  StatusesFor,
  Strings,
  Timestamps,
  UUIDs,
} from "./data/series.js";
export {
  doubles,
  type SeriesMaker,
  statuses,
  strings,
  timestamps,
  uuids,
} from "./data/seriesMakers.js";
export {
  compareTimestamps,
  fromDate,
  fromNanoseconds,
  fromRosTime,
  fromSeconds,
  type Timestamp,
  type TimestampInput,
  toNanoseconds,
  toSeconds,
} from "./data/timestamp.js";
export { type Weighted, weightedAverage } from "./data/weightedAverage.js";
export type { EmissionRow, EmissionsProblem } from "./emissions/EmissionRow.js";
export type { Emissions, EmissionTime } from "./emissions/Emissions.js";
export {
  EMISSIONS_FILE,
  EmissionsWriter,
  type EmissionsWriterOptions,
} from "./emissions/EmissionsWriter.js";
export { emissionProblems } from "./emissions/emissionProblems.js";
export { type ReadEmissionsOptions, readEmissions } from "./emissions/readEmissions.js";
export type {
  ColumnsOf,
  DeclaredEmissions,
  EmissionStatus,
  EventMetric,
  EventTopic,
  FieldType,
  FieldValues,
  NumberArray,
  PlainTopic,
  ProjectTopics,
  RowOf,
  Topic,
  Topics,
} from "./emissions/topics.js";
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
export type { Event, EventOptions } from "./event.js";
export {
  canonicalUUID,
  type Importance,
  type ImportanceRead,
  importanceWord,
  type MetricTypeWord,
  type SeriesKind,
  type Status,
  type StatusRead,
  statusWord,
  type TimestampKind,
  timestampTypeWord,
  type UnknownWord,
} from "./facts.js";
export type { components, operations, paths } from "./generated/api/paths.js";
export type { JobMetrics } from "./generated/proto/resim/metrics/proto/metrics.js";
export { createLog, type Log, type LogLevel, type LogSink, logLevelFrom } from "./log.js";
export type {
  BarChartMetric,
  BarChartOptions,
  BarDoubles,
  Bars,
} from "./metrics/barChart.js";
export type {
  BatchCategory,
  BatchDoubles,
  BatchwiseBarChartMetric,
  BatchwiseBarChartOptions,
  TimesFor,
} from "./metrics/batchwiseBarChart.js";
export type {
  DoubleOverTimeLine,
  DoubleOverTimeMetric,
  DoubleOverTimeOptions,
  DoublesOverTime,
} from "./metrics/doubleOverTime.js";
export type {
  DoubleSummaryMetric,
  DoubleSummaryOptions,
  IndexElement,
  SummaryIndex,
} from "./metrics/doubleSummary.js";
export type { HistogramMetric, HistogramOptions } from "./metrics/histogram.js";
export {
  type BucketRange,
  type HistogramBucket,
  type HistogramBucketsOptions,
  histogramBuckets,
} from "./metrics/histogramBuckets.js";
export type { ImageMetric, ImageOptions } from "./metrics/image.js";
export type { ImageListMetric, ImageListOptions } from "./metrics/imageList.js";
export type {
  DoublesFor,
  LineDoubles,
  LinePlotLine,
  LinePlotMetric,
  LinePlotOptions,
} from "./metrics/linePlot.js";
export { messageAdvice, messageRules } from "./metrics/messageRules.js";
export type {
  MetricOptions,
  MetricTag,
  MetricTags,
  NaNStatus,
  SeriesThresholds,
  Thresholds,
} from "./metrics/metric.js";
export { platformStyle } from "./metrics/platformStyle.js";
export type { PlotlyMetric, PlotlyOptions } from "./metrics/plotly.js";
export type {
  PlotlyFigure,
  PlotlyIndicator,
  PlotlyTable,
  PlotlyTrace,
  PlotlyValue,
} from "./metrics/plotlyFigure.js";
export type { PlacedReference } from "./metrics/references.js";
export type { ScalarMetric, ScalarOptions } from "./metrics/scalar.js";
export type {
  StatesLine,
  StatesOverTimeMetric,
  StatesOverTimeOptions,
  StatesSeries,
} from "./metrics/statesOverTime.js";
export { type StateTimelineOptions, stateTimeline } from "./metrics/stateTimeline.js";
export {
  type Bounds,
  type StatusesFromOptions,
  type StatusThresholds,
  statusesFrom,
} from "./metrics/statusesFrom.js";
export {
  dataReferencesOf,
  type Metric,
  type MetricOfType,
  type MetricTypeInfo,
  metricTypeLabel,
  metricTypeList,
  metricTypeWord,
} from "./metrics/table.js";
export type { TextMetric, TextOptions } from "./metrics/text.js";
export { assetPath } from "./run/assetPath.js";
export { type AttemptContext, type AttemptOptions, attempt } from "./run/attempt.js";
export type {
  BatchContext,
  BatchTests,
  MetricsFunctions,
  ReportContext,
  RunContext,
  TestContext,
} from "./run/contexts.js";
export {
  BATCH_CONFIG_FILE,
  DEFAULT_INPUTS,
  type DetectedMode,
  detectMode,
  REPORT_CONFIG_FILE,
} from "./run/detectMode.js";
export { METRICS_FILE } from "./run/outputPath.js";
export { DEFAULT_OUTPUTS, type Outputs, prepareOutputs } from "./run/outputs.js";
export {
  type RunEmissions,
  type RunOptions,
  type RunResult,
  runMetricsBuild,
} from "./run/runMetricsBuild.js";
export { UnpackedJobMetrics, unpackJobMetrics } from "./unpack/unpackJobMetrics.js";
export { type PackedMetrics, UnpackedMetrics, unpackMetrics } from "./unpack/unpackMetrics.js";
export type { Problem, Warning } from "./validate/problem.js";
export { validateJobMetrics } from "./validate/validateJobMetrics.js";
export { assertValidJobMetrics, ValidationError } from "./validate/validationError.js";
export { type WarnOptions, warnJobMetrics } from "./validate/warnJobMetrics.js";
export { type Addable, MetricsWriter, type MetricsWriterOptions } from "./writer/metricsWriter.js";
export {
  type RequiredData,
  type RequireOptions,
  requireData,
  requireTopics,
} from "./writer/requireData.js";
