import { defineCommand, type World } from "../../cli/command.js";
import { packageVersion } from "../../io/packageRoot.js";
import { linkedPackages } from "../../project/linkedPackages.js";
import { recordFile } from "../../project/projectRecord.js";
import { renderProject } from "../../project/renderProject.js";
import { packageManagerWords } from "../../project/templateData.js";
import { type UpdateReport, updateProject } from "./updateProject.js";

export const command = defineCommand({
  name: "update",
  summary: "Bring this project to the templates of the create-metrics-project that runs.",
  usage: "metrics-project update",
  options: {
    "dry-run": { type: "boolean", summary: "show what would change, as a diff; change nothing" },
    force: { type: "boolean", summary: "go on with uncommitted changes, or without a repository" },
    json: { type: "boolean", summary: "print one JSON object instead of text" },
  },
  details: [
    "A three-way merge between what was scaffolded, what is there now, and what this version would",
    "scaffold. Your edits stay, files that you deleted stay deleted, files that you moved are updated",
    "where they are. Run it from the newer version:",
    "",
    "  npx --package create-metrics-project@latest metrics-project update",
  ].join("\n"),
  examples: [["metrics-project update --dry-run", "the changes as a diff"]],
  exitCodes: "0 done, 1 nothing was changed, 2 wrong usage, 3 there are conflicts to resolve",
  async run(world, { options }) {
    const version = packageVersion();
    const report = await updateProject(world, {
      version,
      render: async (answers) => {
        const packages = await linkedPackages(answers.link, version, world.env);
        return renderProject({ answers, version, ...packages });
      },
      force: options.force ?? false,
      dryRun: options["dry-run"] ?? false,
    });
    if (options.json) world.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    else printReport(world, report);
    return report.conflicts.length > 0 ? 3 : 0;
  },
});

function printReport({ stdout, stderr }: World, report: UpdateReport): void {
  const { changes, conflicts, kept, dryRun } = report;
  const files = changes.filter(({ path }) => path !== recordFile);
  if (report.diff) stdout.write(report.diff);
  if (changes.length === 0) {
    stderr.write(`Nothing to do: this project is what ${report.to} writes.\n`);
    return;
  }
  stderr.write(`${dryRun ? "Would update" : "Updated"} from ${report.from} to ${report.to}.\n`);
  for (const { kind, path, from } of files) {
    stderr.write(`  ${kind.padEnd(8)} ${from ? `${from} -> ${path}` : path}\n`);
  }
  if (kept.length > 0) {
    stderr.write("Left as they are, although the template changed:\n");
    for (const { path, reason } of kept) stderr.write(`  ${path} (${reason})\n`);
  }
  if (conflicts.length > 0) {
    stderr.write("Conflicts, marked with <<<<<<< in the files:\n");
    for (const { path, places } of conflicts) {
      stderr.write(`  ${path} (${places} ${places === 1 ? "place" : "places"})\n`);
    }
  }
  if (dryRun) return;
  const words = packageManagerWords[report.answers.packageManager];
  const steps = [
    ...(conflicts.length > 0 ? ["resolve the conflicts"] : []),
    ...(files.some(({ path }) => path === "package.json") ? [words.install] : []),
    `${words.run} types`,
    `${words.run} test`,
  ];
  stderr.write(`Next: ${steps.join(", ")}.\n`);
}
