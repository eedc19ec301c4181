import type { World } from "../../../cli/command.js";
import { configPaths } from "../../../emissions/findConfig.js";
import { CommandError } from "../../../io/CommandError.js";
import type { RenderedFiles } from "../../../io/RenderedFiles.js";
import { loadTypeScript } from "../../../project/loadTypeScript.js";
import { breaksHere } from "../Change.js";
import { explainProblems } from "../explainProblems.js";
import type { GenerateOptions } from "../generate.js";
import { findLayout } from "../layout.js";
import type { Report } from "../Report.js";
import { readGenerated } from "../readGenerated.js";
import { loadProgram, newProblems, problemsOf } from "../typeCheck.js";
import { differenceTo, writeGenerated } from "../writeGenerated.js";
import { emissionTypes } from "./emissionTypes.js";
import { judgeEmissions } from "./judgeEmissions.js";

/**
 * Writes src/generated/emissions.ts from a project's config, after reporting the effect on the lines that
 * emit. Writes the file or nothing, and downloads no tools.
 *
 * @throws CommandError if there is no config, or it does not define the rows of its topics
 */
export async function generateEmissionTypes(
  world: Pick<World, "cwd" | "signal">,
  options: Pick<GenerateOptions, "acceptBreaking" | "dryRun" | "check">,
): Promise<Report> {
  const layout = await findLayout(world.cwd);
  const types = await emissionTypes(layout);
  const { path, before, after } = types;
  if (before === undefined && after === undefined) {
    throw new CommandError(`no config with topics at ${configPaths[0]}`, {
      hint: "Create one with `metrics-project new topic NAME`.",
    });
  }
  const files: RenderedFiles = new Map(after === undefined ? [] : [[path, after]]);
  const { changed } = await differenceTo(layout, files);
  const removed = after === undefined ? [path] : [];
  const report: Report = {
    outcome: "unchanged",
    changes: [],
    problems: [],
    files: changed.filter((one) => one === path),
    removed,
    notes: [],
  };
  if (report.files.length + removed.length === 0) return report;

  const compiler = loadTypeScript(layout.root);
  const old = loadProgram(compiler, layout);
  report.changes = judgeEmissions(compiler, old, layout, types);
  const disk = await readGenerated(layout);
  disk.delete(path);
  const known = await problemsOf(compiler, old, layout, world.signal);
  const staged = loadProgram(compiler, layout, new Map([...disk, ...files]), old);
  const brought = newProblems(known, await problemsOf(compiler, staged, layout, world.signal));
  report.problems = explainProblems(brought, report.changes);

  const breaks = report.changes.some(breaksHere) || report.problems.length > 0;
  if (breaks && options.acceptBreaking !== true) return { ...report, outcome: "refused" };
  if (options.dryRun === true || options.check === true) {
    return { ...report, outcome: "would-write" };
  }
  world.signal.throwIfAborted();
  await writeGenerated(layout, files, { changed: report.files, stale: removed }, world.signal);
  return { ...report, outcome: "written" };
}
