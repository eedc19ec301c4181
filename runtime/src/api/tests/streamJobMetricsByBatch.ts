import { ApiError, ConfigError } from "../../errors.js";
import type { paths as ownPaths } from "../../generated/api/paths.js";
import { findProject } from "../batches/findProject.js";
import { linkedController } from "../http/linkedController.js";
import { ownClient } from "../http/needs.js";
import type { JobMetricsOptions } from "./JobMetricsOptions.js";
import { Progress } from "./progress.js";
import { readTests } from "./readTests.js";
import type { TestMetrics, UnreadTest } from "./TestMetrics.js";

/** Maximum delay of a timer in milliseconds: 24 days. Later deadlines are ignored. */
const maxTimer = 2 ** 31 - 1;

/** Tests in batch order, as they are read. Can be iterated only once. */
export interface TestStream<Paths extends {} = ownPaths>
  extends AsyncIterable<TestMetrics<Paths>, void, undefined> {
  /** Tests that were skipped so far with `onError: "skip"`. */
  readonly unread: readonly UnreadTest[];
}

/**
 * Reads the tests of a batch one by one, in batch order. Reads up to 16 tests at once. At most 128
 * are being read or wait for you (32 if they are large), so that memory does not grow with the
 * batch. A slow consumer slows down reading. Leaving the loop early stops it.
 *
 * A batch that changes while it is read is listed again. The iteration throws errors.
 * @throws {UnreadTestsError} after the last readable test, if others could not be read
 * @throws {ApiError} if the project is not found, the batch cannot be listed, or a test was deleted after it had
 *   been yielded
 * @throws {CancelledError} if `signal` is aborted
 * @throws {ConfigError} at once if `deadline` is invalid
 */
export function streamJobMetricsByBatch<Paths extends {} = ownPaths>(
  options: JobMetricsOptions<Paths>,
): TestStream<Paths> {
  return streamTests(options);
}

/** The same for callers that can handle deleted tests: see {@link readTests}. */
export function streamTests<Paths extends {}>(
  options: JobMetricsOptions<Paths>,
  onDeleted?: (jobIDs: readonly string[]) => void,
): TestStream<Paths> {
  const unread: UnreadTest[] = [];
  const { deadline } = options;
  if (deadline !== undefined && !(deadline > 0)) {
    throw new ConfigError(`deadline must be a number of milliseconds, got ${deadline}.`);
  }
  async function* run(): AsyncGenerator<TestMetrics, void, undefined> {
    const { batchID, log, terminal } = options;
    const client = ownClient(options.client);
    const progress = new Progress({ log, terminal });
    using stop = linkedController(options.signal);
    const { signal } = stop;
    const timer =
      deadline !== undefined && deadline <= maxTimer
        ? setTimeout(() => stop.abort(tooLate(deadline, progress)), deadline)
        : undefined;
    // At once, because the reason of the abort may be an error to report.
    signal.addEventListener("abort", () => progress.stop(), { once: true });
    progress.start();
    try {
      // The needs of the search are not checked: a config with projectID does not need it.
      const projectID =
        options.projectID ?? (await findProject({ client, batchID, log, signal })).projectID;
      yield* readTests({ ...options, client, projectID, unread, progress, signal, onDeleted });
    } finally {
      clearTimeout(timer);
      progress.stop();
    }
  }
  let iterator: AsyncGenerator<TestMetrics, void, undefined> | undefined;
  const stream: TestStream = {
    unread,
    [Symbol.asyncIterator]() {
      iterator ??= run();
      return iterator;
    },
  };
  return stream as unknown as TestStream<Paths>;
}

function tooLate(deadline: number, progress: Progress): ApiError {
  return new ApiError(
    `The batch was not read within the deadline of ${deadline / 1000} s. ${progress.counts()}.`,
    {
      operation: "fetchJobMetricsByBatch",
      hint: "Raise the deadline, or look for retried requests in the log.",
    },
  );
}
