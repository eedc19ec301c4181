import { readdir, readFile } from "node:fs/promises";
import { join, sep } from "node:path";
import type { RenderedFiles } from "../../io/RenderedFiles.js";
import { assertNothingUnfinished, writeFiles } from "../../io/writeFiles.js";
import { generatedFolders, type Layout } from "./layout.js";
import { withLF } from "./sources.js";

/** How what was rendered differs from what is on disk, by path. */
export interface Difference {
  /** New or different. */
  changed: string[];
  /** Generated once, and no longer. */
  stale: string[];
}

/** Compares; touches nothing. */
export async function differenceTo(layout: Layout, files: RenderedFiles): Promise<Difference> {
  const changed: string[] = [];
  for (const [path, content] of files) {
    const current = await readFile(join(layout.root, path), "utf8").catch(() => undefined);
    if (current === undefined || withLF(current) !== withLF(Buffer.from(content).toString()))
      changed.push(path);
  }
  return { changed, stale: await findStale(layout, files) };
}

/** Writes the files and removes what is stale, all of it or nothing. */
export async function writeGenerated(
  layout: Layout,
  files: RenderedFiles,
  { changed, stale }: Difference,
  signal: AbortSignal,
): Promise<void> {
  assertNothingUnfinished(layout.root);
  const written = changed.map((path) => ({ path, content: files.get(path) }));
  await writeFiles(layout.root, [...written, ...stale.map((path) => ({ path }))], signal);
}

async function findStale(layout: Layout, files: RenderedFiles): Promise<string[]> {
  const stale: string[] = [];
  for (const folder of generatedFolders(layout)) {
    const entries = await readdir(join(layout.root, folder), {
      recursive: true,
      withFileTypes: true,
    }).catch(() => []);
    for (const entry of entries.filter((one) => one.isFile())) {
      const path = join(entry.parentPath, entry.name).slice(layout.root.length + 1);
      const slashed = path.split(sep).join("/");
      if (!files.has(slashed)) stale.push(slashed);
    }
  }
  return stale.sort();
}
