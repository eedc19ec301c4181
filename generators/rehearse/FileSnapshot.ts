import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** Size and time of change of every file in some folders. */
export type FileSnapshot = ReadonlyMap<string, string>;

/** Absent folders hold nothing. Looking is cheaper than watching is reliable, across systems. */
export async function takeSnapshot(folders: readonly string[]): Promise<FileSnapshot> {
  const snapshot = new Map<string, string>();
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries.filter((one) => !one.isDirectory())) {
      const path = join(entry.parentPath, entry.name);
      const found = await stat(path).catch(() => undefined);
      if (found !== undefined) snapshot.set(path, `${found.mtimeMs} ${found.size}`);
    }
  }
  return snapshot;
}

/** Files that are new, changed or gone. */
export function changedFiles(before: FileSnapshot, after: FileSnapshot): string[] {
  const all = new Set([...before.keys(), ...after.keys()]);
  return [...all].filter((path) => before.get(path) !== after.get(path));
}
