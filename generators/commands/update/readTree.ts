import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { CommandError } from "../../io/CommandError.js";
import { isInside } from "../../io/insidePath.js";
import type { Tree } from "./tree.js";

/** What no scaffolded file is moved to, and what may be large. */
const skipped = new Set(["node_modules", "dist", "rehearsal", "coverage", "vendor"]);
const largestMovedFile = 1_000_000;

export interface TreeToRead {
  /** Files that are read where they are there. */
  readonly known: ReadonlySet<string>;
  /** Those among them that were written: where one is gone, it may live on under another name. */
  readonly written: Iterable<string>;
  /** All files that git knows or would add, relative to the project; undefined where there is no repository. */
  readonly files: () => Promise<readonly string[] | undefined>;
}

/**
 * Reads the `known` files of a project and, where a written one is gone, any other in which it may live on. What stands
 * behind a link that leads out of the project is not the project's, and what git ignores is not looked at.
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
      // Git lists what was deleted and not committed, too.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw unreadable(path, error);
    }
  }
  return tree;
}

/** Without git nothing says what is a tool's: folders with a dot are taken for that. */
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
