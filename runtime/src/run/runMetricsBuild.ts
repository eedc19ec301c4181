import type { Dispatcher } from "undici";
import type { QueryStyles } from "../api/http/serializeQuery.js";
import type { ProgressTerminal } from "../api/tests/progress.js";
import { encodeJobMetrics } from "../codec/jobMetrics.js";
import { EmissionsWriter, type EmissionsWriterOptions } from "../emissions/EmissionsWriter.js";
import type { Topics } from "../emissions/topics.js";
import type { paths as ownPaths } from "../generated/api/paths.js";
import type { JobMetrics } from "../generated/proto/resim/metrics/proto/metrics.js";
import { createLog, type Log, logLevelFrom } from "../log.js";
import { assertValidJobMetrics } from "../validate/validationError.js";
import { warnJobMetrics } from "../validate/warnJobMetrics.js";
import { MetricsWriter } from "../writer/metricsWriter.js";
import type { MetricsFunctions, ModesOf, RunContext } from "./contexts.js";
import { describeFailure } from "./describeFailure.js";
import { DEFAULT_INPUTS, type DetectedMode, detectMode } from "./detectMode.js";
import { DEFAULT_OUTPUTS, prepareOutputs, removeResults, writeMessage } from "./outputs.js";
import { configModeOf, platformToken, readBatchConfig, readReportConfig } from "./readConfig.js";
import { sealWriter } from "./sealWriter.js";
import { CANCELLED_EXIT, InterruptedError, ProcessWatch } from "./stopSignals.js";
import { bearLostOutput, unfailingTerminal } from "./unfailingTerminal.js";

/** Options of {@link runMetricsBuild}; all have defaults that suit the platform. */
export interface RunOptions {
  /** Inputs folder. Default: METRICS_INPUTS, else /tmp/resim/inputs. */
  inputs?: string;
  /** Outputs folder. Default: METRICS_OUTPUTS, else /tmp/resim/outputs. */
  outputs?: string;
  /** Environment variables. Default: those of the process. */
  env?: Record<string, string | undefined>;
  /** Where progress, warnings and errors go. Default: process.stderr. */
  stderr?: ProgressTerminal;
  /** How the client writes arrays into queries: `queryStyles` of a project's own generated client. Default: ours. */
  queryStyles?: QueryStyles | undefined;
  /**
   * What sends requests to the platform: an undici Agent with certificates of its own, say. Default:
   * connections of our own, through the proxies that HTTPS_PROXY and HTTP_PROXY name.
   */
  dispatcher?: Dispatcher | undefined;
  /**
   * For a build that emits: the topics of src/generated/emissions.ts, which every row is checked by, the
   * file's name, and what becomes of NaN. With it, a metrics.binproto is written only where a function
   * adds something to the writer. Default: rows are not checked (T8), and a run that neither adds nor
   * emits anything writes an empty message.
   */
  emissions?: RunEmissions;
  /** Ends the run when aborted, as SIGTERM does. */
  signal?: AbortSignal;
  /**
   * Whether the process is this run's own: it then heeds SIGTERM, SIGINT and errors that nobody
   * awaited, sets the exit code, and ends the process two seconds after the run at the latest. Set it
   * to false in tests. Default: true.
   */
  ownsProcess?: boolean;
}

/** How the rows of a test are written: {@link EmissionsWriterOptions} without what a run knows itself. */
export type RunEmissions = Pick<EmissionsWriterOptions<Topics>, "file" | "topics" | "nonFinite">;

/**
 * How a run ended. `error` is what it failed with, `file` the message that it wrote and `emissions` the
 * rows, each where it wrote one, `warnings` what it logged as such, whatever METRICS_LOG lets through.
 */
export type RunResult = { warnings: readonly string[] } & (
  | {
      exitCode: 0;
      mode: DetectedMode["mode"];
      file: string | undefined;
      emissions: string | undefined;
    }
  | { exitCode: 1 | 130; error: unknown }
);

