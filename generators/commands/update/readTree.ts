import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { isInside } from "../../io/insidePath.js";
import type { Tree } from "./tree.js";

/** What no scaffolded file is moved to, and what may be large. */
const skipped = new Set([".git", "node_modules", "dist", "rehearsal", "coverage", "vendor"]);
const LARGEST_MOVED_FILE = 1_000_000;

/**
 * Reads the `known` files of a project, and any other in which one of them may live on. What stands
 * behind a link that leads out of the project is not the project's.
 */
export async function readTree(root: string, known: ReadonlySet<string>): Promise<Tree> {
  const tree = new Map<string, Uint8Array>();
  const visit = async (folder: string): Promise<void> => {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!skipped.has(entry.name)) await visit(path);
      } else if (entry.isFile() && !known.has(path)) {
        const { size } = await lstat(join(root, path));
        if (size <= LARGEST_MOVED_FILE) tree.set(path, await readFile(join(root, path)));
      }
    }
  };
  await visit("");
  for (const path of known) {
    if (!isInside(root, path)) continue;
    const bytes = await readFile(join(root, path)).catch((error: NodeJS.ErrnoException) => {
      if (["ENOENT", "ENOTDIR", "EISDIR"].includes(error.code ?? "")) return undefined;
      throw error;
    });
    if (bytes) tree.set(path, bytes);
  }
  return tree;
}
