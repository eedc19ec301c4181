import { defineCommand, type World } from "../../cli/command.js";
import { describeFailure } from "../../cli/describeFailure.js";
import { reportError } from "../../cli/runCommand.js";
import { meantArguments } from "./commandLine.js";
import { createOptions } from "./createOptions.js";
import { createProject } from "./createProject.js";
import { printJson, printReport } from "./printReport.js";

/** `npm create metrics-project`. */
export const command = defineCommand({
  name: "create-metrics-project",
  summary: "Create a metrics build: a TypeScript project that becomes one container image.",
  usage: "npm create metrics-project [DIR] -- [options]",
  positionals: [{ name: "DIR", summary: "folder to create (default: my-metrics)" }],
  options: createOptions,
  details: "Without a terminal, it asks no questions and uses defaults for options you leave out.",
  examples: [
    ["npm create metrics-project my-metrics", "ask, write, install, commit"],
    [
      "npm create metrics-project my-metrics -- --logs mcap --modes test,batch --yes",
      "ask no questions",
    ],
  ],
  exitCodes: "0 done, 1 failed, 2 wrong usage, 130 cancelled",
  meant: ({ env }, argv) => meantArguments(env, argv),
  async run(world, args) {
    const report = await createProject(world, args);
    if (args.options.json) printJson(world, report);
    else printReport(world, report);
    return report.installed === "failed" ? 1 : 0;
  },
  reportError(world, error, argv) {
    if (argv.includes("--json")) return reportJson(world, error);
    return reportError(world, error);
  },
});

function reportJson(world: World, error: unknown): number {
  const failure = describeFailure(world, error);
  world.stdout.write(`${JSON.stringify({ ok: false, error: failure.error })}\n`);
  return failure.exitCode;
}
