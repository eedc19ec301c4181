import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";

/** Size and modification time of every file in some folders. */
export type FileSnapshot = ReadonlyMap<string, string>;

/**
 * Scans files and folders, including linked folders; hidden files and node_modules are left out, and a missing path is
 * empty. Polls because watching is not reliable on every system: a watcher loses a file that another file replaces.
 */
export async function takeSnapshot(paths: readonly string[]): Promise<FileSnapshot> {
  const snapshot = new Map<string, string>();
  const todo = paths.map((path): Pending => ({ path, above: [] }));
  for (let count = 1; ; count++) {
    const next = todo.pop();
    if (next === undefined) return snapshot;
    look(next, snapshot, todo);
    // Lets signals such as Ctrl-C be handled.
    if (count % 256 === 0) await setImmediate();
  }
}

/** A path to scan, and the folders that contain it. */
interface Pending {
  path: string;
  above: readonly string[];
}

/** Synchronous, since a promise for each of ten thousand files costs ten times as much as its stat. */
function look({ path, above }: Pending, snapshot: Map<string, string>, todo: Pending[]): void {
  const found = attempt(() => statSync(path));
  if (found === undefined) return;
  if (!found.isDirectory()) {
    snapshot.set(path, `${found.ino} ${found.mtimeMs} ${found.size}`);
    return;
  }
  const folder = `${found.dev} ${found.ino}`;
  // A link may lead to a folder that contains it.
  if (above.includes(folder)) return;
  const names = attempt(() => readdirSync(path)) ?? [];
  const shown = names.filter((name) => !name.startsWith(".") && name !== "node_modules");
  for (const name of shown) todo.push({ path: join(path, name), above: [...above, folder] });
}

function attempt<T>(step: () => T): T | undefined {
  try {
    return step();
  } catch {
    return undefined;
  }
}

/** Files that were added, changed or removed. */
export function changedFiles(before: FileSnapshot, after: FileSnapshot): string[] {
  const all = new Set([...before.keys(), ...after.keys()]);
  return [...all].filter((path) => before.get(path) !== after.get(path));
}
