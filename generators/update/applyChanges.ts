import { chmod, mkdir, mkdtemp, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ProjectError } from "../project/ProjectError.js";
import type { FileChange } from "./mergeTrees.js";

/**
 * Brings all changes into `root`, or none: they are written aside first, then moved into place, and
 * whatever goes wrong on the way, or `signal`, puts everything back. A file keeps its mode.
 *
 * @throws ProjectError where a file cannot be written; nothing is changed then
 */
export async function applyChanges(
  root: string,
  changes: readonly FileChange[],
  signal: AbortSignal,
): Promise<void> {
  const undo: (() => Promise<unknown>)[] = [];
  try {
    const aside = await mkdtemp(join(root, ".metrics-project-update-"));
    undo.push(() => rm(aside, { recursive: true, force: true }));
    const staged = changes.map((_, index) => join(aside, `new-${index}`));
    for (const [index, { bytes, from, path }] of changes.entries()) {
      signal.throwIfAborted();
      const file = staged[index];
      if (!bytes || !file) continue;
      await writeFile(file, bytes);
      const current = await stat(join(root, from ?? path)).catch(() => undefined);
      if (current) await chmod(file, current.mode & 0o777);
    }
    signal.throwIfAborted();
    for (const [index, change] of changes.entries()) {
      const replaced = join(root, change.from ?? change.path);
      if (change.kind !== "added") {
        const backup = join(aside, `old-${index}`);
        await rename(replaced, backup);
        undo.push(() => rename(backup, replaced));
      }
      const file = staged[index];
      if (!change.bytes || !file) continue;
      const target = join(root, change.path);
      const made = await mkdir(dirname(target), { recursive: true });
      if (made !== undefined) undo.push(() => rm(made, { recursive: true, force: true }));
      await rename(file, target);
      undo.push(() => rm(target, { force: true }));
    }
    await rm(aside, { recursive: true, force: true });
  } catch (error) {
    for (const step of undo.reverse()) await step().catch(() => undefined);
    throw signal.aborted ? error : cannotWrite(error, root);
  }
}

function cannotWrite(error: unknown, root: string): ProjectError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new ProjectError(`cannot write in ${root}: ${code ?? message}`, {
    hint: "Nothing was changed. Make room or see to the permissions, then run it again.",
    cause: error,
  });
}