/**
 * Runs a metrics build: tells the mode by the files that the platform placed, calls the function for
 * it, validates what it wrote and moves the message and the emissions into place, all or nothing. Never
 * throws: a failure is printed, leaves neither behind, whoever wrote it, and sets the exit code (1; 130
 * after Ctrl-C).
 *
 * A metric that blocks is a result, not a failure. A test that emits rows and adds no metrics writes no
 * message. A mode without a function writes an empty one, and nothing where the build emits
 * ({@link RunOptions.emissions}).
 */
export async function runMetricsBuild<Paths extends {} = ownPaths>(
  functions: MetricsFunctions<Paths> & ModesOf<Paths>,
  options: RunOptions = {},
): Promise<RunResult> {
  const env = options.env ?? process.env;
  const ownsProcess = options.ownsProcess ?? true;
  if (ownsProcess) bearLostOutput(process);
  const stderr = unfailingTerminal(options.stderr ?? process.stderr);
  const controller = new AbortController();
  const forward = () => controller.abort(options.signal?.reason);
  options.signal?.addEventListener("abort", forward, { once: true });
  if (options.signal?.aborted) forward();

  const warnings: string[] = [];
  const log = countingLog(createLog(stderr, logLevelFrom(env)), warnings);
  const secrets: string[] = [];
  const say = (error: unknown) => stderr.write(describeFailure(error, secrets));
  const outputsDir = options.outputs ?? folderFrom(env.METRICS_OUTPUTS, DEFAULT_OUTPUTS);
  const emissions: { writer?: EmissionsWriter } = {};
  // Also one that the user's code wrote itself, or an earlier run: it would pass for this run's result.
  const takeBack = () => {
    try {
      // A function that is still at work must not write any more.
      emissions.writer?.discard();
    } catch {
      // What cannot be removed is told below.
    }
    const left = removeResults(outputsDir, options.emissions?.file);
    if (left !== undefined) stderr.write(`warning: ${left}\n`);
  };
  const watch = ownsProcess ? new ProcessWatch(process, controller, { say, takeBack }) : undefined;
  let result: RunResult;
  try {
    // Which paths the client is typed by is the caller's affair: at run time they are all one client.
    const run = runInMode(functions as unknown as MetricsFunctions, {
      inputs: options.inputs ?? folderFrom(env.METRICS_INPUTS, DEFAULT_INPUTS),
      outputs: outputsDir,
      env,
      stderr,
      log,
      signal: controller.signal,
      queryStyles: options.queryStyles,
      dispatcher: options.dispatcher,
      secrets,
      emits: options.emissions,
      emissions,
    });
    const { mode, outputs, message } = await orAborted(run, controller.signal);
    // From here on a signal comes too late: what is computed whole is written whole.
    const file = message && (await writeMessage(outputs, encodeJobMetrics(message)));
    const rows = emissions.writer?.commit();
    watch?.throwIfFailed();
    if (message) log.info(`wrote ${file}: ${summaryOf(message)}${warningsOf(warnings.length)}`);
    if (rows) log.info(`wrote ${rows}: ${emissions.writer?.rows} rows`);
    result = { exitCode: 0, mode, file, emissions: rows, warnings };
  } catch (error) {
    takeBack();
    // What the function left under way, such as the reading of tests, is for nothing now.
    controller.abort(error);
    say(error);
    result = { exitCode: error instanceof InterruptedError ? CANCELLED_EXIT : 1, error, warnings };
  } finally {
    options.signal?.removeEventListener("abort", forward);
  }
  watch?.end(result.exitCode);
  return result;
}

interface RunInputs {
  inputs: string;
  outputs: string;
  env: Record<string, string | undefined>;
  stderr: ProgressTerminal;
  log: Log;
  signal: AbortSignal;
  queryStyles: QueryStyles | undefined;
  dispatcher: Dispatcher | undefined;
  /** What must never be printed; filled as it becomes known. */
  secrets: string[];
  /** Of a build that emits. */
  emits: RunEmissions | undefined;
  /** The rows of a test; filled when there is one. */
  emissions: { writer?: EmissionsWriter };
}

