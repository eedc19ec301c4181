import type { OwnEntry } from "../http/lists.js";

/** Path of the list of a batch's tests. */
export const jobsPath = "/projects/{projectID}/batches/{batchID}/jobs";

/** One test as the API lists it: experience, parameters, statuses. The API calls it "job". */
export type Job = OwnEntry<typeof jobsPath>;
