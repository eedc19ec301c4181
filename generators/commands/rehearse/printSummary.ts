import { join, relative } from "node:path";
import type { Output } from "../../cli/command.js";
import { printableLine } from "../../io/printable.js";
import type { RehearsalSummary, RunResult } from "./RunResult.js";

/** Lines of stderr shown for a failed run; its log has all of them. */
const shownLines = 20;
/** Warnings shown per run. */
const shownWarnings = 3;
/** Maximum number of failed runs, and of runs with warnings, that are shown. */
const shownRuns = 10;
/** Maximum number of names in one line. */
const shownNames = 20;

/** Prints the part below the table: failures, warnings, the paths of the messages. */
export function printSummary(
  output: Output,
  summary: RehearsalSummary,
  folders: { cwd: string; out: string },
): void {
  const shown = (path: string) => relative(folders.cwd, join(folders.out, path)) || ".";
  const { runs } = summary;
  const index = shown("rehearsal.json");
  const broken = runs.filter(({ failure }) => failure !== undefined);
  for (const run of broken.slice(0, shownRuns)) output.write(failureText(run, shown(run.log)));
  writeRest(output, broken.length - shownRuns, "failed", index);
  const warned = runs.filter(({ warnings }) => warnings.length > 0);
  for (const run of warned.slice(0, shownRuns)) {
    const first = run.warnings.slice(0, shownWarnings).map((text) => `  ${text}\n`);
    const more = run.warnings.length - first.length;
    const file = shown(`${run.outputs}/metrics.binproto`);
    const rest = more > 0 ? `  and ${more} more: metrics-project check ${file}\n` : "";
    output.write(`\n${run.name}: warnings\n${first.join("")}${rest}`);
  }
  writeRest(output, warned.length - shownRuns, "with warnings", index);
  const { problems = [], warnings = [] } = summary.queries ?? {};
  writeList(
    output,
    "config and queries: the platform would reject these, or fail on them",
    problems,
  );
  writeList(output, "config and queries: not shown here", warnings);
  const failed = runs.filter((run) => run.status === "ERROR").length;
  const time = `${summary.seconds.toFixed(1)} s`;
  const verdict = failed === 0 ? "none failed" : `${number(failed)} failed`;
  const total = runs.filter(({ dashboard }) => !dashboard).length;
  const again = summary.ran < total && failed === 0 ? `${number(summary.ran)} of ` : "";
  output.write(`\n${again}${number(total)} runs of ${summary.build} in ${time}, ${verdict}\n`);
  const blocking = runs.filter((run) => run.status === "FAIL_BLOCK").map(({ name }) => name);
  if (blocking.length > 0) output.write(`a metric blocks: ${someOf(blocking)}\n`);
  const paths = [
    ...written(runs, "metrics.binproto", ({ message }) => message !== false),
    ...written(runs, "*.resim.jsonl", ({ emissions = 0 }) => emissions > 0),
  ].map(shown);
  if (paths.length > 0)
    output.write(`written:\n${paths.map((path) => `  ${printableLine(path)}\n`).join("")}`);
}

function number(n: number): string {
  return n.toLocaleString("en");
}

/** `and 312 more failed; see rehearsal/rehearsal.json`. */
function writeRest(output: Output, more: number, what: string, index: string): void {
  if (more > 0) output.write(`\nand ${number(more)} more ${what}; see ${index}\n`);
}

function someOf(names: readonly string[]): string {
  const some = names.slice(0, shownNames).map(printableLine).join(", ");
  const more = names.length - shownNames;
  return more > 0 ? `${some} and ${number(more)} more` : some;
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
