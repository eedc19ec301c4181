import { readFile } from "node:fs/promises";
import { isWithin, slashedFrom } from "../../io/slashed.js";
import { type Affected, everything } from "./Affected.js";
import type { BuildGraph } from "./buildGraph.js";

/**
 * What must run again after these files changed. A sample affects its test, the batch and the report. A file that the
 * bundle needs only for its batch or report function affects no test. Anything else affects everything, as does every
 * source if the bundler's list of inputs is unknown.
 */
export async function affectedBy(
  changed: readonly string[],
  testsDir: string,
  graph: BuildGraph | undefined,
): Promise<Affected> {
  const tests = new Set<string>();
  const sources: string[] = [];
  for (const file of changed) {
    const isSample = isWithin(testsDir, file);
    if (isSample) tests.add(slashedFrom(testsDir, file).split("/")[0] ?? "");
    if (!isSample || graph?.files.has(file) === true) sources.push(file);
  }
  if (sources.length === 0) return { tests, batch: true, report: true };
  if (graph?.entry === undefined) return everything;

  const { entry } = graph;
  const modes = await modulesOfModes(entry, graph);
  const reached = (mode: Mode) =>
    reachedFrom(
      [...modes].filter(([, of]) => of.has(mode)),
      graph,
    );
  const [batch, report] = [reached("batch"), reached("report")];
  const isOverTests = (file: string) => batch.has(file) || report.has(file);
  const others = reachedFrom([[entry]], graph, (from, to) => from !== entry || !modes.has(to));
  if (!sources.every((file) => isOverTests(file) && !others.has(file))) return everything;
  return { tests, batch: sources.some((file) => batch.has(file)) || tests.size > 0, report: true };
}

type Mode = "batch" | "report";

/** The files reachable from `starts`, including these, through the imports that are `followed`. */
function reachedFrom(
  starts: readonly (readonly [file: string, ...rest: unknown[]])[],
  graph: BuildGraph,
  followed: (from: string, to: string) => boolean = () => true,
): ReadonlySet<string> {
  const found = new Set(starts.map(([file]) => file));
  // A Set may grow while it is iterated.
  for (const from of found) {
    for (const { file } of graph.files.get(from) ?? []) {
      if (followed(from, file)) found.add(file);
    }
  }
  return found;
}

/**
 * The modules that the entry imports only for its batch or its report function, whatever their
 * names. They are found by the one name it imports from each, or by a dynamic import in the
 * function's call.
 */
async function modulesOfModes(
  entry: string,
  graph: BuildGraph,
): Promise<ReadonlyMap<string, ReadonlySet<Mode>>> {
  const text = withoutComments(await readFile(entry, "utf8").catch(() => ""));
  const modes = new Map<string, Set<Mode>>();
  const others = new Set<string>();
  for (const { file, specifier } of graph.files.get(entry) ?? []) {
    const mode = modeOfImport(text, specifier);
    if (mode === undefined) others.add(file);
    else modes.set(file, (modes.get(file) ?? new Set()).add(mode));
  }
  for (const file of others) modes.delete(file);
  return modes;
}

function modeOfImport(text: string, specifier: string): Mode | undefined {
  const quoted = `["']${escaped(specifier)}["']`;
  // A module named twice may be imported for another use as well.
  if (occurrences(text, quoted) !== 1) return undefined;
  const [, name] =
    new RegExp(`import\\s*\\{\\s*(\\w+)\\s*\\}\\s*from\\s*${quoted}`).exec(text) ?? [];
  if (name !== undefined) {
    const given = occurrences(text, `\\b${name}\\b`) === 2;
    return given
      ? modeIn(new RegExp(`\\b(batch|report)\\s*:\\s*${name}\\b\\s*[,}]`), text)
      : undefined;
  }
  return modeIn(new RegExp(`\\b(batch|report)\\s*:[^,:{}]*\\bimport\\(\\s*${quoted}\\s*\\)`), text);
}

function modeIn(pattern: RegExp, text: string): Mode | undefined {
  const mode = pattern.exec(text)?.[1];
  return mode === "batch" || mode === "report" ? mode : undefined;
}

function occurrences(text: string, pattern: string): number {
  return [...text.matchAll(new RegExp(pattern, "g"))].length;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

/** Only lines that are comments as a whole: elsewhere, two slashes may be part of a string. */
function withoutComments(text: string): string {
  return text.replace(/^\s*\/\/.*$/gm, "").replace(/\/\*[\s\S]*?\*\//g, "");
}
