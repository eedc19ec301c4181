import { randomUUID } from "node:crypto";
import type { MetricsFunctions, paths as ownPaths } from "@metrics-project/runtime";
import { encodeJobMetrics } from "@metrics-project/runtime";
import type { JobMetrics } from "@metrics-project/runtime/messages";
import { conflatedJobStatus } from "./conflatedStatus.js";
import type { Batch, Job, Report } from "./entities.js";
import { EntityRegistry, unknownEntity } from "./entityRegistry.js";
import type { PlatformFaults } from "./faults.js";
import type { StatusWord } from "./metricStatuses.js";
import type { PlatformState } from "./platformState.js";
import { type PlatformRun, type PlatformRunOptions, runOnPlatform } from "./runOnPlatform.js";
import type { PlatformStatistics, RequestCounter } from "./statistics.js";

/** The results of a run: a folder with metrics.binproto, or the message itself. */
export type RunOutputs =
  | {
      /** The run's outputs folder. It is copied, with every file in it. */
      outputsDir: string;
      /**
       * Uses the folder in place instead of a copy, for thousands of tests. It must not change
       * while the platform, or one that is started on the same state, is in use. Default: false.
       */
      inPlace?: boolean;
      message?: never;
    }
  | {
      /** A message, or the bytes of one. */
      message: JobMetrics | Uint8Array;
      outputsDir?: never;
      inPlace?: never;
    }
  | { outputsDir?: undefined; message?: undefined; inPlace?: undefined };

/** Fields of the API's job, and the output of the test. */
export type TestRecord = Omit<Job, "jobID" | "batchID" | "projectID"> &
  RunOutputs & {
    /** The batch that it belongs to. Default: the newest batch; one is created if there is none. */
    batchID?: string;
    /** Name of its experience, which is created if it is missing. Default "test". */
    experience?: string;
    /** Folder of the logs that the simulation wrote, which the API lists with their checksums. It is copied. */
    logsDir?: string;
    /** Default: a new UUID. */
    jobID?: string;
  };

/** The config file of a batch run. */
export interface LocalBatchConfig {
  authToken: string;
  apiURL: string;
  projectID: string;
  batchID: string;
}

/** The config file of a report run. */
export interface LocalReportConfig {
  authToken: string;
  apiURL: string;
  projectID: string;
  reportID: string;
}

/** Dependencies of {@link LocalPlatform}. */
export interface PlatformParts {
  apiURL: string;
  token: string;
  state: PlatformState;
  now(): Date;
  counter: RequestCounter;
  setFaults(faults: PlatformFaults): void;
  expireLinks(): void;
  close(): Promise<void>;
}

/**
 * A platform on this machine, for rehearsals and tests of a metrics build. Omitted fields of entities get sensible
 * values; you can set every field of the API.
 */
export class LocalPlatform extends EntityRegistry implements AsyncDisposable {
  /** Base URL of the API, as in a config file. */
  readonly apiURL: string;
  /** The bearer token that the API requires. */
  readonly token: string;
  readonly #parts: PlatformParts;

  constructor(parts: PlatformParts) {
    super(parts.state, parts.now);
    this.#parts = parts;
    this.apiURL = parts.apiURL;
    this.token = parts.token;
  }

  /** The folder that contains the state. */
  get dir(): string {
    return this.state.dir;
  }

  /**
   * Adds a batch. Defaults: the project's first branch, system and suite, and the branch's newest build.
   * Its counts and statuses are derived from its tests.
   */
  async addBatch(fields: Partial<Batch> = {}): Promise<Batch & { batchID: string }> {
    const { projectID } = await this.project(fields.projectID);
    const systemID = fields.systemID ?? (await this.system(projectID)).systemID;
    const branchID = fields.branchID ?? (await this.branch(projectID)).branchID;
    const suite = await this.testSuite({ projectID, systemID }, fields.testSuiteID);
    const buildID = fields.buildID ?? (await this.build({ projectID, branchID, systemID })).buildID;
    const common = this.common(fields);
    const batch = {
      ...common,
      batchID: randomUUID(),
      projectID,
      systemID,
      branchID,
      buildID,
      testSuiteID: suite.testSuiteID,
      testSuiteRevision: suite.testSuiteRevision,
      friendlyName: `local-batch-${this.state.batches.all().length + 1}`,
      description: "",
      batchType: "NORMAL",
      parameters: {},
      lastUpdatedTimestamp: common.creationTimestamp,
      associatedAccount: "",
      runCounter: 1,
      ...fields,
    } as const;
    await this.state.batches.put(batch);
    return batch;
  }

