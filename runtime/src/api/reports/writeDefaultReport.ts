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
  /** Receives the metrics. */
  writer: MetricsWriter;
  /** Logs what could not be placed on the time axis. */
  log?: Log | undefined;
}

/**
 * Writes a report that suits most test suites as a start. It shows outcomes of tests over time,
 * totals, and counts per experience and per metric. It also shows the distribution of each scalar
 * test metric, and each scalar batch metric over time. The time is that of the build's creation.
 * Writes nothing if there are no batches.
 *
 *     runMetricsBuild({ report: (context) => writeDefaultReport(context) })
 * @throws {ApiError} if a list or a build cannot be read
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
