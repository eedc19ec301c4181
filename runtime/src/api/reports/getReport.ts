import type { paths as ownPaths } from "../../generated/api/paths.js";
import { type CallOptions, getObject } from "../http/callPlatform.js";
import { type ClientFor, type GetAnswer, ownClient } from "../http/needs.js";

const reportPath = "/projects/{projectID}/reports/{reportID}";

export type ReportNeeds = { [reportPath]: { reportID: string } };

/**
 * Reads one report: test suite, branch, time span.
 * @throws {ApiError} if the request fails; 404 if the project has no such report
 */
export async function getReport<Paths extends {} = ownPaths>(
  options: CallOptions & {
    client: ClientFor<Paths, ReportNeeds>;
    projectID: string;
    reportID: string;
  },
): Promise<GetAnswer<Paths, typeof reportPath>> {
  const { projectID, reportID, signal } = options;
  const report = await getObject({
    client: ownClient(options.client),
    path: reportPath,
    params: { path: { projectID, reportID } },
    signal,
  });
  return report as GetAnswer<Paths, typeof reportPath>;
}
