import type { paths as ownPaths } from "../../generated/api/paths.js";
import type { Log } from "../../log.js";
import { type UnpackedMetrics, unpackMetrics } from "../../unpack/unpackMetrics.js";
import type { CallOptions } from "../http/callPlatform.js";
import { linkedController } from "../http/linkedController.js";
import { type ClientFor, ownClient } from "../http/needs.js";
import { settled } from "../http/settled.js";
import { batchMetricObjects, batchMetricsDataObjects } from "../objects/objectKinds.js";
import { readableMetrics } from "../objects/readableMetrics.js";
import { readObjects } from "../objects/readObjects.js";

type BatchMetricsNeeds = {
  "/projects/{projectID}/batches/{batchID}/metrics": {
    batchMetrics: { metricID: string; metricURL: string }[];
    nextPageToken: string;
  };
  "/projects/{projectID}/batches/{batchID}/metricsData": {
    batchMetricsData: { dataID: string; metricsDataType: string; metricsDataURL: string }[];
    nextPageToken: string;
  };
};

/**
 * The linked results of a batch run: the metrics and metrics data of the batch itself, not of its tests. Without
 * image metrics, because their files are not downloaded.
 * @throws {ApiError} if a list or an object cannot be read
 */
export async function fetchBatchMetrics<Paths extends {} = ownPaths>(
  options: CallOptions & {
    client: ClientFor<Paths, BatchMetricsNeeds>;
    projectID: string;
    batchID: string;
    /** Logs metrics of types that this version does not support; they are skipped. */
    log?: Log | undefined;
  },
): Promise<UnpackedMetrics> {
  const { projectID, batchID, log } = options;
  using stop = linkedController(options.signal);
  const scope = {
    client: ownClient(options.client),
    params: { path: { projectID, batchID } },
    signal: stop.signal,
  };
  const listeners = { onFailure: (error: unknown) => stop.abort(error) };
  const [metrics, metricsData] = await settled(
    readObjects(batchMetricObjects, scope, listeners),
    readObjects(batchMetricsDataObjects, scope, listeners),
  );
  return unpackMetrics({ metrics: readableMetrics(metrics, `batch ${batchID}`, log), metricsData });
}
