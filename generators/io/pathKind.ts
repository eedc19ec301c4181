import { lstatSync } from "node:fs";

export type PathKind = "none" | "folder" | "file" | "link" | "other";

/** What stands at a path itself, no link followed. A path below a file is "none". */
export function pathKind(path: string): PathKind {
  try {
    // Without an error for what is not there, which a new project's dozens of paths are: errors cost time.
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
