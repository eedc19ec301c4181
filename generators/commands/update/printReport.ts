import type { World } from "../../cli/command.js";
import { recordFile } from "../../project/projectRecord.js";
import { packageManagerWords } from "../../project/templateData.js";
import type { UpdateReport } from "./updateProject.js";

/** Prints what an update did, or would do. */
export function printReport({ stdout, stderr }: World, report: UpdateReport): void {
  const { changes, conflicts, kept, dryRun, notes } = report;
  const files = changes.filter(({ path }) => path !== recordFile);
  if (report.diff) stdout.write(report.diff);
  if (changes.length === 0) {
    stderr.write(`Nothing to do: this project matches version ${report.to}.\n`);
    for (const note of notes) stderr.write(`${note}\n`);
    return;
  }
  // New answers, other tarballs and `recopy` also cause changes within one version.
  const versions =
    report.from === report.to ? `to ${report.to}` : `from ${report.from} to ${report.to}`;
  stderr.write(`${dryRun ? "Would update" : "Updated"} ${versions}.\n`);
  for (const { kind, path, from } of files) {
    stderr.write(`  ${kind.padEnd(8)} ${from ? `${from} -> ${path}` : path}\n`);
  }
  if (kept.length > 0) {
    stderr.write("Left unchanged, although the template changed:\n");
    for (const { path, reason } of kept) stderr.write(`  ${path} (${reason})\n`);
  }
  if (conflicts.length > 0) {
    stderr.write("Conflicts, marked with <<<<<<< in the files:\n");
    for (const { path, places } of conflicts) {
      stderr.write(`  ${path} (${places} ${places === 1 ? "place" : "places"})\n`);
    }
  }
  for (const note of notes) stderr.write(`${note}\n`);
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
