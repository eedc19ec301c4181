import type { paths as ownPaths } from "../generated/api/paths.js";
import { type CallOptions, getObject } from "./callPlatform.js";
import type { ClientFor, GetAnswer } from "./needs.js";

const reportPath = "/projects/{projectID}/reports/{reportID}";

export type ReportNeeds = { [reportPath]: { reportID: string } };

/**
 * Reads one report: which test suite, which branch, from when to when.
 * @throws {ApiError} where the platform refuses, 404 if the project has no such report
 */
export async function getReport<Paths extends {} = ownPaths>(
  options: CallOptions & {
    client: ClientFor<Paths, ReportNeeds>;
    projectID: string;
    reportID: string;
  },
): Promise<GetAnswer<Paths, typeof reportPath>> {
  const { client, projectID, reportID, signal } = options;
  return await getObject<GetAnswer<Paths, typeof reportPath>>({
    client,
    operation: "getReport",
    path: reportPath,
    params: { path: { projectID, reportID } },
    signal,
  });
}
