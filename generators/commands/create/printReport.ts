import { relative } from "node:path";
import type { World } from "../../cli/command.js";
import { installWords } from "../../project/templateData.js";
import type { CreateReport } from "./CreateReport.js";

/** The report for a person. */
export function printReport(world: World, report: CreateReport): void {
  const { stdout } = world;
  const path = relative(world.cwd, report.target) || ".";
  if (report.assumed.length > 0) stdout.write(`Defaults: ${report.assumed.join(" ")}\n`);
  if (report.dryRun) {
    stdout.write(`Would write ${report.files.length} files to ${path}:\n`);
    for (const file of report.files) {
      stdout.write(`  ${file}${report.replaced.includes(file) ? "  (replaces yours)" : ""}\n`);
    }
    return;
  }
  const what = `${report.answers.name} to ${path}: ${report.files.length} files`;
  stdout.write(`Wrote ${what}, by create-metrics-project ${report.version}.\n`);
  if (report.replaced.length > 0) stdout.write(`Replaced: ${report.replaced.join(", ")}\n`);
  if (report.kept.length > 0) stdout.write(`Kept yours: ${report.kept.join(", ")}\n`);
  if (report.git && !report.git.committed) {
    stdout.write(`No git commit: ${report.git.reason}\n`);
  }
  for (const note of report.notes) stdout.write(`${note}\n`);
  if (report.installed === "failed") {
    const install = installWords(report.answers.packageManager, world.env);
    world.stderr.write(
      `error: the dependencies could not be installed; the project is complete otherwise\nRepeat it in ${path}: ${install}\n`,
    );
  }
  stdout.write(`\nNext:\n${report.next.map((command) => `  ${command}\n`).join("")}`);
  stdout.write("\nsrc/read-logs.ts knows the logs, src/test-metrics.ts the metrics of one test.\n");
  stdout.write(`The same again: ${report.repeat}\n`);
}

/** The report for a program: one object, one line. */
export function printJson(world: World, report: CreateReport): void {
  const failed = report.installed === "failed";
  const install = installWords(report.answers.packageManager, world.env);
  const error = {
    code: "install-failed",
    message: "the dependencies could not be installed; the project is complete otherwise",
    hint: `Repeat it in ${report.target}: ${install}`,
  };
  world.stdout.write(
    `${JSON.stringify({ ok: !failed, ...report, ...(failed ? { error } : {}) })}\n`,
  );
}
