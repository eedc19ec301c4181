import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { FileChange } from "../commands/update/mergeTrees.js";
import { CommandError } from "./CommandError.js";

const asidePrefix = ".metrics-project-update-";

/**
 * Refuses to go on where an earlier run was ended by force: the files that it moved, and those that
 * it did not, are of different versions.
 *
 * @throws CommandError naming what that run left
 */
export async function assertNothingUnfinished(root: string): Promise<void> {
  const left = (await readdir(root)).find((name) => name.startsWith(asidePrefix));
  if (left === undefined) return;
  throw new CommandError(`an earlier run was ended while it changed files: it left ${left}`, {
    hint: `Its folder "old" holds what it replaced: put that back over the project (cp -R ${left}/old/. .), remove ${left}, then run this again.`,
  });
}

/**
 * Brings all changes into `root`, or none: they are written aside first, then moved into place, and
 * whatever goes wrong on the way, or `signal`, puts everything back. A file keeps its mode.
 *
 * @throws CommandError where a file cannot be written; nothing is changed then
 */
export async function applyChanges(
  root: string,
  changes: readonly FileChange[],
  signal: AbortSignal,
): Promise<void> {
  const undo: (() => Promise<unknown>)[] = [];
  try {
    await assertNothingUnfinished(root);
    const aside = await mkdtemp(join(root, asidePrefix));
    undo.push(() => rm(aside, { recursive: true, force: true }));
    for (const { bytes, from, path } of changes) {
      signal.throwIfAborted();
      if (!bytes) continue;
      const file = join(aside, "new", path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, bytes);
      const current = await stat(join(root, from ?? path)).catch(() => undefined);
      if (current) await chmod(file, current.mode & 0o777);
    }
    signal.throwIfAborted();
    for (const { kind, bytes, from, path } of changes) {
      const replaced = join(root, from ?? path);
      if (kind !== "added") {
        const backup = join(aside, "old", from ?? path);
        await mkdir(dirname(backup), { recursive: true });
        await rename(replaced, backup);
        undo.push(() => rename(backup, replaced));
      }
      if (!bytes) continue;
      const target = join(root, path);
      const made = await mkdir(dirname(target), { recursive: true });
      if (made !== undefined) undo.push(() => rm(made, { recursive: true, force: true }));
      await rename(join(aside, "new", path), target);
      undo.push(() => rm(target, { force: true }));
    }
    await rm(aside, { recursive: true, force: true });
  } catch (error) {
    for (const step of undo.reverse()) await step().catch(() => undefined);
    throw signal.aborted || error instanceof CommandError ? error : cannotWrite(error, root);
  }
}

function cannotWrite(error: unknown, root: string): CommandError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new CommandError(`cannot write in ${root}: ${code ?? message}`, {
    hint: "Nothing was changed. Make room or see to the permissions, then run it again.",
    cause: error,
  });
}
