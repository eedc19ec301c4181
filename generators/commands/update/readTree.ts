import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { CommandError } from "../../io/CommandError.js";
import { isInside } from "../../io/insidePath.js";
import type { Tree } from "./tree.js";

/** Folders that may be large, and are never the target of a moved file. */
const skipped = new Set(["node_modules", "dist", "rehearsal", "coverage", "vendor"]);
const largestMovedFile = 1_000_000;

export interface TreeToRead {
  /** Files that are read if they exist. */
  readonly known: ReadonlySet<string>;
  /** The originally written ones: a missing one may have been moved. */
  readonly written: Iterable<string>;
  /** All files that git tracks or would add, relative to the project; undefined without a repository. */
  readonly files: () => Promise<readonly string[] | undefined>;
}

/**
 * Reads the `known` files of a project and, if a written one is missing, all other files that it may have been moved
 * to. Skips links out of the project, and files that git ignores.
 * @throws CommandError naming a file or folder that cannot be read
 */
export async function readTree(root: string, { known, written, files }: TreeToRead): Promise<Tree> {
  const tree = new Map<string, Uint8Array>();
  for (const path of known) {
    if (!isInside(root, path)) continue;
    const bytes = await readFile(join(root, path)).catch((error: NodeJS.ErrnoException) => {
      if (["ENOENT", "ENOTDIR", "EISDIR", "ELOOP"].includes(error.code ?? "")) return undefined;
      throw unreadable(path, error);
    });
    if (bytes) tree.set(path, bytes);
  }
  if ([...written].every((path) => tree.has(path))) return tree;
  for (const path of (await files()) ?? (await filesBelow(root))) {
    if (known.has(path) || path.split("/").some((part) => skipped.has(part))) continue;
    try {
      const status = await lstat(join(root, path));
      if (!status.isFile() || status.size > largestMovedFile) continue;
      tree.set(path, await readFile(join(root, path)));
    } catch (error) {
      // Git also lists files with an uncommitted deletion.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw unreadable(path, error);
    }
  }
  return tree;
}

/** Without git, hidden folders count as those of tools. */
async function filesBelow(root: string): Promise<string[]> {
  const found: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch((error) => {
      throw unreadable(folder, error);
    });
    for (const entry of entries) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile()) found.push(path);
      else if (
        entry.isDirectory() &&
        !skipped.has(entry.name) &&
        !/^\.(?!github$)/.test(entry.name)
      )
        await visit(path);
    }
  };
  await visit("");
  return found;
}

function unreadable(path: string, error: unknown): CommandError {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = code === "EACCES" || code === "EPERM" ? "no permission" : message;
  return new CommandError(`cannot read ${path === "" ? "the project's folder" : path}: ${reason}`, {
    hint: "Nothing was changed. Fix its permissions, or move it out of the project, then retry.",
    files: [path],
    cause: error,
  });
}
