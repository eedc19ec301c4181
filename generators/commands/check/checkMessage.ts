import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { JobMetrics, Problem } from "@metrics-project/runtime";
import type { World } from "../../cli/command.js";
import type { Finding } from "../../emissions/check/FileFindings.js";
import { type CheckedFile, unreadable } from "./CheckedFile.js";

/** Checks a metrics.binproto against the rules of the platform's validator. */
export async function checkMessage({ cwd }: World, file: string): Promise<CheckedFile> {
  // Loaded here so that `--help` and other commands do not wait for the runtime.
  const { decodeJobMetrics, validateJobMetrics, warnJobMetrics } = await import(
    "@metrics-project/runtime"
  );
  let message: JobMetrics;
  try {
    message = decodeJobMetrics(await readFile(resolve(cwd, file)));
  } catch (error) {
    return unreadable(file, "message", error);
  }
  const problems = validateJobMetrics(message).map(findingOf);
  return {
    file,
    kind: "message",
    verdict: problems.length === 0 ? "accepted" : "refused",
    counts: {
      metrics: message.jobLevelMetrics?.metrics.length ?? 0,
      "metrics data": message.metricsData.length,
      events: message.events.length,
    },
    problems,
    warnings: warnJobMetrics(message).map(findingOf),
  };
}

function findingOf({ code, path, message, remedy }: Problem): Finding {
  return { code, path, message, remedy };
}
