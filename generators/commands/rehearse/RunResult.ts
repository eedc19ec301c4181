/** A status as the platform names it, or ERROR for a run that failed. */
export type RunStatus =
  | "PASSED"
  | "FAIL_WARN"
  | "FAIL_BLOCK"
  | "RAW"
  | "NOT_APPLICABLE"
  | "NO_STATUS_REPORTED"
  | "ERROR";

/** A scalar metric of a run. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  status: RunStatus;
  /** Its value in the baseline, if different. */
  before?: { value: number; unit: string };
}

/** The result of one run of the build. */
export interface RunResult {
  kind: "test" | "batch" | "report";
  /** The test's name; otherwise a description of the run for the user. */
  name: string;
  /** A dashboard of the config, for which no build ran. */
  dashboard?: true;
  /** Days before now, for a synthetic earlier batch. */
  daysEarlier?: number;
  /** A test's ID on the local platform, which messages of the batch may refer to. */
  jobID?: string;
  /** A batch's ID on the local platform, which the report's message may refer to. */
  batchID?: string;
  status: RunStatus;
  /** Wall-clock time of the process. */
  seconds: number;
  metrics: number;
  metricsData: number;
  events: number;
  /** Warnings of the validator and of the run's log, one sentence each, without duplicates. */
  warnings: string[];
  /** Visible scalar metrics, in the order of the message. */
  figures: Figure[];
  /** Number of emission rows; absent if it wrote a message and no emissions. */
  emissions?: number;
  /** Absent if it wrote a metrics.binproto. */
  message?: false;
  /** The message with the charts of its emissions, relative to the rehearsal's folder, with slashes. */
  preview?: string;
  /** Folder of its outputs, relative to the rehearsal's folder, with slashes. */
  outputs: string;
  /** Log file with everything it printed, relative to the rehearsal's folder. */
  log: string;
  /** Why the status is ERROR. */
  failure?: string;
  /** The end of its stderr, if it failed. */
  stderr?: string;
}

/** The content of rehearsal.json, and of `--json`. */
export interface RehearsalSummary {
  /** Version of this file's format. */
  version: 1;
  title: string;
  /** The project's name, if it has one. */
  project?: string;
  /** The checked-out commit, if the project is in a Git repository. */
  commit?: string;
  /** RFC 3339. */
  startedAt: string;
  seconds: number;
  /** What was run: a file of the project, or an image. */
  build: string;
  /** Outcome, matching the exit code. */
  outcome: "done" | "failed" | "blocked";
  /** Number of runs executed this time; with --watch, the others keep their results. */
  ran: number;
  /** Tests by name, the batch, earlier batches from newest to oldest, the report, dashboards. */
  runs: RunResult[];
  /** For projects with emissions: problems of the config and its queries, and what cannot be shown here. */
  queries?: { problems: string[]; warnings: string[] };
}
