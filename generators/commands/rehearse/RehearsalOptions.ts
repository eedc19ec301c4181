import type { Launcher } from "./Launcher.js";
import type { RunResult } from "./RunResult.js";

export interface RehearsalOptions {
  /** Folder of the tests, absolute, and as the user wrote it. */
  tests: { path: string; shown: string };
  /** Folder that keeps the outputs, absolute, and as the user wrote it. */
  out: { path: string; shown: string };
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
