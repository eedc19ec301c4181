import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { JobMetrics } from "@metrics-project/runtime";
import { judgeEmissions } from "./judgeEmissions.js";
import type { ProcessEnd } from "./Launcher.js";
import type { RunResult, RunStatus } from "./RunResult.js";

/** The name of a run, and the paths of its outputs. */
export type RunPlace = Pick<RunResult, "kind" | "name" | "daysEarlier" | "outputs" | "log">;

/** Problems of a message that are listed; one cause may lead to hundreds. */
const namedProblems = 5;

/**
 * Determines the result of a run from its exit and its outputs.
 *
 * @param emits whether the build writes emissions: its runs then do not need a message
 */
export async function judgeRun(
  place: RunPlace,
  end: ProcessEnd,
  outputsDir: string,
  emits: boolean,
): Promise<RunResult> {
  const { decodeJobMetrics, MetricsError, validateJobMetrics, warnJobMetrics } = await import(
    "@metrics-project/runtime"
  );
  const { indexRun } = await import("@metrics-project/platform");
  const { seconds, stderr } = end;
  const failed = (message: string): RunResult => failedRun(place, message, seconds, stderr);

  if (end.code === undefined) return failed(end.reason ?? "the process ended without an exit code");
  if (end.code !== 0) return failed(`exit code ${end.code}`);
  const emissions = await judgeEmissions(outputsDir);
  if (emissions !== undefined && emissions.problems.length > 0) {
    return failed(`strict readers would reject its emissions:${listed(emissions.problems)}`);
  }
  let bytes: Uint8Array;
  try {
    bytes = await readFile(join(outputsDir, "metrics.binproto"));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && (emits || emissions !== undefined)) {
      const warnings = [...new Set([...(emissions?.warnings ?? []), ...end.warnings])];
      const { status = "PASSED", rows = 0 } = emissions ?? {};
      return { ...nothingOf(place, status, seconds), warnings, emissions: rows, message: false };
    }
    if (code === "ENOENT") {
      return failed("exit code 0, but it wrote neither metrics.binproto nor emissions");
    }
    return failed(`its metrics.binproto cannot be read: ${message}`);
  }
  if (bytes.length === 0) return failed("exit code 0, but its metrics.binproto is empty");
  let message: JobMetrics;
  try {
    message = decodeJobMetrics(bytes);
  } catch (error) {
    if (!(error instanceof MetricsError)) throw error;
    return failed(`its metrics.binproto cannot be read: ${error.message}`);
  }
  const problems = validateJobMetrics(message);
  if (problems.length > 0) {
    const sentences = problems.map((problem) => problem.message);
    return failed(`the platform would reject its metrics.binproto:${listed(sentences)}`);
  }
  const index = indexRun(bytes);
  return {
    ...place,
    ...(emissions !== undefined && { emissions: emissions.rows }),
    status: index.status,
    seconds,
    metrics: index.metrics.length,
    metricsData: index.data.length,
    events: index.events.length,
    // A run also logs the validator's warnings.
    warnings: [
      ...new Set([
        ...warnJobMetrics(message).map((warning) => warning.message),
        ...(emissions?.warnings ?? []),
        ...end.warnings,
      ]),
    ],
    figures: index.metrics.flatMap(({ name, value, unit, status, eventMetric }) =>
      value === null || eventMetric ? [] : [{ name, value, unit: unit ?? "", status }],
    ),
  };
}

/** The result of a run that failed, or never started. */
export function failedRun(place: RunPlace, message: string, seconds = 0, stderr = ""): RunResult {
  return { ...nothingOf(place, "ERROR", seconds), failure: message, stderr };
}

/** The result of a run that wrote no message. */
function nothingOf(place: RunPlace, status: RunStatus, seconds: number): RunResult {
  return {
    ...place,
    status,
    seconds,
    metrics: 0,
    metricsData: 0,
    events: 0,
    warnings: [],
    figures: [],
  };
}

function listed(sentences: readonly string[]): string {
  const named = sentences.slice(0, namedProblems).map((sentence) => `\n  ${sentence}`);
  const more = sentences.length - named.length;
  return `${named.join("")}${more > 0 ? `\n  and ${more} more` : ""}`;
}