async function runInMode(functions: MetricsFunctions, run: RunInputs) {
  const found = await modeOf(run);
  const outputs = await prepareOutputs(run.outputs, run.signal, run.emits?.file);
  const writer = new MetricsWriter({ log: run.log });
  run.log.info(
    found.mode === "test"
      ? `test mode, inputs from ${run.inputs}`
      : `${found.mode} mode, config from ${found.configPath}`,
  );

  const context: RunContext = {
    writer,
    outputs,
    signal: run.signal,
    log: run.log,
    overrideStatus: (status) => {
      writer.status = status;
    },
  };
  if (functions[found.mode] === undefined) {
    run.log.info(`this build has no ${found.mode} function: nothing to compute`);
  } else if (found.mode === "test") {
    const emissions = new EmissionsWriter({ dir: outputs.dir, log: run.log, ...run.emits });
    run.emissions.writer = emissions;
    await functions.test?.({
      ...context,
      emissions,
      logsDir: found.logsDir,
      experienceDir: found.experienceDir,
    });
  } else {
    await callWithPlatform(functions, context, found, run);
  }
  run.signal.throwIfAborted();

  const message = writer.write();
  const { status } = writer;
  const rows = run.emissions.writer?.rows ?? 0;
  if (functions[found.mode] !== undefined && isEmpty(message) && rows === 0) {
    run.log.warn(
      `the ${found.mode} function added nothing: the run counts as passed with nothing to show for it`,
    );
  }
  sealWriter(writer, `the ${found.mode} function`);
  run.emissions.writer?.finish();
  // Who emits says statuses in SQL; the platform wants no message beside the rows.
  const emitsAlone = run.emits !== undefined || rows > 0;
  if (emitsAlone && isEmpty(message) && status === "PASSED") {
    return { mode: found.mode, outputs, message: undefined };
  }
  for (const warning of warnJobMetrics(message)) run.log.warn(warning.message);
  assertValidJobMetrics(message);
  return { mode: found.mode, outputs, message };
}

function isEmpty({ jobLevelMetrics, metricsData, events }: JobMetrics): boolean {
  return (jobLevelMetrics?.metrics.length ?? 0) + metricsData.length + events.length === 0;
}

/** A log that also keeps its warnings. */
function countingLog(log: Log, warnings: string[]): Log {
  return {
    ...log,
    warn(message) {
      warnings.push(message);
      log.warn(message);
    },
  };
}

function warningsOf(count: number): string {
  return count === 0 ? "" : `, ${count} ${count === 1 ? "warning" : "warnings"}`;
}

function summaryOf({ jobLevelMetrics, metricsData, events }: JobMetrics): string {
  const metrics = jobLevelMetrics?.metrics.length ?? 0;
  return `${metrics} metrics, ${metricsData.length} metrics data, ${events.length} events`;
}

/** Everything that talks to the platform is loaded here, so that a test run starts without it. */
async function callWithPlatform(
  functions: MetricsFunctions,
  context: RunContext,
  found: Exclude<DetectedMode, { mode: "test" }>,
  run: RunInputs,
): Promise<void> {
  const options = { authToken: platformToken(run.env) };
  if (found.mode === "batch") {
    const config = await readBatchConfig(found.configPath, options);
    run.secrets.push(config.authToken.trim());
    const { batchContext } = await import("./platformContexts.js");
    await functions.batch?.(await batchContext(context, config, run));
  } else {
    const config = await readReportConfig(found.configPath, options);
    run.secrets.push(config.authToken.trim());
    const { reportContext } = await import("./platformContexts.js");
    await functions.report?.(await reportContext(context, config, run));
  }
}

async function modeOf(run: RunInputs): Promise<DetectedMode> {
  const configPath = run.env.METRICS_CONFIG;
  if (configPath === undefined || configPath === "") return detectMode(run.inputs);
  return { mode: await configModeOf(configPath), configPath };
}

/** An empty variable counts as unset, as shells and compose files leave them. */
function folderFrom(value: string | undefined, fallback: string): string {
  return value === undefined || value === "" ? fallback : value;
}

/** A function that does not heed its signal must not keep a cancelled run from ending. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let giveUp = () => {};
  const aborted = new Promise<never>((_, reject) => {
    giveUp = () => reject(signal.reason);
    signal.addEventListener("abort", giveUp, { once: true });
    if (signal.aborted) giveUp();
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}
