import { defineCommand, UsageError } from "../../cli/command.js";
import { reportError } from "../../cli/runCommand.js";
import { CreateError } from "../../io/CommandError.js";
import { createOptions } from "./createOptions.js";
import { createProject } from "./createProject.js";
import { printJson, printReport } from "./printReport.js";

/** `npm create metrics-project`. */
export const command = defineCommand({
  name: "create-metrics-project",
  summary: "Write a metrics build: a TypeScript project that becomes one container image.",
  usage: "npm create metrics-project [DIR] -- [options]",
  positionals: [{ name: "DIR", summary: "the folder to make (default: my-metrics)" }],
  options: createOptions,
  details:
    "exit codes: 0 done, 1 failed, 2 wrong usage, 130 cancelled. Without a terminal it asks nothing.",
  async run(world, args) {
    const report = await createProject(world, args);
    if (args.options.json) printJson(world, report);
    else printReport(world, report);
    return report.installed === "failed" ? 1 : 0;
  },
  reportError(world, error, argv) {
    if (argv.includes("--json")) return reportJson(world, error);
    if (!(error instanceof CreateError && error.code === "cancelled")) {
      return reportError(world, error);
    }
    world.stderr.write(`${error.message}\n`);
    return 130;
  },
});

function reportJson(world: Parameters<typeof reportError>[0], error: unknown): number {
  const code = world.signal.aborted ? "cancelled" : codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  const { hint, files } = error as Partial<CreateError>;
  world.stdout.write(`${JSON.stringify({ ok: false, error: { code, message, hint, files } })}\n`);
  if (code === "cancelled") return 130;
  return code === "usage" ? 2 : 1;
}

function codeOf(error: unknown): CreateError["code"] {
  if (error instanceof UsageError) return "usage";
  return error instanceof CreateError ? error.code : "failed";
}
