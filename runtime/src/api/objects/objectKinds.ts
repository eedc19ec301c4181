import { decodeMetric, decodeMetricsData } from "../../codec/jobMetrics.js";
import { canonicalUUID } from "../../facts.js";
import type { components } from "../../generated/api/paths.js";
import {
  type Metric,
  type MetricsData,
  MetricType,
} from "../../generated/proto/resim/metrics/proto/metrics.js";
import { dataReferencesOf } from "../../metrics/table.js";
import type { ObjectKind } from "./readObjects.js";

type Schemas = components["schemas"];

const metric = {
  word: "metric",
  idOf: (entry: Schemas["metric"]) => entry.metricID,
  urlOf: (entry: Schemas["metric"]) => entry.metricURL,
  wanted: () => true,
  decode: decodeMetric,
  faultOf: (object: Metric, { metricID, type, dataIDs }: Schemas["metric"]) => {
    const other = otherID(object.metricId?.id?.data, metricID);
    if (other !== undefined) return other;
    if (object.metricValues === undefined) return "has no values";
    const isScalar = object.type === MetricType.SCALAR_METRIC_TYPE;
    if ((type === "SCALAR" && !isScalar) || (type === "COMPOSITE" && isScalar)) {
      return `has type ${object.type}, but is listed as ${type}`;
    }
    // The exact number is up to the platform, but the message must have some, too.
    const isKnown = object.metricValues.metricValues !== undefined;
    if (isKnown && dataIDs && dataIDs.length > 0 && !refersToData(object)) {
      return `refers to no metrics data, but is listed with ${dataIDs.length}`;
    }
    return undefined;
  },
};

const metricsData = {
  word: "metrics data",
  idOf: (entry: Schemas["metricsData"]) => entry.dataID,
  urlOf: (entry: Schemas["metricsData"]) => entry.metricsDataURL,
  // External files and videos are files, not messages; presumably new kinds will be, too.
  wanted: (entry: Schemas["metricsData"]) => (entry.metricsDataType ?? "STANDARD") === "STANDARD",
  decode: decodeMetricsData,
  faultOf: (object: MetricsData, { dataID }: Schemas["metricsData"]) =>
    otherID(object.metricsDataId?.id?.data, dataID) ??
    (object.data === undefined ? "has no data" : undefined),
};

function refersToData(metric: Metric): boolean {
  return dataReferencesOf(metric).some(({ id }) => Boolean(id?.id?.data));
}

/** What is wrong with the ID of a downloaded object; undefined if it matches the listed one. */
function otherID(came: string | undefined, listed: string | undefined): string | undefined {
  if (!came) return "has no ID";
  return canonicalUUID(came) === canonicalUUID(listed ?? "")
    ? undefined
    : `has another ID, ${came}`;
}

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
