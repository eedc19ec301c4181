import { defineCommand } from "../../cli/command.js";
import { packageVersion } from "../../io/packageRoot.js";
import { printReport } from "./printReport.js";
import { renderers } from "./render.js";
import { updateOptions } from "./updateOptions.js";
import { updateProject } from "./updateProject.js";

export const command = defineCommand({
  name: "recopy",
  summary: "Write this project's templates anew, over what you made of them.",
  usage: "metrics-project recopy",
  options: updateOptions,
  details: [
    "Every file that the templates have is written as a new project with the same answers has it: your edits",
    "of these files go, files that you deleted come back, and nothing is merged. Files of your own stay. It is",
    "for a project that `update` cannot merge any more, and needs a clean working tree as a way back.",
  ].join("\n"),
  examples: [["metrics-project recopy --dry-run", "what would be written, as a diff"]],
  exitCodes: "0 done, 1 nothing was changed, 2 wrong usage",
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
