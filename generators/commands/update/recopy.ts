import { defineCommand } from "../../cli/command.js";
import { packageVersion } from "../../io/packageRoot.js";
import { printReport } from "./printReport.js";
import { renderers } from "./render.js";
import { updateOptions } from "./updateOptions.js";
import { updateProject } from "./updateProject.js";

export const command = defineCommand({
  name: "recopy",
  summary: "Write this project's templates again, overwriting your edits of them.",
  usage: "metrics-project recopy",
  options: updateOptions,
  details: [
    "Writes every template file as in a new project with the same answers, without a merge. Your edits of these files are",
    "lost, and files you deleted come back. Your own files stay. Use it for a project that `update` can no longer merge.",
    "It requires a clean working tree, so that you can go back.",
  ].join("\n"),
  examples: [["metrics-project recopy --dry-run", "show what would be written, as a diff"]],
  exitCodes: "0 done, 1 failed, nothing changed, 2 wrong usage",
  async run(world, { options }) {
    const version = packageVersion();
    const report = await updateProject(world, {
      version,
      ...renderers(world, version),
      recopy: true,
      set: options.set,
      force: options.force ?? false,
      dryRun: options["dry-run"] ?? false,
    });
    if (options.json) world.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    else printReport(world, report);
    return 0;
  },
});
