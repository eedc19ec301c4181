import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { EmissionRow, EmissionsProblem } from "@metrics-project/runtime";
import type { RunResult, RunStatus } from "./RunResult.js";

/** Findings about a test's emissions before their queries run. */
export interface JudgedEmissions {
  /** Names of the files, relative to the outputs folder. */
  readonly files: readonly string[];
  readonly rows: number;
  /** The worst status of the events, which count toward the test's result. */
  readonly status: RunStatus;
  /** What strict readers reject, as sentences with file and line. */
  readonly problems: readonly string[];
  /** What strict readers accept, but causes trouble later. */
  readonly warnings: readonly string[];
}

/** Reads every `*.resim.jsonl` that a run wrote; undefined if there is none. */
export async function judgeEmissions(outputsDir: string): Promise<JudgedEmissions | undefined> {
  const names = await readdir(outputsDir).catch(() => []);
  const files = names.filter((name) => name.endsWith(".resim.jsonl")).sort();
  if (files.length === 0) return undefined;
  const { readEmissions } = await import("@metrics-project/runtime");
  const problems: string[] = [];
  const warnings: string[] = [];
  let rows = 0;
  let status: RunStatus = "PASSED";
  for (const file of files) {
    const onProblem = ({ severity, line, message, code }: EmissionsProblem) =>
      void (severity === "problem" ? problems : warnings).push(
        `${code}: ${file}:${line}: ${message}`,
      );
    for await (const row of readEmissions(join(outputsDir, file), { onProblem })) {
      rows += 1;
      status = worse(status, row);
    }
  }
  return { files, rows, status, problems, warnings };
}

function worse(status: RunStatus, { event, data }: EmissionRow): RunStatus {
  if (!event || status === "FAIL_BLOCK") return status;
  if (data.status === "FAIL_BLOCK") return "FAIL_BLOCK";
  return data.status === "FAIL_WARN" ? "FAIL_WARN" : status;
}

/** The platform accepts a test that emits and writes no message. */
export function emittedStatus({ message, status, failure }: RunResult) {
  if (message !== false || failure !== undefined || status === "ERROR") return {};
  return { jobStatus: "SUCCEEDED", jobMetricsStatus: status } as const;
}
