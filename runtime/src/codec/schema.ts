import type {
  BarChartMetricValues,
  BatchwiseBarChartMetricValues,
  DoubleFailureDefinition,
  DoubleOverTimeMetricValues,
  DoubleSummaryMetricValues,
  Event,
  EventId,
  ExternalFile,
  HistogramMetricValues,
  HistogramMetricValues_Bucket,
  ImageListMetricValues,
  ImageMetricValues,
  JobId,
  JobMetrics,
  LinePlotMetricValues,
  Metric,
  MetricCollection,
  MetricId,
  MetricsData,
  MetricsDataId,
  MetricValues,
  PlotlyMetricValues,
  ScalarMetricValues,
  Series,
  SeriesPerCategory,
  StatesOverTimeMetricValues,
  StringSeries,
  Tag,
  TextMetricValues,
  UUIDSeries,
} from "../generated/proto/resim/metrics/proto/metrics.js";
import type { UUID } from "../generated/proto/resim/utils/proto/uuid.js";
import { map } from "./map.js";
import { message } from "./message.js";
import { doubleSeries, metricStatusSeries } from "./numbers.js";
import { field, oneof, optional, repeated } from "./properties.js";
import { struct } from "./struct.js";
import { timestamp, timestampSeries } from "./timestamp.js";

// The field numbers and types of proto/resim/metrics/proto/metrics.proto. The compiler checks the
// names against the generated types, a test checks numbers and types against the .proto files.

const own = <T extends object>(name: string, spec: Parameters<typeof message<T>>[1]) =>
  message<T>(`resim.metrics.proto.${name}`, spec);

const uuid = message<UUID>("resim.proto.UUID", { data: field(1, "string") });

const metricsDataId = own<MetricsDataId>("MetricsDataId", { id: field(1, uuid) });
const metricId = own<MetricId>("MetricId", { id: field(1, uuid) });
const jobId = own<JobId>("JobId", { id: field(1, uuid) });
const eventId = own<EventId>("EventId", { id: field(1, uuid) });

const uuidSeries = own<UUIDSeries>("UUIDSeries", { series: repeated(1, uuid) });
const stringSeries = own<StringSeries>("StringSeries", { series: repeated(1, "string") });

const series = own<Series>("Series", {
  series: oneof({
    doubles: [1, doubleSeries],
    timestamps: [2, timestampSeries],
    uuids: [3, uuidSeries],
    strings: [4, stringSeries],
    statuses: [5, metricStatusSeries],
  }),
});

const seriesPerCategory = own<SeriesPerCategory>("SeriesPerCategory", {
  categoryToSeries: map(1, series),
});

const externalFile = own<ExternalFile>("ExternalFile", { path: field(1, "string") });

export const metricsData = own<MetricsData>("MetricsData", {
  metricsDataId: field(1, metricsDataId),
  dataType: field(2, "enum"),
  name: field(3, "string"),
  unit: field(4, "string"),
  isPerCategory: field(5, "bool"),
  categoryNames: repeated(6, "string"),
  isIndexed: field(7, "bool"),
  indexDataId: field(8, metricsDataId),
  indexDataType: field(9, "enum"),
  data: oneof({
    series: [10, series],
    seriesPerCategory: [11, seriesPerCategory],
    externalFile: [12, externalFile],
  }),
});

const failureDefinition = own<DoubleFailureDefinition>("DoubleFailureDefinition", {
  failsAbove: optional(1, "double"),
  failsBelow: optional(2, "double"),
});

const doubleSummary = own<DoubleSummaryMetricValues>("DoubleSummaryMetricValues", {
  valueDataId: field(1, metricsDataId),
  statusDataId: field(2, metricsDataId),
  index: oneof({
    seriesIndex: [3, "uint32"],
    timestampIndex: [4, timestamp],
    uuidIndex: [5, uuid],
    stringIndex: [6, "string"],
  }),
  failureDefinition: field(7, failureDefinition),
});

const doubleOverTime = own<DoubleOverTimeMetricValues>("DoubleOverTimeMetricValues", {
  doublesOverTimeDataId: repeated(1, metricsDataId),
  statusesOverTimeDataId: repeated(2, metricsDataId),
  failureDefinition: repeated(3, failureDefinition),
  startTime: optional(4, timestamp),
  endTime: optional(5, timestamp),
  yAxisName: optional(6, "string"),
  legendSeriesNames: repeated(7, "string"),
});

const linePlot = own<LinePlotMetricValues>("LinePlotMetricValues", {
  xDoublesDataId: repeated(1, metricsDataId),
  yDoublesDataId: repeated(2, metricsDataId),
  statusesDataId: repeated(3, metricsDataId),
  xAxisName: optional(4, "string"),
  yAxisName: optional(5, "string"),
  legendSeriesNames: repeated(6, "string"),
});

