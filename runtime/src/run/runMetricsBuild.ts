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

/** Options of {@link runMetricsBuild}. All have defaults that suit the platform. */
export interface RunOptions {
  /** Inputs folder. Default: METRICS_INPUTS, else /tmp/resim/inputs. */
  inputs?: string;
  /** Outputs folder. Default: METRICS_OUTPUTS, else /tmp/resim/outputs. */
  outputs?: string;
  /** Environment variables. Default: those of the process. */
  env?: Record<string, string | undefined>;
  /** Where progress, warnings and errors go. Default: process.stderr. */
  stderr?: ProgressTerminal;
  /** How arrays are encoded in query strings: `queryStyles` of the project's generated client. Default: ours. */
  queryStyles?: QueryStyles | undefined;
  /**
   * Sends the requests to the platform, for example an undici Agent with its own certificates. Default:
   * a built-in connection pool that uses the proxies in HTTPS_PROXY and HTTP_PROXY.
   */
  dispatcher?: Dispatcher | undefined;
  /**
   * For a build that emits rows: the topics of src/generated/emissions.ts, against which rows are checked,
   * the file name, and the treatment of NaN. With this option, metrics.binproto is only written if a function
   * adds something to the writer. Default: rows are not checked (T8), and a run that neither adds nor emits
   * anything writes an empty message.
   */
  emissions?: RunEmissions;
  /** Ends the run when aborted, as SIGTERM does. */
  signal?: AbortSignal;
  /**
   * Whether the run owns the process. If so, it handles SIGTERM, SIGINT and unhandled rejections, sets the
   * exit code, and ends the process at most two seconds after the run. Set it to false in tests.
   * Default: true.
   */
  ownsProcess?: boolean;
}

/** How the rows of a test are written: {@link EmissionsWriterOptions} without what the run provides. */
export type RunEmissions = Pick<EmissionsWriterOptions<Topics>, "file" | "topics" | "nonFinite">;

/**
 * The outcome of a run. `error` is the failure; `file` and `emissions` are the written message and rows, if
 * any. `warnings` are the logged warnings, independent of METRICS_LOG.
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
 * Runs a metrics build. Detects the mode by the input files, calls its function, and validates the
 * result. Then it moves the message and the emissions into place, all or nothing. Never throws. A
 * failure is printed, removes both files, even those of earlier runs, and sets the exit code (1;
 * 130 after Ctrl-C).
 *
 * A metric with `FAIL_BLOCK` is a result, not a failure of the run. A test that emits rows and adds no metrics
 * writes no message. A mode without a function writes an empty message, or nothing if the build emits rows
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
  // Also removes a file of the user's code or an earlier run: it would pass for the result of this run.
  const takeBack = () => {
    try {
      // A function that is still running must not write anything else.
      emissions.writer?.discard();
    } catch {
      // What cannot be removed is reported below.
    }
    const left = removeResults(outputsDir, options.emissions?.file);
    if (left !== undefined) stderr.write(`warning: ${left}\n`);
  };
  const watch = ownsProcess ? new ProcessWatch(process, controller, { say, takeBack }) : undefined;
  let result: RunResult;
  try {
    // The type of the client's paths only matters to the caller: at run time, all clients are the same.
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
    // From here on, a signal is ignored: a complete result is written completely.
    const file = message && (await writeMessage(outputs, encodeJobMetrics(message)));
    const rows = emissions.writer?.commit();
    watch?.throwIfFailed();
    if (message) log.info(`wrote ${file}: ${summaryOf(message)}${warningsOf(warnings.length)}`);
    if (rows) log.info(`wrote ${rows}: ${emissions.writer?.rows} rows`);
    result = { exitCode: 0, mode, file, emissions: rows, warnings };
  } catch (error) {
    takeBack();
    // Stops what the function left running, such as reading tests.
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
  /** Secrets that must never be printed; added as they become known. */
  secrets: string[];
  /** Set if the build emits rows. */
  emits: RunEmissions | undefined;
  /** The rows of a test; set in test mode. */
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
    run.log.info(`this build has no ${found.mode} function, so there is nothing to compute`);
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
    run.log.warn(`the ${found.mode} function added nothing: the run passes without any metrics`);
  }
  sealWriter(writer, `the ${found.mode} function`);
  run.emissions.writer?.finish();
  // A build that emits rows sets statuses in SQL; the platform expects no message next to the rows.
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

/** A log that also collects its warnings. */
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

/** Imports everything that talks to the platform here, so that a test run starts without it. */
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

/** An empty variable counts as unset: shells and compose files often leave them empty. */
function folderFrom(value: string | undefined, fallback: string): string {
  return value === undefined || value === "" ? fallback : value;
}

/** A function that ignores its signal must not keep a cancelled run from ending. */
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
