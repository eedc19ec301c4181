import type { paths as ownPaths } from "../generated/api/paths.js";
import type { Log } from "../log.js";
import type { CallOptions } from "./callPlatform.js";
import { findProject } from "./findProject.js";
import type { ClientFor } from "./needs.js";
import type { ProgressTerminal } from "./progress.js";
import { readTests } from "./readTests.js";
import type { TestMetrics, TestNeeds, UnreadTest } from "./TestMetrics.js";

export interface JobMetricsOptions<Paths extends {} = ownPaths> extends CallOptions {
  /** A client of {@link createPlatformClient}; over the project's own paths, if it has them. */
  client: ClientFor<Paths, TestNeeds>;
  /** Project of the batch. Left out, it is searched for: see {@link findProject}. */
  projectID?: string | undefined;
  batchID: string;
  /**
   * What to do about tests that cannot be read. "throw": go on with the others, then fail with an
   * {@link UnreadTestsError} that names every one of them. "skip": leave them out, warn, and list
   * them under `unread`. A batch whose list of tests cannot be read, a token that is refused and a
   * platform that no longer answers are errors in either case.
   * @default "throw"
   */
  onError?: "throw" | "skip" | undefined;
  /**
   * Read each test's events too, at the cost of one more request per test.
   * @default false
   */
  events?: boolean | undefined;
  /**
   * Milliseconds after which the whole reading fails.
   * @default no limit
   */
  deadline?: number | undefined;
  /** Hears how far reading is, and which tests were skipped. */
  log?: Log | undefined;
  /** Where to draw a progress bar: process.stderr, where that is a terminal. Without one: lines in `log`. */
  terminal?: ProgressTerminal | undefined;
}

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
 * Errors are thrown by the iteration.
 * @throws {UnreadTestsError} after the last readable test, where others could not be read
 * @throws {ApiError} where the project is not found or the batch cannot be listed
 * @throws {CancelledError} where `signal` is aborted
 */
export function streamJobMetricsByBatch<Paths extends {} = ownPaths>(
  options: JobMetricsOptions<Paths>,
): TestStream<Paths> {
  const unread: UnreadTest[] = [];
  async function* run(): AsyncGenerator<TestMetrics, void, undefined> {
    const { client, batchID, log, signal } = options;
    // The needs of the search are checked for our own paths only: a project that names its projects needs none.
    const search = client as unknown as Parameters<typeof findProject<ownPaths>>[0]["client"];
    const projectID =
      options.projectID ??
      (await findProject<ownPaths>({ client: search, batchID, log, signal })).projectID;
    yield* readTests({ ...options, projectID, unread });
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