  /**
   * Records a test: its job, and its results. Its status is that of the message; without a message it is an error,
   * unless a status is given.
   *
   * @throws ConfigError if the batch is unknown
   * @throws InputError if the outputs folder or the logs folder does not exist
   * @throws DecodeError if the message cannot be read
   */
  async recordTest(test: TestRecord = {}): Promise<Job & { jobID: string; batchID: string }> {
    const { outputsDir, message, inPlace, logsDir, experience: name, ...fields } = test;
    const batch = await this.#batch(fields.batchID);
    const { batchID = "", projectID = "" } = batch;
    const jobID = fields.jobID ?? randomUUID();
    const experience = await this.experience(projectID, fields.experienceID, name ?? "test");
    const written = await this.#recordRun(jobID, outputsDir ?? message, inPlace);
    if (logsDir !== undefined) await this.state.logs.record(jobID, logsDir);
    const jobStatus = fields.jobStatus ?? (written === undefined ? "ERROR" : "SUCCEEDED");
    const jobMetricsStatus = fields.jobMetricsStatus ?? written ?? "NO_STATUS_REPORTED";
    const common = this.common(fields);
    const job = {
      ...common,
      projectID,
      ...(batch.systemID === undefined ? {} : { systemID: batch.systemID }),
      ...(batch.branchID === undefined ? {} : { branchID: batch.branchID }),
      ...(batch.buildID === undefined ? {} : { buildID: batch.buildID }),
      description: "",
      experienceID: experience.experienceID,
      experienceName: experience.name,
      experienceProfile: experience.profile,
      parameters: batch.parameters ?? {},
      outputLocation: `local://${jobID}`,
      lastUpdatedTimestamp: common.creationTimestamp,
      conflatedStatus: conflatedJobStatus(jobStatus, jobMetricsStatus),
      runCounter: 1,
      ...fields,
      jobStatus,
      jobMetricsStatus,
      jobID,
      batchID,
    };
    await this.state.jobs.put(job);
    return job;
  }

  /** Records the results of a batch run. */
  async recordBatchMetrics(options: { batchID: string } & RunOutputs): Promise<Batch> {
    const batch = await this.#batch(options.batchID);
    const { batchID, outputsDir, message, inPlace } = options;
    const status = await this.#recordRun(batchID, outputsDir ?? message, inPlace);
    return await this.state.batches.put({
      ...batch,
      batchMetricsStatus: status ?? "NO_STATUS_REPORTED",
    });
  }

  /**
   * Adds a report on a suite and a branch. Defaults: those of the newest batch, and a time range around all
   * of its batches.
   */
  async addReport(fields: Partial<Report> = {}): Promise<Report> {
    const { projectID } = await this.project(fields.projectID);
    const newest = this.state.batches
      .all()
      .filter((batch) => batch.projectID === projectID)
      .at(-1);
    const { systemID } = await this.system(projectID);
    const wanted = fields.testSuiteID ?? newest?.testSuiteID;
    const suite = await this.testSuite({ projectID, systemID }, wanted);
    const { testSuiteID, testSuiteRevision } = suite;
    const branchID = fields.branchID ?? newest?.branchID ?? (await this.branch(projectID)).branchID;
    const times = this.state.batches
      .all()
      .filter((batch) => batch.testSuiteID === testSuiteID && batch.branchID === branchID)
      .map((batch) => Date.parse(batch.creationTimestamp ?? ""));
    const now = this.now().getTime();
    const first = times.reduce((least, time) => Math.min(least, time), now);
    const last = times.reduce((most, time) => Math.max(most, time), now);
    const second = 1000;
    const common = this.common(fields);
    return await this.state.reports.put({
      ...common,
      reportID: randomUUID(),
      projectID,
      testSuiteID,
      testSuiteRevision,
      respectRevisionBoundary: false,
      branchID,
      metricsBuildID: fields.metricsBuildID ?? (await this.metricsBuild(projectID)).metricsBuildID,
      metricsSetName: null,
      startTimestamp: new Date(first - second).toISOString(),
      endTimestamp: new Date(last + second).toISOString(),
      name: "Local report",
      outputLocation: "local://report",
      status: "RUNNING",
      statusHistory: [],
      lastUpdatedTimestamp: common.creationTimestamp,
      associatedAccount: "",
      metricsStatus: "NO_STATUS_REPORTED",
      ...fields,
    });
  }

  /** Records the results of a report run. */
  async recordReportMetrics(options: { reportID: string } & RunOutputs): Promise<Report> {
    const report = this.state.reports.get(options.reportID);
    if (report === undefined) throw unknownEntity("report", options.reportID);
    const { reportID, outputsDir, message, inPlace } = options;
    const status = await this.#recordRun(reportID, outputsDir ?? message, inPlace);
    return await this.state.reports.put({
      ...report,
      status: status === undefined ? "ERROR" : "SUCCEEDED",
      metricsStatus: status ?? "NO_STATUS_REPORTED",
    });
  }

