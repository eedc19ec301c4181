import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { slashedFrom } from "../../io/slashed.js";

/** Maximum depth of folders to search for messages. */
const maximumDepth = 6;

/** All .binproto files in a folder and its subfolders, sorted by name. */
export function messagesBelow(folder: string): Promise<string[]> {
  return filesBelow(folder, /\.binproto$/);
}

/** Files in a folder and its subfolders with matching names, sorted by name. Skips hidden folders and packages. */
export async function filesBelow(folder: string, wanted: RegExp, depth = 0): Promise<string[]> {
  const entries = (await readdir(folder, { withFileTypes: true })).sort((a: Dirent, b: Dirent) =>
    a.name < b.name ? -1 : 1,
  );
  const found: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isFile() && wanted.test(entry.name)) found.push(path);
    const enter = entry.isDirectory() && !/^(\.|node_modules$)/.test(entry.name);
    if (enter && depth < maximumDepth) found.push(...(await filesBelow(path, wanted, depth + 1)));
  }
  return found;
}

/** `runs/a/metrics.binproto` is `runs/a`, `speeds.binproto` is `speeds`; names are unique. */
export function distinctNames(root: string, files: readonly string[]): string[] {
  const names = files.map((file) => {
    const path = slashedFrom(root, file);
    return path === "metrics.binproto"
      ? basename(root)
      : path.replace(/\/metrics\.binproto$|\.binproto$/, "");
  });
  const uses = new Map<string, number>();
  for (const name of names) uses.set(name, (uses.get(name) ?? 0) + 1);
  return names.map((name, i) =>
    uses.get(name) === 1 ? name : slashedFrom(root, files[i] ?? name),
  );
}

/** A message with the usual name metrics.binproto is named after its folder. */
export function nameOf(file: string): string {
  const name = basename(file).replace(/\.binproto$/, "");
  return name === "metrics" ? basename(dirname(file)) || name : name;
}
