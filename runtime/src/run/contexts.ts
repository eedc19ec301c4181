import type { BatchNeeds } from "../api/batches/getBatch.js";
import type { EntryOf, GetAnswer, Lacks } from "../api/http/needs.js";
import type { PlatformClient } from "../api/http/PlatformClient.js";
import type { ReportBatchesNeeds } from "../api/reports/fetchBatchesForReport.js";
import type { ReportNeeds } from "../api/reports/getReport.js";
import type { TestMetrics, TestNeeds } from "../api/tests/TestMetrics.js";
import type { Emissions } from "../emissions/Emissions.js";
import type { ProjectTopics, Topics } from "../emissions/topics.js";
import type { StatusRead } from "../facts.js";
import type { paths as ownPaths } from "../generated/api/paths.js";
import type { Log } from "../log.js";
import type { MetricsWriter } from "../writer/metricsWriter.js";
import type { Outputs } from "./outputs.js";

/** The argument of a metrics function, common to all modes. */
export interface RunContext {
  /** Collects the metrics, metrics data and events of this run. Its contents are written at the end. */
  writer: MetricsWriter;
  /** The outputs folder, for images and other files next to the message. */
  outputs: Outputs;
  /** Aborted when the run is asked to stop. Pass it to long-running calls. */
  signal: AbortSignal;
  /** Writes lines to stderr, filtered by METRICS_LOG. */
  log: Log;
  /**
   * Sets the overall status of the run, regardless of its metrics: for example `PASSED` although some
   * warn. The last call counts; undefined resets it. Default: the worst failure among the metrics, else
   * `PASSED`.
   *
   * @throws {MetricDefinitionError} if `status` is not a status.
   */
  overrideStatus(status: StatusRead | undefined): void;
}

/**
 * The argument of the test function. `T` are the topics that give rows their types. Default: those that
 * `metrics-project generate` wrote from the project's config, or any topic without a config.
 */
export interface TestContext<T extends Topics = ProjectTopics> extends RunContext {
  /** Collects the rows of this test. They are written next to the message, together with it or not at all. */
  emissions: Emissions<T>;
  /** Folder with the logs of the simulation. Does not exist if the test only has an experience folder. */
  logsDir: string;
  /** Folder with the files of the experience. Does not exist if the test only has logs. */
  experienceDir: string;
}

/** The tests of a batch, each read on demand. */
export interface BatchTests<Paths extends {} = ownPaths> extends AsyncIterable<TestMetrics<Paths>> {
  /**
   * Reads all tests into memory, in the order of the platform's list. For large batches, iterate
   * instead.
   * @throws {ApiError} which names every test that could not be read
   */
  collect(): Promise<TestMetrics<Paths>[]>;
}

/**
 * The argument of the batch function. `Paths` are the API types that `metrics-project generate` wrote for
 * the project. Default: the types of this package.
 */
export interface BatchContext<Paths extends {} = ownPaths> extends RunContext {
  tests: BatchTests<Paths>;
  /** The batch as the API returns it: name, status, status counts. */
  batch: GetAnswer<Paths, "/projects/{projectID}/batches/{batchID}">;
  batchID: string;
  projectID: string;
  /** For other calls of the platform's API. */
  client: PlatformClient<Paths>;
}

/** The argument of the report function; for `Paths` see {@link BatchContext}. */
export interface ReportContext<Paths extends {} = ownPaths> extends RunContext {
  /** The report as the API returns it: test suite, branch, time span. */
  report: GetAnswer<Paths, "/projects/{projectID}/reports/{reportID}">;
  /** The batches that the report covers, oldest first. */
  batches: EntryOf<Paths, "/projects/{projectID}/batches", "batches">[];
  reportID: string;
  projectID: string;
  /** For other calls of the platform's API. */
  client: PlatformClient<Paths>;
}

/** The metrics functions of a build. Without a function, nothing is computed in that mode. */
export interface MetricsFunctions<Paths extends {} = ownPaths> {
  test?: (context: TestContext) => void | Promise<void>;
  batch?: (context: BatchContext<Paths>) => void | Promise<void>;
  report?: (context: ReportContext<Paths>) => void | Promise<void>;
}

/**
 * What a build requires of the API description behind the types of its functions. If it lacks something that
 * a mode reads, the type of the mode's function requires an impossible property, which names what is missing.
 */
export interface ModesOf<Paths> {
  batch?: Meets<Paths, BatchNeeds & TestNeeds>;
  report?: Meets<Paths, ReportNeeds & ReportBatchesNeeds>;
}

type Meets<Paths, N> = [Lacks<Paths, N>] extends [never]
  ? unknown
  : { readonly "this API description lacks what the mode needs": Lacks<Paths, N> };
