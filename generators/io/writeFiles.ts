// All synchronous: each promise of a file operation waits for another thread, which for dozens of
// small files takes longer than the writing itself.
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { CommandError } from "./CommandError.js";
import { insidePath } from "./insidePath.js";
import { pathKind } from "./pathKind.js";
import { renamePatientlySync } from "./renamePatiently.js";
import { systemReason } from "./systemReason.js";

/** One file to write, move or remove. */
export interface WriteChange {
  /** Relative to the folder, with "/". */
  readonly path: string;
  /** The old path of a moved file. */
  readonly from?: string | undefined;
  /** The new content; undefined to remove the file. */
  readonly content?: string | Uint8Array | undefined;
}

/**
 * Applies all changes to `target`, or none: everything is written to a hidden folder first, then moved.
 * Any failure, or `signal`, restores the previous state. Files that are not among the
 * changes are not touched, and a replaced file keeps its mode. Folders that become empty are removed.
 *
 * @returns `isNew`: the folder did not exist
 * @throws CommandError if a write fails, or a path leads outside `target`; then nothing is changed
 */
export async function writeFiles(
  target: string,
  changes: readonly WriteChange[],
  signal: AbortSignal,
): Promise<{ isNew: boolean }> {
  const isNew = pathKind(target) === "none";
  const undo: (() => void)[] = [];
  try {
    const parent = isNew ? dirname(target) : target;
    for (const { path, from } of changes) {
      insidePath(target, path);
      if (from !== undefined) insidePath(target, from);
    }
    const firstMade = mkdirSync(parent, { recursive: true });
    if (firstMade !== undefined) {
      undo.push(() => rmSync(firstMade, { recursive: true, force: true }));
    }
    const aside = mkdtempSync(join(parent, asidePrefix(target)));
    undo.push(() => rmSync(aside, { recursive: true, force: true }));

    // The temporary folder itself is not moved: only its owner may read it.
    const staged = join(aside, "new");
    stage(staged, isNew ? undefined : target, changes);
    // Signals are only delivered between synchronous steps.
    await new Promise<void>((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    if (isNew) renamePatientlySync(staged, target);
    else moveInto(target, aside, changes, undo);
    attempt(() => rmSync(aside, { recursive: true, force: true }));
    for (const { path, from, content } of changes) {
      if (from !== undefined || content === undefined) removeEmptied(target, from ?? path);
    }
    return { isNew };
  } catch (error) {
    for (const step of undo.reverse()) attempt(step);
    throw signal.aborted ? error : describe(error, target);
  }
}

/**
 * The remains of killed runs for the same `target`: hidden folders. Only `old` in them matters: it contains
 * the files that were about to be replaced.
 */
export function findUnfinished(target: string): string[] {
  const parent = pathKind(target) === "folder" ? target : dirname(target);
  if (pathKind(parent) !== "folder") return [];
  const names = readdirSync(parent).filter((name) => name.startsWith(asidePrefix(target)));
  return names.map((name) => join(parent, name));
}

/**
 * Refuses to continue after an earlier run was killed: the files that it moved, and those that
 * it did not, are from different versions.
 *
 * @throws CommandError that names the remains of that run
 */
export function assertNothingUnfinished(target: string): void {
  const [folder] = findUnfinished(target);
  if (folder === undefined) return;
  const left = basename(folder);
  throw new CommandError(
    `an earlier run was interrupted while it changed files, and left ${left}`,
    {
      hint: `Its folder "old" contains the files it replaced. Copy the contents of ${left}/old back into this folder, remove ${left}, then retry.`,
      code: "conflict",
    },
  );
}

function asidePrefix(target: string): string {
  return `.${basename(resolve(target))}-unfinished-`;
}

/** `current` is the folder to replace files in; undefined if there is none. */
function stage(folder: string, current: string | undefined, changes: readonly WriteChange[]): void {
  mkdirSync(folder, { recursive: true });
  const made = new Set<string>();
  for (const { path, from, content } of changes) {
    if (content === undefined) continue;
    const to = join(folder, path);
    const parent = dirname(to);
    if (!made.has(parent)) mkdirSync(parent, { recursive: true });
    made.add(parent);
    writeFileSync(to, content);
    if (current === undefined) continue;
    const replaced = statSync(join(current, from ?? path), { throwIfNoEntry: false });
    if (replaced?.isFile()) chmodSync(to, replaced.mode & 0o777);
  }
}

/** Moves file by file, and remembers how to undo each move. */
function moveInto(
  target: string,
  aside: string,
  changes: readonly WriteChange[],
  undo: (() => void)[],
): void {
  const clear = (path: string) => {
    const from = join(target, path);
    const kind = pathKind(from);
    if (kind === "none") return;
    if (kind === "folder") throw folderInTheWay(path);
    const backup = join(aside, "old", path);
    mkdirSync(dirname(backup), { recursive: true });
    renamePatientlySync(from, backup);
    undo.push(() => renamePatientlySync(backup, from));
  };
  for (const { path, from } of changes) clear(from ?? path);
  for (const { path, content } of changes) {
    if (content === undefined) continue;
    const to = join(target, path);
    const made = mkdirSync(dirname(to), { recursive: true });
    if (made !== undefined) undo.push(() => rmSync(made, { recursive: true, force: true }));
    // An unexpected file stays in the backup until everything is done.
    clear(path);
    renamePatientlySync(join(aside, "new", path), to);
    undo.push(() => rmSync(to, { force: true }));
  }
}

function folderInTheWay(path: string): CommandError {
  return new CommandError(`cannot write ${path}: it is a folder`, {
    code: "conflict",
    hint: "Nothing was changed. Move the folder, then retry.",
    files: [path],
  });
}

/** Removes the folders that a removed file leaves empty. */
function removeEmptied(target: string, path: string): void {
  for (let folder = dirname(path); folder !== "."; folder = dirname(folder)) {
    try {
      rmdirSync(join(target, folder));
    } catch {
      // It is not empty.
      return;
    }
  }
}

/** Undoes as many moves as possible, even if some fail. */
function attempt(step: () => void): void {
  try {
    step();
  } catch {
    // The original error is the one to report.
  }
}

function describe(error: unknown, target: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof CommandError || code === undefined) return error;
  return new CommandError(`cannot write ${target}: ${systemReason(error) ?? code}`, {
    hint: "Nothing was changed. Free disk space, fix the permissions or choose another folder, then retry.",
    code: "cannot-write",
    cause: error,
  });
}
