import type { components, paths as ownPaths } from "../../generated/api/paths.js";
import type { Log } from "../../log.js";
import type { MetricsWriter } from "../../writer/metricsWriter.js";
import type { CallOptions } from "../http/callPlatform.js";
import { type ClientFor, ownClient } from "../http/needs.js";
import { type ReportNeeds, readReportData } from "./defaultReportData.js";
import {
  addCountTables,
  addDistributions,
  addOverTime,
  addTestStatuses,
} from "./defaultReportMetrics.js";

export interface DefaultReportOptions<Paths extends {} = ownPaths> extends CallOptions {
  client: ClientFor<Paths, ReportNeeds>;
  projectID: string;
  /** The batches of the report, oldest first: those of {@link fetchBatchesForReport}. */
  batches: readonly Pick<
    components["schemas"]["batch"],
    "batchID" | "buildID" | "conflatedStatus" | "creationTimestamp" | "friendlyName"
  >[];
  /** Takes the metrics. */
  writer: MetricsWriter;
  /** Hears of what could not be put on the time axis. */
  log?: Log | undefined;
}

/**
 * Writes the report that most test suites start with: outcomes of tests through time, totals, counts
 * per experience and per metric, each scalar test metric's distribution and each scalar batch
 * metric's course. Time is when a batch's build was created. Without any batch it writes nothing.
 *
 *     runMetricsBuild({ report: (context) => writeDefaultReport(context) })
 * @throws {ApiError} where a list or a build cannot be read
 */
export async function writeDefaultReport<Paths extends {} = ownPaths>(
  options: DefaultReportOptions<Paths>,
): Promise<void> {
  const { projectID, batches, writer, log, signal } = options;
  const client = ownClient(options.client);
  const data = await readReportData({ client, projectID, batches, log, signal });
  if (data.length === 0) return;
  addTestStatuses(writer, data, projectID);
  addCountTables(writer, data);
  addDistributions(writer, data);
  addOverTime(writer, data);
}
