import { readFile } from "node:fs/promises";
import { relative, sep } from "node:path";
import { type Affected, everything } from "./Affected.js";
import type { BuildGraph } from "./buildGraph.js";

/**
 * What has to run again after these files changed. A sample affects its test, and with it the batch and
 * the report; a file that the bundle needs for its batch or its report function alone affects no test;
 * anything else affects everything, as does every source where the bundler's list is not known.
 */
export async function affectedBy(
  changed: readonly string[],
  testsDir: string,
  graph: BuildGraph | undefined,
): Promise<Affected> {
  const tests = new Set<string>();
  const sources: string[] = [];
  for (const file of changed) {
    const inTests = relative(testsDir, file);
    const isSample = !inTests.startsWith("..");
    if (isSample) tests.add(inTests.split(sep)[0] ?? inTests);
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

/** The files to which `starts` lead, themselves included, over the imports that are `followed`. */
function reachedFrom(
  starts: readonly (readonly [file: string, ...rest: unknown[]])[],
  graph: BuildGraph,
  followed: (from: string, to: string) => boolean = () => true,
): ReadonlySet<string> {
  const found = new Set(starts.map(([file]) => file));
  // A set grows while it is walked.
  for (const from of found) {
    for (const { file } of graph.files.get(from) ?? []) {
      if (followed(from, file)) found.add(file);
    }
  }
  return found;
}

/**
 * The modules that the entry imports for nothing but its batch or its report function, whatever they are
 * called: by the one name that it takes from each, or loads where the function is called.
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
  // Named twice, it may be imported for something else as well.
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

/** Whole lines of comment only: elsewhere two slashes may stand in a string. */
function withoutComments(text: string): string {
  return text.replace(/^\s*\/\/.*$/gm, "").replace(/\/\*[\s\S]*?\*\//g, "");
}
