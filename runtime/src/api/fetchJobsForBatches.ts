import type { paths as ownPaths } from "../generated/api/paths.js";
import type { CallOptions } from "./callPlatform.js";
import type { ClientFor, EntryOf } from "./needs.js";
import { listPages } from "./paginate.js";
import { sideBySide } from "./sideBySide.js";
import { type Job, jobsPath } from "./TestMetrics.js";

type JobsNeeds = { [jobsPath]: { jobs: { jobID: string }[]; nextPageToken: string } };

/**
 * The tests of several batches as the API lists them, by batch ID in the given order: experience,
 * parameters, statuses. The batches are asked for side by side.
 * @throws {ApiError} where one of the lists cannot be read
 */
export async function fetchJobsForBatches<Paths extends {} = ownPaths>(
  options: CallOptions & {
    client: ClientFor<Paths, JobsNeeds>;
    projectID: string;
    batchIDs: readonly string[];
  },
): Promise<Map<string, EntryOf<Paths, typeof jobsPath, "jobs">[]>> {
  const { client, projectID, batchIDs } = options;
  const jobs = await sideBySide(batchIDs, options.signal, (batchID, signal) =>
    listJobs(client, projectID, batchID, signal),
  );
  return new Map(batchIDs.map((batchID, i) => [batchID, jobs[i] ?? []])) as unknown as Map<
    string,
    EntryOf<Paths, typeof jobsPath, "jobs">[]
  >;
}

async function listJobs(
  client: object,
  projectID: string,
  batchID: string,
  signal: AbortSignal,
): Promise<Job[]> {
  const jobs: Job[] = [];
  for await (const page of listPages<Job>({
    client,
    operation: "listJobs",
    path: jobsPath,
    entries: "jobs",
    params: { path: { projectID, batchID } },
    signal,
  })) {
    jobs.push(...page.entries);
  }
  return jobs;
}
