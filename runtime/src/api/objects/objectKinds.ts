import { decodeMetric, decodeMetricsData } from "../../codec/jobMetrics.js";
import type { components } from "../../generated/api/paths.js";
import type { Metric, MetricsData } from "../../generated/proto/resim/metrics/proto/metrics.js";
import type { ObjectKind } from "./readObjects.js";

type Schemas = components["schemas"];

const metric = {
  word: "metric",
  idOf: (entry: Schemas["metric"]) => entry.metricID,
  urlOf: (entry: Schemas["metric"]) => entry.metricURL,
  wanted: () => true,
  decode: decodeMetric,
  isWhole: (object: Metric, loosely: boolean) =>
    Boolean(object.metricId?.id?.data) &&
    object.metricValues !== undefined &&
    (loosely || (object.importance !== 0 && object.parentId !== undefined)),
};

const metricsData = {
  word: "metrics data",
  idOf: (entry: Schemas["metricsData"]) => entry.dataID,
  urlOf: (entry: Schemas["metricsData"]) => entry.metricsDataURL,
  // External files and videos are files, not messages; so, one supposes, is any kind to come.
  wanted: (entry: Schemas["metricsData"]) => (entry.metricsDataType ?? "STANDARD") === "STANDARD",
  decode: decodeMetricsData,
  isWhole: (object: MetricsData) =>
    Boolean(object.metricsDataId?.id?.data) && object.data !== undefined,
};

export const jobMetricObjects: ObjectKind<
  "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/metrics",
  Metric
> = {
  ...metric,
  path: "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/metrics",
};

export const jobMetricsDataObjects: ObjectKind<
  "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/metricsData",
  MetricsData
> = {
  ...metricsData,
  path: "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/metricsData",
};

export const batchMetricObjects: ObjectKind<
  "/projects/{projectID}/batches/{batchID}/metrics",
  Metric
> = {
  ...metric,
  path: "/projects/{projectID}/batches/{batchID}/metrics",
};

export const batchMetricsDataObjects: ObjectKind<
  "/projects/{projectID}/batches/{batchID}/metricsData",
  MetricsData
> = {
  ...metricsData,
  path: "/projects/{projectID}/batches/{batchID}/metricsData",
};
