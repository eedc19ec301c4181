import type { World } from "../../cli/command.js";
import type { RenderedFiles } from "../../io/RenderedFiles.js";
import { recordFile } from "../../project/projectRecord.js";
import { acceptAll, acceptedFile, applyAccepted, readAccepted } from "./acceptedChanges.js";
import { readApiSettings, recordWith } from "./apiSettings.js";
import { emissionTypes } from "./emissions/emissionTypes.js";
import { findTools } from "./findTools.js";
import { judgeGenerated } from "./judgeGenerated.js";
import { findLayout } from "./layout.js";
import { missingPackage } from "./missingPackage.js";
import { type Report, refuses } from "./Report.js";
import { readGenerated } from "./readGenerated.js";
import { readNext, type SourceOptions } from "./readNext.js";
import { renderGenerated } from "./renderGenerated.js";
import { readSources } from "./sources.js";
import type { Tools } from "./Tools.js";
import { differenceTo, writeGenerated } from "./writeGenerated.js";

export interface GenerateOptions extends SourceOptions {
  /** Write even if something breaks. */
  acceptBreaking?: boolean | undefined;
  /** Accept every breaking change that affects code here: saves them with this reason in the file of accepted changes. */
  acceptFor?: string | undefined;
  /** Only report; write nothing. */
  dryRun?: boolean | undefined;
  /** Only report whether anything would be written, not its effect. */
  check?: boolean | undefined;
}

/**
 * Regenerates a project's API client and bindings, after reporting the effect on its code. Writes all files or
 * nothing.
 *
 * @throws CommandError if it fails; nothing was changed then
 */
export async function generate(
  world: Pick<World, "cwd" | "env" | "signal" | "stderr" | "stdin">,
  options: GenerateOptions,
): Promise<Report> {
  const layout = await findLayout(world.cwd);
  const current = await readSources(layout);
  // Downloaded once, and only if the sources are valid.
  let found: Promise<Tools> | undefined;
  const findOnce = () => {
    found ??= findTools(world);
    return found;
  };
  const accepted = await readAccepted(layout.root);
  const settings = await readApiSettings(layout);
  const { next, notes, ...read } = await readNext(world, { current, settings, options }, findOnce);
  const tools = await findOnce();
  const generated = await renderGenerated(layout, next, tools, world.signal);
  const emissions = await emissionTypes(layout);
  if (emissions.after !== undefined) generated.set(emissions.path, emissions.after);

  const files: RenderedFiles = new Map([
    ...generated,
    [layout.openapi, next.description.text],
    ...[...next.protos].map(([path, text]): [string, string] => [`${layout.protos}/${path}`, text]),
  ]);
  const isRemembered = JSON.stringify(settings) === JSON.stringify(read.settings);
  const record = isRemembered ? undefined : await recordWith(layout, read.settings);
  if (record !== undefined) files.set(recordFile, record);
  const difference = await differenceTo(layout, files);
  if (emissions.before !== undefined && emissions.after === undefined) {
    difference.stale.push(emissions.path);
  }
  const moved = [...current.protos.keys()].filter((path) => !next.protos.has(path));
  difference.stale.push(...moved.map((path) => `${layout.protos}/${path}`));
  const report: Report = {
    outcome: "unchanged",
    changes: [],
    problems: [],
    files: difference.changed,
    removed: difference.stale,
    notes,
  };
  if (report.files.length + report.removed.length === 0) return report;
  const isNew = [options.openapi, options.only, options.proto].some((one) => one !== undefined);
  if (options.check === true && !isNew) return { ...report, outcome: "would-write" };

  const missing = await missingPackage(layout, generated);
  if (missing !== undefined) report.notes.push(missing);
  for (const path of difference.foreign.keys()) {
    report.notes.push(`${path} was not generated, so it was kept. Put your own files elsewhere.`);
  }
  // The types of logs are generated separately, and stay unchanged.
  const logs = [...(await readGenerated(layout))].filter(([path]) =>
    path.startsWith(`${layout.generated}/logs/`),
  );
  const staged: RenderedFiles = new Map([...logs, ...difference.foreign, ...generated]);
  await judgeGenerated(
    world,
    { layout, current, next, tools, generated: staged, emissions },
    report,
  );
  applyAccepted(report, accepted);
  const added = await acceptAll(layout.root, report, options.acceptFor);
  if (added !== undefined) {
    files.set(acceptedFile, added.text);
    difference.changed.push(acceptedFile);
    applyAccepted(report, added.entries);
  }
  if (refuses(report) && options.acceptBreaking !== true) return { ...report, outcome: "refused" };
  if (options.dryRun === true || options.check === true)
    return { ...report, outcome: "would-write" };
  world.signal.throwIfAborted();
  await writeGenerated(layout, files, difference, world.signal);
  return { ...report, outcome: "written" };
}
