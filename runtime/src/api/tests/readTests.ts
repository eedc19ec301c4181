import { ApiError, MetricsError } from "../../errors.js";
import { type Job, jobsPath } from "../batches/job.js";
import { cancelledBy, isHopeless } from "../http/endOfReading.js";
import { type LinkedController, linkedController } from "../http/linkedController.js";
import { anyList, readList } from "../http/listPages.js";
import type { PlatformClient } from "../http/PlatformClient.js";
import type { JobMetricsOptions } from "./JobMetricsOptions.js";
import type { Progress } from "./progress.js";
import { readTest } from "./readTest.js";
import { byReason, type TestMetrics, type UnreadTest, UnreadTestsError } from "./TestMetrics.js";

/** Number of tests that are read at once. */
const maxOpen = 16;
/** Number of tests that are being read or wait for the consumer, regardless of size. */
const minAhead = 32;
/** The same for small tests: a slow first one must not block the others. */
const maxAhead = 128;
/** Bytes of waiting objects beyond which only `minAhead` tests may wait. */
const maxBytesAhead = 8 * 2 ** 20;

type Outcome = { test: TestMetrics; bytes: number } | { unread: UnreadTest };

interface ReadTestsOptions
  extends Pick<JobMetricsOptions, "batchID" | "onError" | "events" | "log"> {
  client: PlatformClient;
  projectID: string;
  signal: AbortSignal;
  /** Receives the number of tests, and each test that was read. */
  progress: Progress;
  /** Receives the tests that cannot be read. */
  unread: UnreadTest[];
  /** Called for tests that were deleted after they were yielded. Without it, that is an error. */
  onDeleted?: ((jobIDs: readonly string[]) => void) | undefined;
}

/** The tests of a batch in order, read ahead of the consumer up to a limit. */
export async function* readTests(
  options: ReadTestsOptions,
): AsyncGenerator<TestMetrics, void, undefined> {
  const { unread, onError = "throw", log, progress } = options;
  const run = new Run(options);
  try {
    for (;;) {
      const outcome = await run.next();
      if (!outcome) break;
      if ("test" in outcome) yield outcome.test;
      else unread.push(outcome.unread);
    }
    progress.end();
    if (run.failure) throw run.explained(unread);
    const { deletedAfterTaken } = run;
    unread.splice(0, unread.length, ...unread.filter(({ jobID }) => !run.isDeleted(jobID)));
    if (deletedAfterTaken.length > 0) {
      if (!options.onDeleted) throw deletedMeanwhile(deletedAfterTaken);
      options.onDeleted(deletedAfterTaken);
    }
    if (unread.length === 0) return;
    const first = unread[0]?.error;
    // If not a single test could be read, skipping them is not acceptable.
    if (first && (onError === "throw" || unread.length === run.listed)) {
      throw new UnreadTestsError(unread, run.listed, "", first);
    }
    log?.warn(
      `${unread.length} of ${run.listed} tests could not be read and are skipped:${byReason(unread)}`,
    );
  } finally {
    run.stop();
  }
}

/** One pass over a batch: opens tests in order, and keeps their outcomes until the consumer takes them. */
class Run {
  /** Why reading stopped before all tests were listed. */
  failure: Error | undefined;
  /** Number of tests that the platform listed so far. */
  listed = 0;
  readonly #options: ReadTestsOptions;
  readonly #abort: LinkedController;
  readonly #ahead: { jobID: string; outcome: Promise<Outcome> }[] = [];
  readonly #opened = new Set<string>();
  readonly #taken: string[] = [];
  /** Tests that the final listing no longer has. */
  readonly #deleted = new Set<string>();
  #open = 0;
  #bytesAhead = 0;
  #total: number | undefined;
  #ended = false;
  #wake: () => void = () => {};

  constructor(options: ReadTestsOptions) {
    this.#options = options;
    this.#abort = linkedController(options.signal);
    void this.#openAll();
  }

