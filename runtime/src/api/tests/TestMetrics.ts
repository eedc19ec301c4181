import { ApiError } from "../../errors.js";
import type { paths as ownPaths } from "../../generated/api/paths.js";
import type { UnpackedMetrics } from "../../unpack/unpackMetrics.js";
import type { jobsPath } from "../batches/job.js";
import type { EntryOf } from "../http/needs.js";

/** The results of one test of a batch, and its entry on the platform. */
export type TestMetrics<Paths extends {} = ownPaths> = UnpackedMetrics & {
  jobID: string;
  /** The test's entry in the batch: experienceName, parameters, conflatedStatus and more. */
  job: EntryOf<Paths, typeof jobsPath, "jobs">;
};

/** What reading tests requires of an API description. */
export type TestNeeds = {
  [jobsPath]: { jobs: { jobID: string }[]; nextPageToken: string };
  "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/metrics": {
    metrics: { metricID: string; metricURL: string }[];
    nextPageToken: string;
  };
  "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/metricsData": {
    metricsData: { dataID: string; metricsDataType: string; metricsDataURL: string }[];
    nextPageToken: string;
  };
};

/** A test that could not be read, and why. */
export interface UnreadTest {
  jobID: string;
  /** Name of its experience, if the platform has one. */
  experienceName: string | undefined;
  error: Error;
}

/** Some tests of a batch could not be read; the message names each of them. */
export class UnreadTestsError extends ApiError {
  override readonly name: string = "UnreadTestsError";
  readonly #tests: readonly UnreadTest[];

  constructor(tests: readonly UnreadTest[], of: number, note: string, first: Error) {
    const count = of > tests.length ? `${tests.length} of ${of}` : `${tests.length}`;
    super(
      `${count} ${Math.max(of, tests.length) === 1 ? "test" : "tests"} could not be read.${note}${byReason(tests)}`,
      {
        operation: first instanceof ApiError ? first.operation : "fetchJobMetricsByBatch",
        status: first instanceof ApiError ? first.status : undefined,
        hint:
          (first instanceof ApiError ? first.hint : undefined) ??
          'Pass onError: "skip" to continue without them.',
        cause: first,
      },
    );
    this.#tests = tests;
  }

  /** Each of these tests, with its reason. */
  get tests(): readonly UnreadTest[] {
    return this.#tests;
  }
}

/** Groups tests by the reason of their failure: an unreachable server fails thousands for one reason. */
export function byReason(tests: readonly UnreadTest[]): string {
  const reasons = new Map<string, string[]>();
  for (const { jobID, experienceName, error } of tests) {
    const names = reasons.get(error.message) ?? [];
    names.push(experienceName ? `${jobID} (${experienceName})` : jobID);
    reasons.set(error.message, names);
  }
  return [...reasons].map(([reason, names]) => `\n  ${names.join(", ")}\n    ${reason}`).join("");
}
