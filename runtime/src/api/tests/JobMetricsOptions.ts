import type { paths as ownPaths } from "../../generated/api/paths.js";
import type { Log } from "../../log.js";
import type { CallOptions } from "../http/callPlatform.js";
import type { ClientFor } from "../http/needs.js";
import type { ProgressTerminal } from "./progress.js";
import type { TestNeeds } from "./TestMetrics.js";

/** What to read of a batch, and how. */
export interface JobMetricsOptions<Paths extends {} = ownPaths> extends CallOptions {
  /** A client from {@link createPlatformClient}, with the project's own paths if it has them. */
  client: ClientFor<Paths, TestNeeds>;
  /** Project of the batch. If omitted, it is searched for: see {@link findProject}. */
  projectID?: string | undefined;
  batchID: string;
  /**
   * What to do about tests that cannot be read. "throw": continue with the others, then fail with an
   * {@link UnreadTestsError} that names each of them. "skip": skip them, warn, and list them under `unread`. An
   * unreadable list of tests, a refused token and an unresponsive platform are errors in either case.
   * @default "throw"
   */
  onError?: "throw" | "skip" | undefined;
  /**
   * Whether to read the events of each test, too, at the cost of one more request per test.
   * @default false
   */
  events?: boolean | undefined;
  /**
   * Milliseconds after which reading fails as a whole, including the search for the project.
   * @default no limit
   */
  deadline?: number | undefined;
  /** Logs progress and skipped tests. */
  log?: Log | undefined;
  /** Where to draw a progress bar: process.stderr, if that is a terminal. Without it, progress goes to `log`. */
  terminal?: ProgressTerminal | undefined;
}