  /** Contents of batch_metrics_config.json for a run over the batch. */
  batchConfig(batchID: string): LocalBatchConfig {
    const projectID = this.state.batches.get(batchID)?.projectID;
    if (projectID === undefined) throw unknownEntity("batch", batchID);
    return { authToken: this.token, apiURL: this.apiURL, projectID, batchID };
  }

  /** Contents of report_config.json for a run of the report. */
  reportConfig(reportID: string): LocalReportConfig {
    const projectID = this.state.reports.get(reportID)?.projectID;
    if (projectID === undefined) throw unknownEntity("report", reportID);
    return { authToken: this.token, apiURL: this.apiURL, projectID, reportID };
  }

  /**
   * Runs a batch function over a batch as the platform would, and records its output as the batch's metrics.
   *
   *     const { written } = await platform.runBatch(batchMetrics, { batchID });
   *     expect(written.metric("Mean speed", "SCALAR")?.value).toBe(0.5);
   *
   * @param options `batchID`: default the newest batch
   * @throws ConfigError if the batch is unknown, or there is none
   * @throws Error with the output of the run, if the function fails or the platform would refuse its message
   */
  async runBatch<Paths extends {} = ownPaths>(
    batchMetrics: NonNullable<MetricsFunctions<Paths>["batch"]>,
    options: PlatformRunOptions & { batchID?: string } = {},
  ): Promise<PlatformRun> {
    const batchID = options.batchID ?? this.state.batches.all().at(-1)?.batchID ?? "";
    const config = this.batchConfig(batchID);
    // The caller chooses the type of the client's paths: at run time there is a single client.
    const functions = { batch: batchMetrics as unknown as NonNullable<MetricsFunctions["batch"]> };
    return await runOnPlatform(functions, ["batch_metrics_config.json", config], options, (dir) =>
      this.recordBatchMetrics({ batchID, outputsDir: dir }),
    );
  }

  /**
   * Runs a report function as the platform would, and records its output as the report's metrics.
   *
   * @param options `reportID`: default the newest report; one is added if there is none
   * @throws ConfigError if the report is unknown
   * @throws Error with the output of the run, if the function fails or the platform would refuse its message
   */
  async runReport<Paths extends {} = ownPaths>(
    reportMetrics: NonNullable<MetricsFunctions<Paths>["report"]>,
    options: PlatformRunOptions & { reportID?: string } = {},
  ): Promise<PlatformRun> {
    const newest = this.state.reports.all().at(-1) ?? (await this.addReport());
    const reportID = options.reportID ?? newest.reportID;
    const config = this.reportConfig(reportID);
    const functions = {
      report: reportMetrics as unknown as NonNullable<MetricsFunctions["report"]>,
    };
    return await runOnPlatform(functions, ["report_config.json", config], options, (dir) =>
      this.recordReportMetrics({ reportID, outputsDir: dir }),
    );
  }

  /** What was requested of this platform so far: a snapshot. */
  get statistics(): PlatformStatistics {
    return this.#parts.counter.statistics;
  }

  /**
   * Enables faults; omitted faults are disabled. The count of requests restarts at zero.
   *
   * @throws ConfigError for a wrong value
   */
  setFaults(faults: PlatformFaults): void {
    this.#parts.setFaults(faults);
  }

  /** Refuses every presigned link that was created so far, with 403. */
  expireLinks(): void {
    this.#parts.expireLinks();
  }

  /** Stops the platform. Keeps the state in a given folder, and removes a temporary one. */
  close(): Promise<void> {
    return this.#parts.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The batch with that ID, or the newest one. */
  async #batch(batchID: string | undefined): Promise<Batch> {
    if (batchID === undefined) return this.state.batches.all().at(-1) ?? (await this.addBatch());
    const batch = this.state.batches.get(batchID);
    if (batch === undefined) throw unknownEntity("batch", batchID);
    return batch;
  }

  /** The message's status; undefined if there is no message. */
  async #recordRun(
    id: string,
    outputs: string | JobMetrics | Uint8Array | undefined,
    inPlace = false,
  ): Promise<StatusWord | undefined> {
    if (outputs === undefined) return undefined;
    const written =
      typeof outputs === "string" || outputs instanceof Uint8Array
        ? outputs
        : encodeJobMetrics(outputs);
    return (await this.state.runs.record(id, written, inPlace))?.status;
  }
}
