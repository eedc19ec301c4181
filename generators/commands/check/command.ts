import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { JobMetrics, Problem } from "@metrics-project/runtime";
import { defineCommand, type World } from "../../cli/command.js";
import { printableLine } from "../../io/printable.js";

export const command = defineCommand({
  name: "check",
  summary: "Say whether the platform would take a metrics.binproto, and why not.",
  usage: "metrics-project check FILE…",
  options: {},
  positionals: [
    { name: "FILE", summary: "a metrics.binproto, ours or not", required: true, rest: true },
  ],
  details: [
    "Prints every broken rule (a problem: the platform would refuse the message) and every warning",
    "(it would be accepted, and something suffers), each with its code, path, value and remedy.",
  ].join("\n"),
  examples: [
    [
      "metrics-project check rehearsal/tests/*/metrics.binproto",
      "the messages of all rehearsed tests",
    ],
  ],
  exitCodes: "0 no problems, 1 a file could not be read, 2 wrong usage, 3 there are problems",
  async run(world, { positionals }) {
    let failed = false;
    let refused = false;
    for (const file of positionals) {
      if (world.signal.aborted) return 130;
      const outcome = await checkFile(world, file);
      failed ||= outcome === "unreadable";
      refused ||= outcome === "refused";
    }
    if (failed) return 1;
    return refused ? 3 : 0;
  },
});

type Outcome = "accepted" | "refused" | "unreadable";

async function checkFile(world: World, file: string): Promise<Outcome> {
  // Loaded here so that `--help` and the other commands need not wait for the runtime.
  const { decodeJobMetrics, MetricsError, validateJobMetrics, warnJobMetrics } = await import(
    "@metrics-project/runtime"
  );
  let message: JobMetrics;
  try {
    message = decodeJobMetrics(await readFile(resolve(world.cwd, file)));
  } catch (error) {
    world.stderr.write(`error: ${file}: ${reason(error)}\n`);
    if (error instanceof MetricsError && error.hint !== undefined) {
      world.stderr.write(`  ${error.hint}\n`);
    }
    return "unreadable";
  }
  const problems = validateJobMetrics(message);
  const warnings = warnJobMetrics(message);
  const verdict = problems.length === 0 ? "accepted" : "refused";
  const counts = [
    count(message.jobLevelMetrics?.metrics.length ?? 0, "metric"),
    `${message.metricsData.length} metrics data`,
    count(message.events.length, "event"),
    count(problems.length, "problem"),
    count(warnings.length, "warning"),
  ];
  world.stdout.write(`${file}: ${verdict} (${counts.join(", ")})\n${lines("problem", problems)}`);
  world.stdout.write(lines("warning", warnings));
  return verdict;
}

function lines(kind: string, found: readonly Problem[]): string {
  return found.map(({ message }) => `  ${kind} ${printableLine(message)}\n`).join("");
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** Why a file could not be read, without the path that the system repeats. */
function reason(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EISDIR") return "this is a folder; name the metrics.binproto in it";
  if (code === "EACCES") return "permission to read it is denied";
  return error instanceof Error ? error.message : String(error);
}
