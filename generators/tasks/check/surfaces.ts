import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { command as create } from "../../commands/create/command.js";
import { commands } from "../../commandTable.js";
import { commandSurface } from "./commandSurface.js";
import { librarySurface } from "./librarySurface.js";

/** The public surface of each of the three packages, by the file that records it. */
export async function renderSurfaces(root: string): Promise<Map<string, string>> {
  const loaded = await Promise.all(Object.values(commands).map((load) => load()));
  const programs = {
    [create.name]: [create],
    "metrics-project": loaded.map(({ command }) => command),
  };
  return new Map([
    ["generators/API.md", commandSurface(programs)],
    ["runtime/API.md", await librarySurface(join(root, "runtime"))],
    ["runtime/platform/API.md", await librarySurface(join(root, "runtime", "platform"))],
  ]);
}

/** The files that do not match the packages' current surface. Requires a built `root`. */
export async function staleSurfaces(root: string): Promise<string[]> {
  const stale: string[] = [];
  for (const [path, text] of await renderSurfaces(root)) {
    const recorded = await readFile(join(root, path), "utf8").catch(() => undefined);
    if (recorded !== text) stale.push(path);
  }
  return stale;
}
