import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";

/** Size and time of change of every file in some folders. */
export type FileSnapshot = ReadonlyMap<string, string>;

/**
 * Looks at files, and at all that folders hold, linked folders too; what is hidden and node_modules are
 * left out. What is absent holds nothing. Looking is cheaper than watching is reliable, across systems:
 * a watched file that another one takes the place of is never heard of again.
 */
export async function takeSnapshot(paths: readonly string[]): Promise<FileSnapshot> {
  const snapshot = new Map<string, string>();
  const todo = paths.map((path): Pending => ({ path, above: [] }));
  for (let count = 1; ; count++) {
    const next = todo.pop();
    if (next === undefined) return snapshot;
    look(next, snapshot, todo);
    // Ctrl-C and the like get their turn.
    if (count % 256 === 0) await setImmediate();
  }
}

/** What is to be looked at, and the folders that it stands in. */
interface Pending {
  path: string;
  above: readonly string[];
}

/** Synchronous, since a promise for each of ten thousand files costs ten times as much as looking at it. */
function look({ path, above }: Pending, snapshot: Map<string, string>, todo: Pending[]): void {
  const found = attempt(() => statSync(path));
  if (found === undefined) return;
  if (!found.isDirectory()) {
    snapshot.set(path, `${found.ino} ${found.mtimeMs} ${found.size}`);
    return;
  }
  const folder = `${found.dev} ${found.ino}`;
  // A link may lead to a folder that holds it.
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

/** Files that are new, changed or gone. */
export function changedFiles(before: FileSnapshot, after: FileSnapshot): string[] {
  const all = new Set([...before.keys(), ...after.keys()]);
  return [...all].filter((path) => before.get(path) !== after.get(path));
}
