import type { World } from "../../cli/command.js";
import type { RenderedFiles } from "../../io/RenderedFiles.js";
import { typeScriptVersion } from "../../project/loadTypeScript.js";
import { wordsFor } from "../../project/templateData.js";
import { breaksHere, type Change, judgeChanges, type Usage } from "./Change.js";
import { compareDescriptions } from "./compareDescriptions.js";
import { compareProtos } from "./compareProtos.js";
import { type EmissionTypes, emissionTypes } from "./emissions/emissionTypes.js";
import { judgeEmissions } from "./emissions/judgeEmissions.js";
import { explainProblems } from "./explainProblems.js";
import { findTools } from "./findTools.js";
import { findUsage } from "./findUsage.js";
import { findLayout, type Layout } from "./layout.js";
import { missingPackage } from "./missingPackage.js";
import { previousSources } from "./previousSources.js";
import type { Report } from "./Report.js";
import { readGenerated } from "./readGenerated.js";
import { readNewDescription } from "./readNewDescription.js";
import { readNewProtos } from "./readNewProtos.js";
import { renderGenerated } from "./renderGenerated.js";
import { runtimeUsage } from "./runtimeUsage.js";
import { hashProtos, hashText, readSources, type Sources } from "./sources.js";
import type { Tools } from "./Tools.js";
import { loadProgram, newProblems, problemsOf, type TypeProblem } from "./typeCheck.js";
import { differenceTo, writeGenerated } from "./writeGenerated.js";

export interface GenerateOptions {
  /** A new description, as a file, a URL, or `-` for standard input. */
  openapi?: string | undefined;
  /** New .proto files, as a file or a folder. */
  proto?: string | undefined;
  /** Write although something breaks. */
  acceptBreaking?: boolean | undefined;
  /** Tell only; write nothing. */
  dryRun?: boolean | undefined;
  /** Tell only whether anything would be written, and not what it means. */
  check?: boolean | undefined;
}

/**
 * Regenerates a project's API client and bindings, and tells before what that means for its code.
 * Writes all of it or nothing.
 *
 * @throws CommandError where it cannot; nothing was changed then
 */
export async function generate(
  world: Pick<World, "cwd" | "env" | "signal" | "stderr" | "stdin">,
  options: GenerateOptions,
): Promise<Report> {
  const layout = await findLayout(world.cwd);
  const current = await readSources(layout);
  // Fetched once, and only when what is to be generated from can be used.
  let found: Promise<Tools> | undefined;
  const findOnce = () => {
    found ??= findTools(world);
    return found;
  };
  const next = await readNext(world, current, options, findOnce);
  const tools = await findOnce();
  const generated = await renderGenerated(layout, next, tools, world.signal);
  const emissions = await emissionTypes(layout);
  if (emissions.after !== undefined) generated.set(emissions.path, emissions.after);

  const files: RenderedFiles = new Map([
    ...generated,
    [layout.openapi, next.description.text],
    ...[...next.protos].map(([path, text]): [string, string] => [`${layout.protos}/${path}`, text]),
  ]);
  const difference = await differenceTo(layout, files);
  if (emissions.before !== undefined && emissions.after === undefined) {
    difference.stale.push(emissions.path);
  }
  const report: Report = {
    outcome: "unchanged",
    changes: [],
    problems: [],
    files: difference.changed,
    removed: difference.stale,
    notes: [],
  };
  if (report.files.length + report.removed.length === 0) return report;
  const isNew = options.openapi !== undefined || options.proto !== undefined;
  if (options.check === true && !isNew) return { ...report, outcome: "would-write" };

  const missing = await missingPackage(layout, generated);
  if (missing !== undefined) report.notes.push(missing);
  for (const path of difference.foreign.keys()) {
    report.notes.push(`${path} was not generated, and stays: files of your own belong elsewhere.`);
  }
  // The types of logs are generated apart, and stay as they are.
  const logs = [...(await readGenerated(layout))].filter(([path]) =>
    path.startsWith(`${layout.generated}/logs/`),
  );
  const staged: RenderedFiles = new Map([...logs, ...difference.foreign, ...generated]);
  await judge(world, { layout, current, next, tools, generated: staged, emissions }, report);
  const breaks = report.changes.some(breaksHere) || report.problems.length > 0;
  if (breaks && options.acceptBreaking !== true) return { ...report, outcome: "refused" };
  if (options.dryRun === true || options.check === true)
    return { ...report, outcome: "would-write" };
  world.signal.throwIfAborted();
  await writeGenerated(layout, files, difference, world.signal);
  return { ...report, outcome: "written" };
}