  /** The outcome of the next test in order; undefined after the last one. */
  async next(): Promise<Outcome | undefined> {
    for (;;) {
      while (this.#ahead.length === 0 && !this.#ended) await this.#change();
      const first = this.#ahead[0];
      const outcome = await first?.outcome;
      this.#ahead.shift();
      if (outcome && "test" in outcome) this.#bytesAhead -= outcome.bytes;
      this.#changed();
      const { signal } = this.#abort;
      if (signal.aborted && !this.failure) throw cancelledBy(signal);
      if (first === undefined) return undefined;
      if (this.#deleted.has(first.jobID)) continue;
      if (outcome && "test" in outcome) this.#taken.push(first.jobID);
      return outcome;
    }
  }

  /** Tests that were yielded, but were missing when the list was read again. */
  get deletedAfterTaken(): readonly string[] {
    return this.#deleted.size === 0 ? [] : this.#taken.filter((jobID) => this.isDeleted(jobID));
  }

  isDeleted(jobID: string): boolean {
    return this.#deleted.has(jobID);
  }

  stop(): void {
    this.#ended = true;
    this.#abort[Symbol.dispose]();
    this.#abort.abort();
    this.#changed();
  }

  /** The error for reading that stopped early, with the unread tests. */
  explained(unread: readonly UnreadTest[]): Error {
    const { failure } = this;
    if (!failure || unread.length === 0)
      return failure ?? new MetricsError("Reading stopped early.");
    const missing = (this.#total ?? this.listed) - this.listed;
    const note = missing > 0 ? ` ${missing} more were not even listed.` : "";
    return new UnreadTestsError(unread, this.#total ?? this.listed, note, failure);
  }

  async #openAll(): Promise<void> {
    const { client, projectID, batchID, progress } = this.#options;
    const { signal } = this.#abort;
    const params = { path: { projectID, batchID } };
    const list = anyList({ client, path: jobsPath, params, signal });
    try {
      const order = await readList(list, async (page) => {
        this.#total = page.total ?? this.#total;
        const opened = this.#opened.size + page.entries.length;
        progress.total = this.#total ?? (page.next ? undefined : opened);
        for (const [at, job] of (page.entries as readonly Job[]).entries()) {
          const jobID = page.identities[at] ?? "";
          this.#opened.add(jobID);
          this.listed++;
          while (!this.#hasRoom() && !signal.aborted) await this.#change();
          this.#ahead.push({ jobID, outcome: this.#read(jobID, job) });
          this.#changed();
        }
      });
      const there = new Set(order);
      for (const jobID of this.#opened) if (!there.has(jobID)) this.#deleted.add(jobID);
      this.listed = there.size;
    } catch (error) {
      if (!signal.aborted) this.failure = error instanceof Error ? error : new Error(String(error));
    }
    this.#ended = true;
    this.#changed();
  }

  async #read(jobID: string, job: Job): Promise<Outcome> {
    const { client, projectID, batchID, events = false, log, progress } = this.#options;
    this.#open++;
    let bytes = 0;
    try {
      if (this.failure) throw this.failure;
      const { signal } = this.#abort;
      const scope = {
        ...{ client, projectID, batchID, events, signal },
        log: log && progress.besideBar(log),
        onFailure: (error: unknown) => this.#giveUpIfHopeless(error),
        onBytes: (more: number) => {
          bytes += more;
        },
      };
      const test = await readTest(jobID, job, scope);
      progress.add(test.metrics.length + test.metricsData.length);
      this.#bytesAhead += bytes;
      return { test, bytes };
    } catch (caught) {
      const error = caught instanceof Error ? caught : new Error(String(caught));
      this.#giveUpIfHopeless(error);
      const reason = this.failure && this.#abort.signal.aborted ? this.failure : error;
      return { unread: { jobID, experienceName: job.experienceName, error: reason } };
    } finally {
      this.#open--;
      this.#changed();
    }
  }

  /** Nothing more can be read: stops running requests, and reports listed tests as unread. */
  #giveUpIfHopeless(error: unknown): void {
    if (this.failure || !(error instanceof Error) || !isHopeless(error)) return;
    this.failure = error;
    this.#abort.abort(error);
  }

  #hasRoom(): boolean {
    const most = this.#bytesAhead < maxBytesAhead ? maxAhead : minAhead;
    return this.#open < maxOpen && this.#ahead.length < most;
  }

  #waiting: Promise<void> | undefined;

  /** Resolves at the next change of open, waiting or ended tests. */
  #change(): Promise<void> {
    this.#waiting ??= new Promise((resolve) => {
      this.#wake = resolve;
    });
    return this.#waiting;
  }

  #changed(): void {
    this.#waiting = undefined;
    this.#wake();
  }
}

function deletedMeanwhile(jobIDs: readonly string[]): ApiError {
  return new ApiError(
    `The batch changed while it was read: ${jobIDs.length === 1 ? "a test was" : `${jobIDs.length} tests were`} deleted after they had been read: ${jobIDs.join(", ")}.`,
    { operation: "listJobs", hint: "Read the batch again when it no longer changes." },
  );
}
