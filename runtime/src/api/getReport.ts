import type { paths as ownPaths } from "../generated/api/paths.js";
import { answerOf, type CallOptions, extras } from "./callPlatform.js";
import type { ClientFor, GetAnswer } from "./needs.js";
import { asOwn } from "./PlatformClient.js";

const reportPath = "/projects/{projectID}/reports/{reportID}";

type ReportNeeds = { [reportPath]: { reportID: string } };

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
  const answer = await answerOf(
    client,
    "getReport",
    `report ${reportID}, project ${projectID}`,
    asOwn(client).GET(reportPath, {
      ...extras("getReport", signal),
      params: { path: { projectID, reportID } },
    }),
  );
  return answer as GetAnswer<Paths, typeof reportPath>;
}
