import type { RunResult } from "./RunResult.js";

/**
 * Why a run failed, in one line: how it ended, and the reason it printed. A failing build prints a line that starts with
 * `error: `; Node.js prints the class of the exception.
 */
export function causeOf({
  failure = "",
  stderr = "",
}: Pick<RunResult, "failure" | "stderr">): string {
  const [first = "", second = ""] = failure.split("\n");
  // A rejected message: the first rule it breaks.
  if (first.endsWith(":")) return `${first} ${second.trim()}`;
  const lines = stderr.split("\n").map((line) => line.trim());
  const said =
    lines.findLast((line) => line.startsWith("error: ")) ??
    lines.findLast((line) => /^(Uncaught )?[A-Z]\w*(Error|Exception)\b.*: /.test(line)) ??
    lines.findLast((line) => line !== "" && !/^(at |Node\.js v)/.test(line));
  return said === undefined ? first : `${first}: ${said.replace(/^error: /, "")}`;
}
