import { join, relative } from "node:path";
import type { Output } from "../../cli/command.js";
import { printableLine } from "../../io/printable.js";
import type { RehearsalSummary, RunResult } from "./RunResult.js";

/** Lines of stderr shown for a failed run; its log has all of them. */
const shownLines = 20;
/** Warnings shown per run. */
const shownWarnings = 3;

/** Prints the part below the table: failures, warnings, the paths of the messages. */
export function printSummary(
  output: Output,
  summary: RehearsalSummary,
  folders: { cwd: string; out: string },
): void {
  const shown = (path: string) => relative(folders.cwd, join(folders.out, path)) || ".";
  const { runs } = summary;
  for (const run of runs) {
    if (run.failure !== undefined) output.write(failureText(run, shown(run.log)));
  }
  for (const run of runs.filter(({ warnings }) => warnings.length > 0)) {
    const first = run.warnings.slice(0, shownWarnings).map((text) => `  ${text}\n`);
    const more = run.warnings.length - first.length;
    const file = shown(`${run.outputs}/metrics.binproto`);
    const rest = more > 0 ? `  and ${more} more: metrics-project check ${file}\n` : "";
    output.write(`\n${run.name}: warnings\n${first.join("")}${rest}`);
  }
  const { problems = [], warnings = [] } = summary.queries ?? {};
  writeList(
    output,
    "config and queries: the platform would reject these, or fail on them",
    problems,
  );
  writeList(output, "config and queries: not shown here", warnings);
  const failed = runs.filter((run) => run.status === "ERROR").length;
  const time = `${summary.seconds.toFixed(1)} s`;
  const verdict = failed === 0 ? "none failed" : `${failed} failed`;
  const total = runs.filter(({ dashboard }) => !dashboard).length;
  const again = summary.ran < total && failed === 0 ? `${summary.ran} of ` : "";
  output.write(`\n${again}${total} runs of ${summary.build} in ${time}, ${verdict}\n`);
  const blocking = runs.filter((run) => run.status === "FAIL_BLOCK").map(({ name }) => name);
  if (blocking.length > 0) output.write(`a metric blocks: ${blocking.join(", ")}\n`);
  const paths = [
    ...written(runs, "metrics.binproto", ({ message }) => message !== false),
    ...written(runs, "*.resim.jsonl", ({ emissions = 0 }) => emissions > 0),
  ].map(shown);
  if (paths.length > 0)
    output.write(`written:\n${paths.map((path) => `  ${printableLine(path)}\n`).join("")}`);
}

function writeList(output: Output, title: string, sentences: readonly string[]): void {
  if (sentences.length === 0) return;
  const lines = sentences.map((sentence) => `  ${printableLine(sentence)}\n`);
  output.write(`\n${title}\n${lines.join("")}`);
}

/** The files of one kind that runs wrote, in as few paths as possible. */
function written(
  runs: readonly RunResult[],
  file: string,
  wrote: (run: RunResult) => boolean,
): string[] {
  const writers = runs.filter((run) => run.failure === undefined && wrote(run));
  const several = writers.filter((run) => run.kind === "test").length > 1;
  return [
    ...(several ? [`tests/*/outputs/${file}`] : []),
    ...writers
      .filter((run) => (run.kind === "test" ? !several : run.daysEarlier === undefined))
      .map((run) => `${run.outputs}/${file}`),
  ];
}

function failureText({ name, failure = "", stderr = "" }: RunResult, log: string): string {
  const lines = stderr
    .trimEnd()
    .split("\n")
    .filter((line) => line !== "");
  const last = lines.slice(-shownLines).map((line) => `  | ${line}\n`);
  const cut = lines.length > last.length ? `  | … full output in ${log}\n` : "";
  return `\n${printableLine(name)}: ${failure}\n${cut}${last.join("")}`;
}
