import type { paths as ownPaths } from "../../generated/api/paths.js";
import type { Log } from "../../log.js";
import type { CallOptions } from "../http/callPlatform.js";
import type { ClientFor } from "../http/needs.js";
import type { ProgressTerminal } from "./progress.js";
import type { TestNeeds } from "./TestMetrics.js";

/** What to read of a batch, and how. */
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
   * Milliseconds after which the whole reading fails, the search for the project included.
   * @default no limit
   */
  deadline?: number | undefined;
  /** Hears how far reading is, and which tests were skipped. */
  log?: Log | undefined;
  /** Where to draw a progress bar: process.stderr, where that is a terminal. Without one: lines in `log`. */
  terminal?: ProgressTerminal | undefined;
}
