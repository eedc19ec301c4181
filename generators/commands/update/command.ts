import { defineCommand, type World } from "../../cli/command.js";
import { usageError } from "../../io/CommandError.js";
import { packageVersion } from "../../io/packageRoot.js";
import { compareVersions } from "../../project/compareVersions.js";
import { newerRecord, readProject } from "../../project/readProject.js";
import { newestVersion } from "./newestVersion.js";
import { printReport } from "./printReport.js";
import { renderers } from "./render.js";
import { updateOptions } from "./updateOptions.js";
import { updateProject } from "./updateProject.js";

export const command = defineCommand({
  name: "update",
  summary: "Update this project to the templates of the running create-metrics-project version.",
  usage: "metrics-project update",
  options: {
    check: {
      type: "boolean",
      summary: "only check for a newer version (exit code 3 if there is one)",
    },
    ...updateOptions,
  },
  details: [
    "Does a three-way merge of the original scaffold, your project, and the scaffold of this version. It keeps your",
    "edits, does not restore files you deleted, and updates moved files where they are. Run it with the newer version:",
    "",
    "  npx --package create-metrics-project@latest metrics-project update",
    "",
    "--set changes an answer that the project was created with, and merges the result. --check queries the registry,",
    "unless the running version is already newer.",
  ].join("\n"),
  examples: [
    ["metrics-project update --dry-run", "show the changes as a diff"],
    ["metrics-project update --set ci=github", "add the GitHub workflow"],
    ["metrics-project update --check", "check for a newer version"],
  ],
  exitCodes:
    "0 done, 1 failed, nothing changed, 2 wrong usage, 3 conflicts to resolve, or with --check a newer version",
  async run(world, { options }) {
    if (options.check) {
      const { set, force, "dry-run": dryRun } = options;
      if (set !== undefined || force || dryRun) {
        throw usageError("--check changes nothing: remove --set, --force and --dry-run");
      }
      return check(world, options.json ?? false);
    }
    const version = packageVersion();
    const report = await updateProject(world, {
      version,
      ...renderers(world, version),
      set: options.set,
      force: options.force ?? false,
      dryRun: options["dry-run"] ?? false,
    });
    if (options.json) world.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    else printReport(world, report);
    return report.conflicts.length > 0 ? 3 : 0;
  },
});

/** Prints whether there is a newer version than the project's; returns 3 if so. */
async function check(world: World, json: boolean): Promise<number> {
  const { root, record } = await readProject(world.cwd);
  const running = packageVersion();
  const older = compareVersions(record.version, running);
  if (older > 0) throw newerRecord(record.version, running);
  // The running version is known; the registry needs a network.
  const newest = older < 0 ? running : await newestVersion(world, root);
  const isNewer = compareVersions(record.version, newest) < 0;
  if (json) {
    const found = { version: record.version, newest, isNewer };
    world.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
  } else if (isNewer) {
    world.stdout.write(
      `A newer version is available: this project uses ${record.version}, the newest is ${newest}.\n`,
    );
    const from = older < 0 ? "" : `npx --package create-metrics-project@${newest} `;
    world.stderr.write(`Next: ${from}metrics-project update\n`);
  } else {
    world.stdout.write(`This project is up to date: ${record.version} is the newest version.\n`);
  }
  return isNewer ? 3 : 0;
}
