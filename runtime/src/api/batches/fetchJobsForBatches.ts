import type { paths as ownPaths } from "../../generated/api/paths.js";
import type { CallOptions } from "../http/callPlatform.js";
import { listAll } from "../http/listPages.js";
import { type ClientFor, type EntryOf, ownClient } from "../http/needs.js";
import { sideBySide } from "../http/sideBySide.js";
import { jobsPath } from "./job.js";

type JobsNeeds = { [jobsPath]: { jobs: { jobID: string }[]; nextPageToken: string } };

/**
 * The tests of several batches as the API lists them, by batch ID in the given order: experience, parameters,
 * statuses. Requests the batches concurrently.
 * @throws {ApiError} if one of the lists cannot be read
 */
export async function fetchJobsForBatches<Paths extends {} = ownPaths>(
  options: CallOptions & {
    client: ClientFor<Paths, JobsNeeds>;
    projectID: string;
    batchIDs: readonly string[];
  },
): Promise<Map<string, EntryOf<Paths, typeof jobsPath, "jobs">[]>> {
  const { projectID, batchIDs } = options;
  const client = ownClient(options.client);
  const jobs = await sideBySide(batchIDs, options.signal, async (batchID, signal) => {
    const params = { path: { projectID, batchID } };
    const listed = await listAll({ client, path: jobsPath, params, signal });
    return listed as EntryOf<Paths, typeof jobsPath, "jobs">[];
  });
  return new Map(batchIDs.map((batchID, i) => [batchID, jobs[i] ?? []]));
}
