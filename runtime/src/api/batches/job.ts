import type { OwnEntry } from "../http/lists.js";

/** Where the tests of a batch are listed. */
export const jobsPath = "/projects/{projectID}/batches/{batchID}/jobs";

/** One test as the API lists it: experience, parameters, statuses. "Job" in the API's words. */
export type Job = OwnEntry<typeof jobsPath>;
