import { randomUUID } from "node:crypto";
import { encodeJobMetrics } from "@metrics-project/runtime";
import {
  type JobMetrics,
  MetricImportance,
  MetricStatus,
  MetricsDataType,
  MetricType,
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
