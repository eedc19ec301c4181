import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type ts from "typescript";
import type { World } from "../../cli/command.js";
import type { RenderedFiles } from "../../io/RenderedFiles.js";
import { slashed } from "../../io/slashed.js";
import { typeScriptVersion } from "../../project/loadTypeScript.js";
import { wordsFor } from "../../project/templateData.js";
import { type Change, judgeChanges, type Usage } from "./Change.js";
import { type ApiComparison, type ApiVersion, compareApi } from "./compare/apiChanges.js";
import { compareProtos } from "./compareProtos.js";
import type { EmissionTypes } from "./emissions/emissionTypes.js";
import { judgeEmissions } from "./emissions/judgeEmissions.js";
import { explainProblems } from "./explainProblems.js";
import { findUsage } from "./findUsage.js";
import type { Layout } from "./layout.js";
import { previousSources } from "./previousSources.js";
import type { Report } from "./Report.js";
import { readGenerated } from "./readGenerated.js";
import { runtimeUsage } from "./runtimeUsage.js";
import { hashProtos, type Sources } from "./sources.js";
import type { Tools, TypeScript } from "./Tools.js";
import {
  beforeFolder,
  loadProgram,
  newProblems,
  problemsOf,
  type TypeProblem,
} from "./typeCheck.js";
import { unexplainedBindings } from "./unexplainedBindings.js";

/** The files to generate, and their sources. */
export interface Work {
  layout: Layout;
  current: Sources;
  next: Sources;
  tools: Tools;
  /** The new content of every generated file. */
  generated: RenderedFiles;
  emissions: EmissionTypes;
}

/** Adds the changes, their uses, and the type errors they cause. */
export async function judgeGenerated(
  { env, signal }: Pick<World, "env" | "signal">,
  { layout, current, next, tools, generated, emissions }: Work,
  report: Report,
): Promise<void> {
  const compiler = await tools.typescript();
  const old = loadProgram(compiler, layout);
  const disk = await readGenerated(layout);
  const staged = stageGenerated(compiler, layout, { generated, disk, old });
  const before = await previousSources(layout, current, env);
  signal.throwIfAborted();

  const { document } = next.description;
  const api = compareApis(compiler, staged, layout, before.document, document);
  if (before.document === undefined) {
    report.notes.push(
      `The earlier ${layout.openapi} is unknown (neither the file nor a commit has the hash in the generated files): only the generated types were compared.`,
    );
  }
  if (api === undefined) {
    report.notes.push(
      "There were no generated types to compare with, so API changes are not listed.",
    );
  } else if (api.isWordsOnly && !isDeepStrictEqual(before.document, document)) {
    report.notes.push("Only the wording of the description changed.");
  }
  const changes: Change[] = [...(api?.changes ?? [])];
  if (before.protos === undefined) {
    report.notes.push(
      `The earlier contents of ${layout.protos}/ are unknown, so its changes are not listed.`,
    );
  } else if (hashProtos(before.protos) !== hashProtos(next.protos)) {
    changes.push(...(await compareProtos(before.protos, next.protos, tools, signal)));
  }
  changes.push(...unexplainedBindings(compiler, layout, { disk, generated }, changes));
  signal.throwIfAborted();

  // In our own repository, the project is the runtime itself.
  const project: Usage = layout.isRuntime
    ? new Map()
    : findUsage(compiler, old, layout.root, before.document ?? current.description.document);
  const runtime = changes.length === 0 ? new Map() : await runtimeUsage(compiler);
  const judged = judgeChanges(changes, runtime, project, api?.isTaken);
  const isTold = ({ isWording, usedByProject }: (typeof judged)[number]) =>
    isWording !== true || usedByProject.length > 0;
  const told = judged.filter(isTold);
  report.changes = [...told, ...judgeEmissions(compiler, old, layout, emissions)];
  const words = judged.length - told.length;
  if (words > 0) {
    report.notes.push(
      `${words} description${words === 1 ? "" : "s"} of API parts that this project does not use also changed.`,
    );
  }

  const known = await problemsOf(compiler, old, layout, signal);
  const brought = newProblems(known, await problemsOf(compiler, staged, layout, signal));
  report.problems = explainProblems(brought, report.changes);
  const own = typeScriptVersion(layout.root);
  const isOther = own !== undefined && seriesOf(own) !== seriesOf(compiler.version);
  if (isOther) {
    report.notes.push(
      `Type-checked with TypeScript ${compiler.version}. The project has ${own}, which may find other errors: also run \`${wordsFor(layout.root).run} types\`.`,
    );
  }
  if (known.length > 0) report.notes.push(knownProblems(known, compiler.version, isOther));
}

/** Versions with the same major and minor number find the same errors. */
function seriesOf(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}

/** The project with the new generated files, and the old ones next to them. */
export function stageGenerated(
  compiler: TypeScript,
  layout: Layout,
  { generated, disk, old }: { generated: RenderedFiles; disk: RenderedFiles; old: ts.Program },
): ts.Program {
  const both: RenderedFiles = new Map(generated);
  for (const [path, content] of disk) both.set(beforePath(layout, path), content);
  return loadProgram(compiler, layout, both, old);
}

/** Compares the two versions of the API in a program of {@link stageGenerated}; undefined if there was no old one. */
export function compareApis(
  compiler: TypeScript,
  program: ts.Program,
  layout: Layout,
  before: ApiVersion["document"],
  after: ApiVersion["document"],
): ApiComparison | undefined {
  const file = (path: string) => program.getSourceFile(slashed(join(layout.root, path)));
  const version = (at: (path: string) => string, document: ApiVersion["document"]) => {
    const paths = file(at(`${layout.generated}/api/paths.ts`));
    const styles = file(at(`${layout.generated}/api/query-styles.ts`));
    return paths && { paths, styles, document };
  };
  const old = version((path) => beforePath(layout, path), before);
  const now = version((path) => path, after);
  return old && now && compareApi(compiler, program, old, now);
}

function beforePath({ generated }: Layout, path: string): string {
  return `${generated}/${beforeFolder}/${path.slice(generated.length + 1)}`;
}

function knownProblems(known: readonly TypeProblem[], version: string, isOther: boolean): string {
  const [first] = known;
  const where = first === undefined ? "" : `, the first in ${first.file}:${first.line}`;
  const by = isOther ? ` by TypeScript ${version}` : "";
  return `The project already has ${known.length} type error${known.length === 1 ? "" : "s"}${by}${where}, not counted here.`;
}
