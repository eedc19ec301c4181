/** A status as the platform words it, or ERROR for a run that failed. */
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
  /** What it was in the baseline, where it was another. */
  before?: { value: number; unit: string };
}

/** What became of one run of the build. */
export interface RunResult {
  kind: "test" | "batch" | "report";
  /** The test's name; else what the run is of, for a person. */
  name: string;
  /** What a dashboard of the config shows, for which no build ran. */
  dashboard?: true;
  /** Days before now, for a batch that was made up. */
  daysEarlier?: number;
  /** A test's ID on the local platform, which the batch's messages may refer to. */
  jobID?: string;
  /** A batch's ID on the local platform, which the report's message may refer to. */
  batchID?: string;
  status: RunStatus;
  /** Wall-clock time of the process. */
  seconds: number;
  metrics: number;
  metricsData: number;
  events: number;
  /** The validator's warnings and those that the run logged, one sentence each, none twice. */
  warnings: string[];
  /** Scalar metrics that are shown, in the order of the message. */
  figures: Figure[];
  /** Rows of its emissions; absent where it wrote none and wrote a message. */
  emissions?: number;
  /** Absent where it wrote a metrics.binproto. */
  message?: false;
  /** The message that holds the charts of its emissions, relative to the rehearsal's folder, with slashes. */
  preview?: string;
  /** Folder of what it wrote, relative to the rehearsal's folder, with slashes. */
  outputs: string;
  /** Everything that it printed, relative to the rehearsal's folder. */
  log: string;
  /** Why the status is ERROR. */
  failure?: string;
  /** The end of what it printed on stderr, where it failed. */
  stderr?: string;
}

/** The content of rehearsal.json, and of `--json`. */
export interface RehearsalSummary {
  /** Of this file's form. */
  version: 1;
  title: string;
  /** What the project calls itself, where it does. */
  project?: string;
  /** The commit that is checked out, where the project is in a repository. */
  commit?: string;
  /** RFC 3339. */
  startedAt: string;
  seconds: number;
  /** What was run: a file of the project, or an image. */
  build: string;
  /** How it ended, as the exit code says it. */
  outcome: "done" | "failed" | "blocked";
  /** How many of the runs were made this time; with --watch, the others are as they were. */
  ran: number;
  /** Tests by name, the batch, earlier batches from the newest on, the report, dashboards. */
  runs: RunResult[];
  /** What is wrong with the config and its queries, and what cannot be shown here; of projects that emit. */
  queries?: { problems: string[]; warnings: string[] };
}
