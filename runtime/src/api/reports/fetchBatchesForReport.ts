import { compareTimestamps } from "../../data/timestamp.js";
import type { components, paths as ownPaths } from "../../generated/api/paths.js";
import type { CallOptions } from "../http/callPlatform.js";
import { listAll } from "../http/listPages.js";
import { type ClientFor, type EntryOf, ownClient } from "../http/needs.js";
import { parseTimestamp } from "../http/parseTimestamp.js";
import { getReport } from "./getReport.js";

type Batch = components["schemas"]["batch"];
type Report = components["schemas"]["report"];

const batchesPath = "/projects/{projectID}/batches";

/** What a report requires of an API description. */
export type ReportBatchesNeeds = {
  "/projects/{projectID}/reports/{reportID}": {
    testSuiteID: string;
    testSuiteRevision: number;
    respectRevisionBoundary: boolean;
    branchID: string;
    startTimestamp: string;
    endTimestamp: string;
  };
  [batchesPath]: {
    batches: { batchID: string; creationTimestamp: string }[];
    nextPageToken: string;
  };
};

export type BatchesForReportOptions<Paths extends {} = ownPaths> = CallOptions & {
  client: ClientFor<Paths, ReportBatchesNeeds>;
  projectID: string;
} & (
    | { reportID: string; report?: undefined }
    | {
        /** The report, if it was already read. */
        report: Pick<
          Report,
          | "testSuiteID"
          | "testSuiteRevision"
          | "respectRevisionBoundary"
          | "branchID"
          | "startTimestamp"
          | "endTimestamp"
        >;
        reportID?: undefined;
      }
  );

/**
 * The batches of a report, oldest first: those of its test suite and branch, created between its
 * start and end. If the report has a revision of the suite, only batches of that revision.
 * @throws {ApiError} if the report or the list of batches cannot be read
 */
export async function fetchBatchesForReport<Paths extends {} = ownPaths>(
  options: BatchesForReportOptions<Paths>,
): Promise<EntryOf<Paths, typeof batchesPath, "batches">[]> {
  const { projectID, signal } = options;
  const client = ownClient(options.client);
  const report =
    options.report ?? (await getReport({ client, projectID, reportID: options.reportID, signal }));
  const listed = await listAll({
    client,
    path: batchesPath,
    params: { path: { projectID }, query: { search: searchFor(report) } },
    signal,
  });
  const sorted = listed.map((batch) => ({ batch, at: creationTime(batch) }));
  sorted.sort((a, b) => compareTimestamps(a.at, b.at));
  return sorted.map(({ batch }) => batch) as EntryOf<Paths, typeof batchesPath, "batches">[];
}

function creationTime(batch: Batch) {
  const { creationTimestamp } = batch;
  if (creationTimestamp !== undefined) return parseTimestamp(creationTimestamp, "listBatches");
  return { seconds: 0, nanos: 0 };
}

/** A query in the platform's language: quoted values, and timestamps as in RFC 3339. */
function searchFor(report: NonNullable<BatchesForReportOptions["report"]>): string {
  const conditions = [
    `test_suite_id = "${report.testSuiteID}"`,
    `branch_id = "${report.branchID}"`,
    `created_at > "${report.startTimestamp}"`,
    `created_at < "${report.endTimestamp}"`,
  ];
  if (report.respectRevisionBoundary) {
    conditions.push(`test_suite_revision = ${report.testSuiteRevision}`);
  }
  return conditions.join(" AND ");
}
