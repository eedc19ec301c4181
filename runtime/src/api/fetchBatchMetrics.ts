import type { paths as ownPaths } from "../generated/api/paths.js";
import type { Log } from "../log.js";
import { type UnpackedMetrics, unpackMetrics } from "../unpack/unpackMetrics.js";
import type { CallOptions } from "./callPlatform.js";
import { batchMetricObjects, batchMetricsDataObjects } from "./jobObjects.js";
import { linkedController } from "./linkedController.js";
import type { ClientFor } from "./needs.js";
import { readObjects } from "./objectList.js";
import { readable, settled } from "./readTest.js";

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
 * What a batch run wrote, linked: the batch's own metrics and metrics data, not those of its tests.
 * Image metrics are left out, as their files are not downloaded.
 * @throws {ApiError} where a list or an object cannot be read
 */
export async function fetchBatchMetrics<Paths extends {} = ownPaths>(
  options: CallOptions & {
    client: ClientFor<Paths, BatchMetricsNeeds>;
    projectID: string;
    batchID: string;
    /** Hears of metrics of types that this version does not know; they are left out. */
    log?: Log | undefined;
  },
): Promise<UnpackedMetrics> {
  const { client, projectID, batchID, log } = options;
  using stop = linkedController(options.signal);
  const scope = {
    client,
    params: { path: { projectID, batchID } },
    signal: stop.signal,
    onFailure: (error: unknown) => stop.abort(error),
  };
  const [metrics, metricsData] = await settled(
    readObjects(batchMetricObjects, scope),
    readObjects(batchMetricsDataObjects, scope),
  );
  return unpackMetrics({ metrics: readable(metrics, `batch ${batchID}`, log), metricsData });
}