const barChart = own<BarChartMetricValues>("BarChartMetricValues", {
  valuesDataId: repeated(1, metricsDataId),
  statusesDataId: repeated(2, metricsDataId),
  legendSeriesNames: repeated(3, "string"),
  xAxisName: optional(4, "string"),
  yAxisName: optional(5, "string"),
  stackBars: optional(6, "bool"),
});

const batchwiseBarChart = own<BatchwiseBarChartMetricValues>("BatchwiseBarChartMetricValues", {
  timesDataId: repeated(1, metricsDataId),
  valuesDataId: repeated(2, metricsDataId),
  statusesDataId: repeated(3, metricsDataId),
  categories: repeated(4, "string"),
  colors: repeated(5, "string"),
  xAxisName: optional(6, "string"),
  yAxisName: optional(7, "string"),
  stackBars: optional(8, "bool"),
  projectId: optional(9, uuid),
});

const statesOverTime = own<StatesOverTimeMetricValues>("StatesOverTimeMetricValues", {
  statesOverTimeDataId: repeated(1, metricsDataId),
  statusesOverTimeDataId: repeated(2, metricsDataId),
  statesSet: repeated(3, "string"),
  failureStates: repeated(4, "string"),
  legendSeriesNames: repeated(5, "string"),
});

const bucket = own<HistogramMetricValues_Bucket>("HistogramMetricValues.Bucket", {
  lower: optional(1, "double"),
  upper: optional(2, "double"),
});

const histogram = own<HistogramMetricValues>("HistogramMetricValues", {
  valuesDataId: field(1, metricsDataId),
  statusesDataId: field(2, metricsDataId),
  buckets: repeated(3, bucket),
  lowerBound: optional(4, "double"),
  upperBound: optional(5, "double"),
  xAxisName: optional(6, "string"),
});

const scalar = own<ScalarMetricValues>("ScalarMetricValues", {
  value: optional(1, "double"),
  failureDefinition: optional(2, failureDefinition),
  unit: optional(3, "string"),
});

const plotly = own<PlotlyMetricValues>("PlotlyMetricValues", { json: field(1, struct) });

const image = own<ImageMetricValues>("ImageMetricValues", {
  imageDataId: field(1, metricsDataId),
});

const imageList = own<ImageListMetricValues>("ImageListMetricValues", {
  imageDataIds: repeated(1, metricsDataId),
});

const text = own<TextMetricValues>("TextMetricValues", { text: field(1, "string") });

const metricValues = own<MetricValues>("MetricValues", {
  metricValues: oneof({
    doubleMetricValues: [1, doubleSummary],
    doubleOverTimeMetricValues: [2, doubleOverTime],
    linePlotMetricValues: [3, linePlot],
    barChartMetricValues: [4, barChart],
    statesOverTimeMetricValues: [5, statesOverTime],
    histogramMetricValues: [6, histogram],
    scalarMetricValues: [7, scalar],
    plotlyMetricValues: [8, plotly],
    imageMetricValues: [9, image],
    batchwiseBarChartMetricValues: [10, batchwiseBarChart],
    textMetricValues: [11, text],
    imageListMetricValues: [12, imageList],
  }),
});

const tag = own<Tag>("Tag", { key: field(1, "string"), value: field(2, "string") });

export const metric = own<Metric>("Metric", {
  metricId: field(1, metricId),
  name: field(2, "string"),
  type: field(3, "enum"),
  description: field(4, "string"),
  status: field(5, "enum"),
  shouldDisplay: optional(6, "bool"),
  metricValues: field(7, metricValues),
  blocking: optional(8, "bool"),
  importance: field(9, "enum"),
  parentId: oneof({ jobId: [10, jobId] }),
  order: optional(11, "float"),
  eventMetric: optional(12, "bool"),
  tags: repeated(13, tag),
});

const event = own<Event>("Event", {
  eventId: field(1, eventId),
  name: field(2, "string"),
  description: field(3, "string"),
  tags: repeated(4, "string"),
  metrics: repeated(5, metricId),
  status: field(6, "enum"),
  timestamp: field(7, timestamp),
  importance: field(8, "enum"),
  timestampType: field(9, "enum"),
});

const metricCollection = own<MetricCollection>("MetricCollection", {
  metrics: repeated(1, metric),
  metricsStatus: field(2, "enum"),
});

export const jobMetrics = own<JobMetrics>("JobMetrics", {
  jobId: field(1, jobId),
  jobLevelMetrics: field(2, metricCollection),
  metricsData: repeated(3, metricsData),
  metricsStatus: field(4, "enum"),
  events: repeated(5, event),
});
