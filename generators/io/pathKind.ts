import { lstatSync } from "node:fs";

export type PathKind = "none" | "folder" | "file" | "link" | "other";

/** What stands at a path itself, no link followed. A path below a file is "none". */
export function pathKind(path: string): PathKind {
  try {
    const stats = lstatSync(path);
    if (stats.isDirectory()) return "folder";
    if (stats.isSymbolicLink()) return "link";
    return stats.isFile() ? "file" : "other";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return "none";
    throw error;
  }
}
