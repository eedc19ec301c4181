import type { Launcher } from "./Launcher.js";
import type { RunResult } from "./RunResult.js";

/** A folder, absolute, and as the user wrote it. */
export interface NamedFolder {
  path: string;
  shown: string;
}

/** A test that ran elsewhere. */
export interface RecordedTest {
  name: string;
  /**
   * Fills a folder that is not there with what the run left, and returns its result.
   * @throws CommandError where what it left is not whole
   */
  take(folder: string): Promise<RunResult>;
}

export interface RehearsalOptions {
  /** Folder of the tests, or tests that ran already, in the order to show them. */
  tests: NamedFolder | { recorded: readonly RecordedTest[] };
  /** Folder that keeps the outputs. */
  out: NamedFolder;
  launcher: Launcher;
  /** Runs the first test only. Default: all. */
  first?: boolean;
  /** How many earlier batches there are; with none there is no report. */
  earlierBatches: number;
  /** Runs at a time. */
  parallel: number;
  /** Seconds that a run may take. */
  timeout: number;
  /** Adds to the result of a run what only the command knows. Default: nothing. */
  finish?: (result: RunResult) => RunResult;
  /** The metrics set of the config that emissions are shown by. Default: all that are no dashboard's. */
  metricsSet?: string | undefined;
  /** Path of the API's description that the platform is to serve. Default: that of this version. */
  description?: string | undefined;
}
