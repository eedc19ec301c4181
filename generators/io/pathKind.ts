import { lstatSync } from "node:fs";

export type PathKind = "none" | "folder" | "file" | "link" | "other";

/** The kind of the entry at a path, without following links. A path below a file is "none". */
export function pathKind(path: string): PathKind {
  try {
    // Without an error for a missing path: a new project has dozens, and errors take time.
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return "none";
    if (stats.isDirectory()) return "folder";
    if (stats.isSymbolicLink()) return "link";
    return stats.isFile() ? "file" : "other";
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return "none";
    throw error;
  }
}
