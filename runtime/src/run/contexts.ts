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

/** What a metrics function is given in every mode. */
export interface RunContext {
  /** Takes the metrics, metrics data and events of this run. What it holds at the end is written. */
  writer: MetricsWriter;
  /** The folder of the results, for images and other files beside the message. */
  outputs: Outputs;
  /** Aborted when the run is asked to stop; hand it on to whatever takes long. */
  signal: AbortSignal;
  /** Lines on stderr, as many as METRICS_LOG lets through. */
  log: Log;
  /**
   * Says the overall status of the run, whatever its metrics say: for example `PASSED` although some
   * warn. The last call counts; undefined takes it back. Without, it is the worst failure among the
   * metrics, else `PASSED`.
   *
   * @throws {MetricDefinitionError} for a word that is no status.
   */
  overrideStatus(status: StatusRead | undefined): void;
}

/**
 * What the test function is given. `T` are the topics that rows are typed by: by default those that
 * `metrics-project generate` wrote from the project's config, or any where it has none.
 */
export interface TestContext<T extends Topics = ProjectTopics> extends RunContext {
  /** Takes the rows of this test. They are written beside the message, with it or not at all. */
  emissions: Emissions<T>;
  /** Folder of what the simulation wrote. Absent where the test has an experience folder alone. */
  logsDir: string;
  /** Folder of the experience's own files. Absent where the test has logs alone. */
  experienceDir: string;
}

/** The tests of a batch, each read when it is asked for. */
export interface BatchTests<Paths extends {} = ownPaths> extends AsyncIterable<TestMetrics<Paths>> {
  /**
   * Reads all tests into memory, in the order of the platform's list. Iterate instead where a batch
   * is too large for that.
   * @throws {ApiError} naming every test that could not be read
   */
  collect(): Promise<TestMetrics<Paths>[]>;
}

/**
 * What the batch function is given. `Paths` are the types that `metrics-project generate` wrote for
 * a project; ours by default.
 */
export interface BatchContext<Paths extends {} = ownPaths> extends RunContext {
  tests: BatchTests<Paths>;
  /** The batch as the platform describes it: name, status, status counts. */
  batch: GetAnswer<Paths, "/projects/{projectID}/batches/{batchID}">;
  batchID: string;
  projectID: string;
  /** For whatever else the platform's API can tell. */
  client: PlatformClient<Paths>;
}

/** What the report function is given; for `Paths` see {@link BatchContext}. */
export interface ReportContext<Paths extends {} = ownPaths> extends RunContext {
  /** The report as the platform describes it: test suite, branch, time span. */
  report: GetAnswer<Paths, "/projects/{projectID}/reports/{reportID}">;
  /** The batches that the report covers, oldest first. */
  batches: EntryOf<Paths, "/projects/{projectID}/batches", "batches">[];
  reportID: string;
  projectID: string;
  /** For whatever else the platform's API can tell. */
  client: PlatformClient<Paths>;
}

/** The metrics functions of a build. One that is left out has nothing to compute in its mode. */
export interface MetricsFunctions<Paths extends {} = ownPaths> {
  test?: (context: TestContext) => void | Promise<void>;
  batch?: (context: BatchContext<Paths>) => void | Promise<void>;
  report?: (context: ReportContext<Paths>) => void | Promise<void>;
}

/**
 * What a build asks of the API description that its functions are typed by. Where that lacks what a
 * mode reads, the mode's function must have a property that none has, and whose type says what is missing.
 */
export interface ModesOf<Paths> {
  batch?: Meets<Paths, BatchNeeds & TestNeeds>;
  report?: Meets<Paths, ReportNeeds & ReportBatchesNeeds>;
}

type Meets<Paths, N> = [Lacks<Paths, N>] extends [never]
  ? unknown
  : { readonly "this API description lacks what the mode needs": Lacks<Paths, N> };
