import type { PlatformClient } from "../api/PlatformClient.js";
import type { TestMetrics } from "../api/TestMetrics.js";
import type { components } from "../generated/api/paths.js";
import type { Log } from "../log.js";
import type { MetricsWriter } from "../writer/MetricsWriter.js";
import type { Outputs } from "./outputs.js";

type Schemas = components["schemas"];

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
}

/** What the test function is given. */
export interface TestContext extends RunContext {
  /** Folder of what the simulation wrote. Absent where the test has an experience folder alone. */
  logsDir: string;
  /** Folder of the experience's own files. Absent where the test has logs alone. */
  experienceDir: string;
}

/** The tests of a batch, each read when it is asked for. */
export interface BatchTests extends AsyncIterable<TestMetrics> {
  /**
   * Reads all tests into memory, in the order of the platform's list. Iterate instead where a batch
   * is too large for that.
   * @throws {ApiError} naming every test that could not be read
   */
  collect(): Promise<TestMetrics[]>;
}

/** What the batch function is given. */
export interface BatchContext extends RunContext {
  tests: BatchTests;
  /** The batch as the platform describes it: name, status, status counts. */
  batch: Schemas["batch"];
  batchID: string;
  projectID: string;
  /** For whatever else the platform's API can tell. */
  client: PlatformClient;
}

/** What the report function is given. */
export interface ReportContext extends RunContext {
  /** The report as the platform describes it: test suite, branch, time span. */
  report: Schemas["report"];
  /** The batches that the report covers, oldest first. */
  batches: Schemas["batch"][];
  reportID: string;
  projectID: string;
  /** For whatever else the platform's API can tell. */
  client: PlatformClient;
}

/** The metrics functions of a build. One that is left out has nothing to compute in its mode. */
export interface MetricsFunctions {
  test?: (context: TestContext) => void | Promise<void>;
  batch?: (context: BatchContext) => void | Promise<void>;
  report?: (context: ReportContext) => void | Promise<void>;
}
