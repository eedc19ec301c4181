import type { components } from "@metrics-project/runtime";
import type { IndexedData, IndexedMetric } from "../runIndex.js";
import { stableID } from "../stableID.js";
import { link, type OperationContext } from "./operation.js";

type Schemas = components["schemas"];

/** The owner of a run: the ID of the job, batch or report, and the fields that its entries share. */
export interface RunOwner {
  run: string;
  projectID: string | undefined;
  creationTimestamp: string;
  userID: string;
  orgID: string;
}

/** A metric, as an entry of a list. */
export function metricEntry(
  context: OperationContext,
  owner: RunOwner,
  metric: IndexedMetric,
): Schemas["metric"] {
  const { metricID, name, status, type, dataIDs, value, unit, eventMetric } = metric;
  return {
    metricID,
    name,
    status,
    type,
    dataIDs,
    value,
    unit,
    eventMetric,
    ...(owner.projectID === undefined ? {} : { projectID: owner.projectID }),
    creationTimestamp: owner.creationTimestamp,
    userID: owner.userID,
    orgID: owner.orgID,
    fileLocation: `local://${owner.run}/metrics/${metricID}`,
    metricURL: link(context, { kind: "metrics", run: owner.run, id: metricID }),
  };
}

/** Metrics data, as an entry of a list. The link of an external file leads to the file itself. */
export function dataEntry(
  context: OperationContext,
  owner: RunOwner,
  data: IndexedData,
): Schemas["metricsData"] {
  const { dataID, name, metricsDataType, filename } = data;
  return {
    dataID,
    name,
    metricsDataType,
    filename,
    creationTimestamp: owner.creationTimestamp,
    userID: owner.userID,
    orgID: owner.orgID,
    fileLocation: `local://${owner.run}/data/${dataID}`,
    metricsDataURL: link(
      context,
      filename === null
        ? { kind: "data", run: owner.run, id: dataID }
        : { kind: "files", run: owner.run, path: filename },
    ),
  };
}

/** A tag, as an entry of a list. */
export function tagEntry(
  owner: RunOwner,
  metricID: string,
  tag: { key: string; value: string },
): Schemas["metricTag"] {
  return {
    tagID: stableID(`${owner.run} ${metricID} ${tag.key} ${tag.value}`),
    metricID,
    name: tag.key,
    value: tag.value,
    creationTimestamp: owner.creationTimestamp,
  };
}