async function readNext(
  world: Pick<World, "cwd" | "signal" | "stderr" | "stdin">,
  current: Sources,
  { openapi, proto }: GenerateOptions,
  tools: () => Promise<Tools>,
): Promise<Sources> {
  return {
    description:
      openapi === undefined ? current.description : await readNewDescription(world, openapi, tools),
    protos:
      proto === undefined ? current.protos : await readNewProtos(world.cwd, proto, current.protos),
  };
}

interface Work {
  layout: Layout;
  current: Sources;
  next: Sources;
  tools: Tools;
  generated: RenderedFiles;
  emissions: EmissionTypes;
}

/** Fills in what changed, who uses it, and which errors it brings. */
async function judge(
  { env, signal }: Pick<World, "env" | "signal">,
  { layout, current, next, tools, generated, emissions }: Work,
  report: Report,
): Promise<void> {
  const before = await previousSources(layout, current, env);
  const changes: Change[] = [];
  if (before.document === undefined) {
    report.notes.push(
      `What ${layout.openapi} was before is not known (neither it nor the last commit has the hash that the generated files carry), so its changes are not listed.`,
    );
  } else if (before.document !== next.description.document) {
    const { document } = next.description;
    changes.push(...(await compareDescriptions(before.document, document, tools, signal)));
    if (
      changes.length === 0 &&
      hashText(current.description.text) !== hashText(next.description.text)
    ) {
      report.notes.push("The description changed in nothing but words.");
    }
  }
  if (before.protos === undefined) {
    report.notes.push(
      `What ${layout.protos}/ held before is not known, so its changes are not listed.`,
    );
  } else if (hashProtos(before.protos) !== hashProtos(next.protos)) {
    changes.push(...(await compareProtos(before.protos, next.protos, tools, signal)));
  }
  signal.throwIfAborted();

  const compiler = await tools.typescript();
  const old = loadProgram(compiler, layout);
  // In our own repository the project is the runtime, which is looked at as such.
  const project: Usage = layout.isRuntime
    ? new Map()
    : findUsage(compiler, old, layout.root, before.document);
  const runtime = changes.length === 0 ? new Map() : await runtimeUsage(compiler);
  report.changes = [
    ...judgeChanges(changes, runtime, project),
    ...judgeEmissions(compiler, old, layout, emissions),
  ];

  const known = await problemsOf(compiler, old, layout, signal);
  const staged = loadProgram(compiler, layout, generated, old);
  const brought = newProblems(known, await problemsOf(compiler, staged, layout, signal));
  report.problems = explainProblems(brought, report.changes);
  const own = typeScriptVersion(layout.root);
  const isOther = own !== undefined && seriesOf(own) !== seriesOf(compiler.version);
  if (isOther) {
    report.notes.push(
      `Type-checked with TypeScript ${compiler.version}. The project has ${own}, which may find other errors: run \`${wordsFor(layout.root).run} types\`, too.`,
    );
  }
  if (known.length > 0) report.notes.push(knownProblems(known, compiler.version, isOther));
}

/** Versions of one series find the same errors. */
function seriesOf(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}

function knownProblems(known: readonly TypeProblem[], version: string, isOther: boolean): string {
  const [first] = known;
  const where = first === undefined ? "" : `, the first in ${first.file}:${first.line}`;
  const by = isOther ? ` by TypeScript ${version}` : "";
  return `The project has ${known.length} type error${known.length === 1 ? "" : "s"} already${by}${where}. They are not counted here.`;
}
