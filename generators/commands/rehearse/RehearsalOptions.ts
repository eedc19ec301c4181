import type { Launcher } from "./Launcher.js";
import type { RunResult } from "./RunResult.js";

/** A folder or file, absolute, or an s3:// URL; and as the user wrote it. */
export interface NamedFolder {
  path: string;
  shown: string;
}

/** A test that ran elsewhere. */
export interface RecordedTest {
  name: string;
  /**
   * Creates a folder with the run's outputs, and returns its result.
   * @throws CommandError if its outputs are incomplete
   */
  take(folder: string): Promise<RunResult>;
}

export interface RehearsalOptions {
  /** Folder or list of the tests, or tests that already ran, in display order. */
  tests: NamedFolder | { recorded: readonly RecordedTest[] };
  /** Folder for the outputs. */
  out: NamedFolder;
  launcher: Launcher;
  /** Runs the first test only. Default: all. */
  first?: boolean;
  /** Number of earlier batches; with 0 there is no report. */
  earlierBatches: number;
  /** Maximum number of parallel runs. */
  parallel: number;
  /** Timeout of a run in seconds. */
  timeout: number;
  /** Adds information to the result of a run that only the command has. Default: adds nothing. */
  finish?: (result: RunResult) => RunResult;
  /** The metrics set of the config to show emissions with. Default: all sets not used by a dashboard. */
  metricsSet?: string | undefined;
  /** Path of the OpenAPI description that the local platform serves. Default: the one of this version. */
  description?: string | undefined;
}
