import { relative } from "node:path";
import type { World } from "../../cli/command.js";
import { installWords } from "../../project/templateData.js";
import type { CreateReport } from "./CreateReport.js";

/** The report for display. */
export function printReport(world: World, report: CreateReport): void {
  const { stdout } = world;
  const path = relative(world.cwd, report.target) || ".";
  if (report.assumed.length > 0) stdout.write(`Defaults: ${report.assumed.join(" ")}\n`);
  if (report.dryRun) {
    stdout.write(`Would write ${report.files.length} files to ${path}:\n`);
    for (const file of report.files) {
      stdout.write(`  ${file}${report.replaced.includes(file) ? "  (overwrites yours)" : ""}\n`);
    }
    return;
  }
  const what = `${report.answers.name} to ${path}: ${report.files.length} files`;
  stdout.write(`Wrote ${what}, with create-metrics-project ${report.version}.\n`);
  if (report.replaced.length > 0) stdout.write(`Overwrote: ${report.replaced.join(", ")}\n`);
  if (report.kept.length > 0) stdout.write(`Kept your files: ${report.kept.join(", ")}\n`);
  if (report.git && !report.git.committed) {
    stdout.write(`No git commit: ${report.git.reason}\n`);
  }
  for (const note of report.notes) stdout.write(`${note}\n`);
  if (report.installed === "failed") {
    const install = installWords(report.answers.packageManager, world.env);
    world.stderr.write(
      `error: installing the dependencies failed; the rest of the project is complete\nRetry in ${path}: ${install}\n`,
    );
  }
  stdout.write(`\nNext:\n${report.next.map((command) => `  ${command}\n`).join("")}`);
  stdout.write(
    "\nsrc/read-logs.ts reads the logs, src/test-metrics.ts computes the metrics of one test.\n",
  );
  stdout.write(`To repeat: ${report.repeat}\n`);
}

/** The report as JSON: one object on one line. */
export function printJson(world: World, report: CreateReport): void {
  const failed = report.installed === "failed";
  const install = installWords(report.answers.packageManager, world.env);
  const error = {
    code: "install-failed",
    message: "installing the dependencies failed; the rest of the project is complete",
    hint: `Retry in ${report.target}: ${install}`,
  };
  world.stdout.write(
    `${JSON.stringify({ ok: !failed, ...report, ...(failed ? { error } : {}) })}\n`,
  );
}
