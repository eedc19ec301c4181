import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { InputError } from "@metrics-project/runtime";
import { insidePath } from "../../io/insidePath.js";
import type { RunSource } from "../../view/model/runSource.js";
import { loadMessage } from "./loadMessage.js";
import { indexFile, type RehearsedRun, readRehearsal } from "./readRehearsal.js";

/** What a page is to show, and where it came from. */
export interface LoadedRuns {
  readonly title: string;
  readonly runs: readonly RunSource[];
  /** The file or folder whose changes change the page. */
  readonly root: string;
}

/** Below this many folders nobody keeps a message that belongs together with the others. */
const maximumDepth = 6;

/**
 * A message, or all messages of a folder: those that its rehearsal.json lists, else every .binproto
 * file below it.
 * @param linkFrom The folder of the page: links to files are relative to it. None: no links.
 * @throws InputError where there is nothing to show.
 */
export async function loadRuns(path: string, linkFrom: string | undefined): Promise<LoadedRuns> {
  const root = resolve(path);
  const isFolder = await stat(root).then(
    (found) => found.isDirectory(),
    (cause: unknown) => {
      const hint = "Name a metrics.binproto or a folder that holds some.";
      throw new InputError(`${path}: there is no such file or folder`, { hint, cause });
    },
  );
  if (!isFolder) {
    const run = await loadMessage({ file: root, name: nameOf(root), kind: "message" }, linkFrom);
    if (run.message === undefined) {
      throw new InputError(`${path}: ${run.failure ?? "cannot be read"}`, {
        hint: "`view` takes a metrics.binproto, as a metrics build writes it.",
      });
    }
    return { title: nameOf(root), runs: [run], root };
  }
  const rehearsal = await readRehearsal(root);
  if (rehearsal !== undefined) {
    const runs = await Promise.all(rehearsal.runs.map((run) => loadRehearsed(root, run, linkFrom)));
    return { title: rehearsal.title ?? `${basename(root)}`, runs, root };
  }
  const files = await messagesBelow(root, 0);
  if (files.length === 0) {
    throw new InputError(`${path}: no .binproto file in this folder or below it`, {
      hint: `Run \`metrics-project rehearse\` first, which writes ${indexFile}.`,
    });
  }
  const names = distinctNames(root, files);
  const runs = await Promise.all(
    files.map((file, i) =>
      loadMessage({ file, name: names[i] ?? file, kind: "message" }, linkFrom),
    ),
  );
  return { title: basename(root), runs, root };
}

async function loadRehearsed(
  root: string,
  run: RehearsedRun,
  linkFrom: string | undefined,
): Promise<RunSource> {
  const file = insidePath(root, `${run.outputs}/metrics.binproto`);
  const loaded = await loadMessage({ file, name: run.name, kind: run.kind }, linkFrom);
  const facts: [string, string][] = [];
  if (run.daysEarlier !== undefined) {
    const days = run.daysEarlier === 1 ? "a day" : `${run.daysEarlier} days`;
    facts.push(["made up, as of", `${days} ago`]);
  }
  if (run.seconds !== undefined) facts.push(["time", `${run.seconds.toFixed(2)} s`]);
  if (run.jobID !== undefined) facts.push(["job", run.jobID]);
  if (run.batchID !== undefined) facts.push(["batch", run.batchID]);
  const stderr = run.stderr?.trim();
  // Of a message that can be read, the page lists all problems itself.
  const reason =
    loaded.message === undefined ? run.failure : run.failure?.split("\n")[0]?.replace(/:$/, "");
  const failure = reason !== undefined && stderr ? `${reason}\n\n${stderr}` : reason;
  const warnings = Array.isArray(run.warnings) ? run.warnings.map(String) : [];
  return { ...loaded, facts, warnings, failure: failure ?? loaded.failure };
}

async function messagesBelow(folder: string, depth: number): Promise<string[]> {
  const entries = (await readdir(folder, { withFileTypes: true })).sort((a: Dirent, b: Dirent) =>
    a.name < b.name ? -1 : 1,
  );
  const found: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isFile() && entry.name.endsWith(".binproto")) found.push(path);
    const enter = entry.isDirectory() && !/^(\.|node_modules$)/.test(entry.name);
    if (enter && depth < maximumDepth) found.push(...(await messagesBelow(path, depth + 1)));
  }
  return found;
}

/** `runs/a/metrics.binproto` is `runs/a`, `speeds.binproto` is `speeds`; no two are the same. */
function distinctNames(root: string, files: readonly string[]): string[] {
  const names = files.map((file) => {
    const path = relative(root, file).split(sep).join("/");
    return path === "metrics.binproto"
      ? basename(root)
      : path.replace(/\/metrics\.binproto$|\.binproto$/, "");
  });
  return names.map((name, i) =>
    names.indexOf(name) === names.lastIndexOf(name)
      ? name
      : relative(root, files[i] ?? name)
          .split(sep)
          .join("/"),
  );
}

/** A message that is called metrics.binproto like all others goes by its folder. */
function nameOf(file: string): string {
  const name = basename(file).replace(/\.binproto$/, "");
  return name === "metrics" ? basename(dirname(file)) || name : name;
}
