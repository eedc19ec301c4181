import { ApiError, ConfigError } from "../../errors.js";
import type { paths as ownPaths } from "../../generated/api/paths.js";
import { findProject } from "../batches/findProject.js";
import { linkedController } from "../http/linkedController.js";
import { ownClient } from "../http/needs.js";
import type { JobMetricsOptions } from "./JobMetricsOptions.js";
import { Progress } from "./progress.js";
import { readTests } from "./readTests.js";
import type { TestMetrics, UnreadTest } from "./TestMetrics.js";

/** Milliseconds that a timer can count: 24 days. A later deadline is none. */
const maxTimer = 2 ** 31 - 1;

/** Tests as they are read, in the order of the batch. To be iterated once. */
export interface TestStream<Paths extends {} = ownPaths>
  extends AsyncIterable<TestMetrics<Paths>, void, undefined> {
  /** Tests that were left out so far, with `onError: "skip"`. */
  readonly unread: readonly UnreadTest[];
}

/**
 * Reads the tests of a batch one by one, in the order of the batch. Up to 16 tests are read at once,
 * and at most 128 are read or wait to be taken (32 where they are large), so that memory does not grow
 * with the batch; who takes them slowly slows reading down. Leaving the loop early stops it.
 *
 * A batch that changes while it is read is listed again. Errors are thrown by the iteration.
 * @throws {UnreadTestsError} after the last readable test, where others could not be read
 * @throws {ApiError} where the project is not found, the batch cannot be listed, or a test was deleted
 *   after it had been given
 * @throws {CancelledError} where `signal` is aborted
 * @throws {ConfigError} at once where `deadline` is no time
 */
export function streamJobMetricsByBatch<Paths extends {} = ownPaths>(
  options: JobMetricsOptions<Paths>,
): TestStream<Paths> {
  return streamTests(options);
}

/** The same for those who can take back what was given: see {@link readTests}. */
export function streamTests<Paths extends {}>(
  options: JobMetricsOptions<Paths>,
  onDeleted?: (jobIDs: readonly string[]) => void,
): TestStream<Paths> {
  const unread: UnreadTest[] = [];
  const { deadline } = options;
  if (deadline !== undefined && !(deadline > 0)) {
    throw new ConfigError(`deadline must be a number of milliseconds, and is ${deadline}.`);
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
    // At once, since whoever aborted may have something to say.
    signal.addEventListener("abort", () => progress.stop(), { once: true });
    progress.start();
    try {
      // The needs of the search are not checked: a project that names its projects needs none.
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
      hint: "Raise the deadline, or look at the log for requests that are repeated.",
    },
  );
}
