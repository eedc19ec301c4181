// Synchronous throughout: each promise of a file operation waits for another thread, which costs
// dozens of small files more than the writing itself.

import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { RenderedFiles } from "../plop/runGenerator.js";
import { CommandError } from "./CommandError.js";
import { systemReason } from "./systemReason.js";

/** Files that stand in the target already and would be written differently. */
export interface Conflicts {
  /** Differ from what would be written. */
  readonly different: readonly string[];
  /** Stand there with the very bytes that would be written. */
  readonly same: readonly string[];
}

/**
 * Compares what would be written with what stands in `target`.
 *
 * @throws CommandError where something is in the way that cannot be replaced by a file or folder.
 */
export function findConflicts(target: string, files: RenderedFiles): Conflicts {
  const kind = kindOf(target);
  if (kind === "other") throw notAFolder(target);
  if (kind === "none") return { different: [], same: [] };
  const different: string[] = [];
  const same: string[] = [];
  for (const [path, content] of files) {
    for (let parent = dirname(path); parent !== "."; parent = dirname(parent)) {
      if (kindOf(join(target, parent)) === "other") throw notAFolder(join(target, parent));
    }
    const there = kindOf(join(target, path));
    if (there === "none") continue;
    if (there === "folder") {
      throw new CommandError(`${path} is a folder, and a file is to be written there`, {
        code: "conflict",
        hint: "Move it away, or choose another folder.",
        files: [path],
      });
    }
    const current = readFileSync(join(target, path));
    (current.equals(Buffer.from(content)) ? same : different).push(path);
  }
  return { different, same };
}

/**
 * What runs for the same `target` left when they were ended by force: hidden folders, which nothing
 * needs but their `replaced`, with files of the user's that were about to be replaced.
 */
export function findUnfinished(target: string): string[] {
  const parent = kindOf(target) === "folder" ? target : dirname(target);
  if (kindOf(parent) !== "folder") return [];
  const names = readdirSync(parent).filter((name) => name.startsWith(asidePrefix(target)));
  return names.map((name) => join(parent, name));
}

function asidePrefix(target: string): string {
  return `.${basename(target)}-unfinished-`;
}

/**
 * Writes the files so that at every moment either nothing or all of it stands in `target`: all is
 * written into a hidden folder first, then moved. Whatever goes wrong, or `signal`, undoes it.
 * Files of `target` that are neither among `files` nor among `obsolete`, which are removed, are not touched.
 * `isNew`: the folder was not there.
 *
 * @throws CommandError where a write fails; nothing is left then.
 */
export async function writeProject(
  target: string,
  files: RenderedFiles,
  signal: AbortSignal,
  obsolete: readonly string[] = [],
): Promise<{ isNew: boolean }> {
  const isNew = kindOf(target) === "none";
  const undo: (() => void)[] = [];
  try {
    const parent = isNew ? dirname(target) : target;
    const firstMade = mkdirSync(parent, { recursive: true });
    if (firstMade !== undefined) {
      undo.push(() => rmSync(firstMade, { recursive: true, force: true }));
    }
    const aside = mkdtempSync(join(parent, asidePrefix(target)));
    undo.push(() => rmSync(aside, { recursive: true, force: true }));

    // Not the temporary folder itself is moved: only its owner may read that.
    const staged = join(aside, "project");
    stage(staged, files);
    // Signals arrive only when nothing else runs.
    await setImmediate();
    signal.throwIfAborted();
    if (isNew) renameSync(staged, target);
    else moveInto(target, aside, [...files.keys()], obsolete, undo);
    attempt(() => rmSync(aside, { recursive: true, force: true }));
    return { isNew };
  } catch (error) {
    for (const step of undo.reverse()) attempt(step);
    throw describe(error, target);
  }
}

function stage(folder: string, files: RenderedFiles): void {
  const made = new Set<string>();
  for (const [path, content] of files) {
    const to = join(folder, path);
    const parent = dirname(to);
    if (!made.has(parent)) mkdirSync(parent, { recursive: true });
    made.add(parent);
    writeFileSync(to, content);
  }
}

/** Moves file by file, remembering how to take each move back. */
function moveInto(
  target: string,
  aside: string,
  paths: readonly string[],
  obsolete: readonly string[],
  undo: (() => void)[],
): void {
  const clear = (path: string) => {
    const from = join(target, path);
    if (kindOf(from) === "none") return;
    const backup = join(aside, "replaced", path);
    mkdirSync(dirname(backup), { recursive: true });
    renameSync(from, backup);
    undo.push(() => renameSync(backup, from));
  };
  for (const path of obsolete) clear(path);
  for (const path of paths) {
    const to = join(target, path);
    const made = mkdirSync(dirname(to), { recursive: true });
    if (made !== undefined) undo.push(() => rmSync(made, { recursive: true, force: true }));
    clear(path);
    renameSync(join(aside, "project", path), to);
    undo.push(() => rmSync(to, { force: true }));
  }
}

function kindOf(path: string): "none" | "folder" | "file" | "other" {
  try {
    const stats = lstatSync(path);
    if (stats.isDirectory()) return "folder";
    return stats.isFile() ? "file" : "other";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return "none";
    if (code === "ENOTDIR") throw notAFolder(dirname(path));
    throw describe(error, path);
  }
}

/** What can be taken back is taken back, whatever else fails. */
function attempt(step: () => void): void {
  try {
    step();
  } catch {
    // The error that led here is the one to tell.
  }
}

function notAFolder(path: string): CommandError {
  return new CommandError(`${path} is in the way: it is not a folder`, {
    code: "not-a-folder",
    hint: "Move it away, or choose another folder.",
  });
}

function describe(error: unknown, target: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof CommandError || code === undefined) return error;
  return new CommandError(`cannot write ${target}: ${systemReason(error) ?? code}`, {
    code: "cannot-write",
    hint: "Nothing was left behind. Make room or choose another folder, then run it again.",
    cause: error,
  });
}
