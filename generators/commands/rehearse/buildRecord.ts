import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { slashedFrom } from "../../io/slashed.js";
import { sha256 } from "../../project/sha256.js";
import { takeSnapshot } from "../../watch/FileSnapshot.js";
import { type BuildGraph, configFiles, metafileOf, readBuildGraph } from "./buildGraph.js";

/**
 * Inputs and outputs of a build: the SHA-256 of each file by its path relative to the project. Files below src that the
 * bundler did not read have no hash, but their names count: a new file can take precedence over another one.
 */
type BuildRecord = Readonly<Record<string, string>>;

/** The state of a build, compared with the current files. */
export interface BuildState {
  /** What has changed since, as words that follow the build's name; undefined if nothing has. */
  readonly stale: string | undefined;
  /** The bundler's list of that build; undefined if there is no reliable one. */
  readonly graph: BuildGraph | undefined;
}

/** Whether the bundle in `project` is up to date, by the hashes of all its inputs. */
export async function stateOfBuild(project: string, bundle: string): Promise<BuildState> {
  const metafile = await metafileOf(project);
  const graph = metafile === undefined ? undefined : await readBuildGraph(project, metafile);
  const record = metafile === undefined ? undefined : await readRecord(metafile);
  if (!(await isFile(join(project, bundle)))) return { stale: "is missing", graph: undefined };
  if (graph === undefined || record === undefined) {
    return { stale: "may be older than its sources", graph: undefined };
  }
  const now = await takeRecord(project, graph);
  const outputs = new Set(graph.outputs.map((file) => slashedFrom(project, file)));
  const changed = [...new Set([...Object.keys(now), ...Object.keys(record)])].filter(
    (path) => now[path] !== record[path],
  );
  const source = changed.find((path) => !outputs.has(path));
  if (source !== undefined) return { stale: `is older than ${source}`, graph };
  return { stale: changed.length > 0 ? "was changed after it was built" : undefined, graph };
}

/**
 * Records the inputs of the build that started at `began`, in milliseconds since the epoch. If something changed
 * meanwhile, or the bundler listed nothing, records nothing; the next check then finds the build stale.
 */
export async function recordBuild(project: string, began: number): Promise<void> {
  const metafile = await metafileOf(project);
  if (metafile === undefined) return;
  await rm(recordPath(metafile), { force: true });
  const graph = await readBuildGraph(project, metafile);
  // A list that this build did not write belongs to another build.
  if (graph === undefined || !(await changedSince(metafile, began))) return;
  const record = await takeRecord(project, graph);
  const outputs = new Set(graph.outputs);
  for (const path of Object.keys(record)) {
    const file = join(project, path);
    if (!outputs.has(file) && (await changedSince(file, began))) return;
  }
  await writeFile(recordPath(metafile), `${JSON.stringify(record, null, 1)}\n`);
}

function recordPath(metafile: string): string {
  return `${metafile.replace(/\.json$/, "")}.hashes.json`;
}

async function readRecord(metafile: string): Promise<BuildRecord | undefined> {
  try {
    const record: unknown = JSON.parse(await readFile(recordPath(metafile), "utf8"));
    return typeof record === "object" && record !== null ? { ...record } : undefined;
  } catch {
    return undefined;
  }
}

async function takeRecord(project: string, graph: BuildGraph): Promise<BuildRecord> {
  const record: Record<string, string> = {};
  const below = await takeSnapshot([join(project, "src")]);
  for (const file of below.keys()) record[slashedFrom(project, file)] = "";
  const config = configFiles.map((name) => join(project, name));
  for (const file of [...config, ...graph.files.keys(), ...graph.outputs]) {
    const content = await readFile(file).catch(() => undefined);
    if (content !== undefined) record[slashedFrom(project, file)] = sha256(content);
  }
  return record;
}

/** Uses ctime, which programs cannot set: it changes even if a file is restored with its old times. */
async function changedSince(file: string, time: number): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && found.ctimeMs > time;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}
