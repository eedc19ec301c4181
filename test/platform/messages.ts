import { randomUUID } from "node:crypto";
import { decodeJobMetrics, encodeJobMetrics } from "@metrics-project/runtime";
import {
  type JobMetrics,
  MetricImportance,
  MetricStatus,
  MetricsDataType,
  MetricType,
  TimestampType,
} from "../../runtime/src/generated/proto/resim/metrics/proto/metrics.js";

/** A message of one scalar metric, and a series of speeds that no metric uses. */
export function scalarMessage(
  name: string,
  value: number,
  unit = "",
  status = MetricStatus.PASSED_METRIC_STATUS,
): Uint8Array {
  const jobID = { id: { data: randomUUID() } };
  const message: JobMetrics = {
    jobId: jobID,
    metricsStatus: status,
    jobLevelMetrics: {
      metricsStatus: status,
      metrics: [
        {
          metricId: { id: { data: randomUUID() } },
          name,
          description: "",
          type: MetricType.SCALAR_METRIC_TYPE,
          status,
          importance: MetricImportance.MEDIUM_IMPORTANCE,
          parentId: { $case: "jobId", value: jobID },
          metricValues: {
            metricValues: {
              $case: "scalarMetricValues",
              value: { value, unit, failureDefinition: undefined },
            },
          },
          tags: [{ key: "RESIM_SUMMARY", value: "1" }],
        },
      ],
    },
    metricsData: [
      {
        metricsDataId: { id: { data: randomUUID() } },
        name: "speed",
        dataType: MetricsDataType.DOUBLE_SERIES_DATA_TYPE,
        unit: "m/s",
        isPerCategory: false,
        categoryNames: [],
        isIndexed: false,
        indexDataId: undefined,
        indexDataType: MetricsDataType.NO_DATA_TYPE,
        data: {
          $case: "series",
          value: { series: { $case: "doubles", value: { series: [0.1, 0.2, 0.3] } } },
        },
      },
    ],
    events: [],
  };
  return encodeJobMetrics(message);
}

/** A message of one event at 2024-05-01T10:00:00.250000001Z, with one metric and one piece of data. */
export function eventMessage(name: string): Uint8Array {
  const message = decodeJobMetrics(scalarMessage("Distance", 0.1, "m"));
  const metric = message.jobLevelMetrics?.metrics[0];
  if (metric === undefined) throw new Error("there is a metric");
  metric.eventMetric = true;
  metric.metricValues = {
    metricValues: {
      $case: "histogramMetricValues",
      value: {
        valuesDataId: message.metricsData[0]?.metricsDataId,
        statusesDataId: undefined,
        buckets: [],
      },
    },
  };
  metric.type = MetricType.HISTOGRAM_METRIC_TYPE;
  message.events.push({
    eventId: { id: { data: randomUUID() } },
    name,
    description: "",
    tags: ["safety"],
    metrics: metric.metricId === undefined ? [] : [metric.metricId],
    status: MetricStatus.PASSED_METRIC_STATUS,
    timestamp: { seconds: Date.UTC(2024, 4, 1, 10) / 1000, nanos: 250_000_001 },
    timestampType: TimestampType.ABSOLUTE_TIMESTAMP,
    importance: MetricImportance.MEDIUM_IMPORTANCE,
  });
  return encodeJobMetrics(message);
}

/** A message whose metrics data are files of these paths. */
export function fileMessage(...paths: string[]): Uint8Array {
  const message = decodeJobMetrics(scalarMessage("Distance", 0.1, "m"));
  const [like] = message.metricsData;
  if (like === undefined) throw new Error("there is metrics data");
  message.metricsData = paths.map((path) => ({
    ...like,
    metricsDataId: { id: { data: randomUUID() } },
    name: path,
    dataType: MetricsDataType.EXTERNAL_FILE_DATA_TYPE,
    data: { $case: "externalFile", value: { path } },
  }));
  return encodeJobMetrics(message);
}
