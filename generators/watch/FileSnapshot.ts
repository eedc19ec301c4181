import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** Size and time of change of every file in some folders. */
export type FileSnapshot = ReadonlyMap<string, string>;

/**
 * Looks at files, and at all that folders hold, linked folders too; what is hidden and node_modules are
 * left out. What is absent holds nothing. Looking is cheaper than watching is reliable, across systems:
 * a watched file that another one takes the place of is never heard of again.
 */
export async function takeSnapshot(paths: readonly string[]): Promise<FileSnapshot> {
  const snapshot = new Map<string, string>();
  await Promise.all(paths.map((path) => look(path, snapshot, [])));
  return snapshot;
}

async function look(
  path: string,
  snapshot: Map<string, string>,
  above: readonly string[],
): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return;
  if (!found.isDirectory()) {
    snapshot.set(path, `${found.ino} ${found.mtimeMs} ${found.size}`);
    return;
  }
  const folder = `${found.dev} ${found.ino}`;
  // A link may lead to a folder that holds it.
  if (above.includes(folder)) return;
  const names = await readdir(path).catch(() => []);
  const shown = names.filter((name) => !name.startsWith(".") && name !== "node_modules");
  await Promise.all(shown.map((name) => look(join(path, name), snapshot, [...above, folder])));
}

/** Files that are new, changed or gone. */
export function changedFiles(before: FileSnapshot, after: FileSnapshot): string[] {
  const all = new Set([...before.keys(), ...after.keys()]);
  return [...all].filter((path) => before.get(path) !== after.get(path));
}
