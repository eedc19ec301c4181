import { readdir, readFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { CommandError } from "../../io/CommandError.js";
import { insidePath } from "../../io/insidePath.js";
import type { RenderedFiles } from "../../io/RenderedFiles.js";
import { assertNothingUnfinished, writeFiles } from "../../io/writeFiles.js";
import { isSigned } from "../../templates/signature.js";
import { generatedFolders, type Layout } from "./layout.js";
import { withLF } from "./sources.js";

/** How what was rendered differs from what is on disk, by path. */
export interface Difference {
  /** New or different. */
  changed: string[];
  /** Generated once, and no longer. */
  stale: string[];
  /** Of the user's, among what is generated: they stay. With their content. */
  foreign: RenderedFiles;
}

/**
 * Compares; touches nothing.
 *
 * @throws CommandError where a file of the user's has the name of one that is to be generated, or a link leads out of
 *   the project
 */
export async function differenceTo(layout: Layout, files: RenderedFiles): Promise<Difference> {
  const changed: string[] = [];
  for (const [path, content] of files) {
    const text = Buffer.from(content).toString();
    const file = insidePath(layout.root, path);
    const current = await readFile(file, "utf8").catch(() => undefined);
    if (current !== undefined && withLF(current) === withLF(text)) continue;
    if (current !== undefined && isSigned(text) && !isSigned(current)) throw inTheWay(path);
    changed.push(path);
  }
  return { changed, ...(await findOthers(layout, files)) };
}

function inTheWay(path: string): CommandError {
  return new CommandError(`${path} was not generated, but a generated file would overwrite it`, {
    code: "conflict",
    hint: "Move it elsewhere, or remove it if it was generated earlier. Nothing was changed.",
    files: [path],
  });
}

/** Writes the files and removes what is stale, all of it or nothing. */
export async function writeGenerated(
  layout: Layout,
  files: RenderedFiles,
  { changed, stale }: Pick<Difference, "changed" | "stale">,
  signal: AbortSignal,
): Promise<void> {
  assertNothingUnfinished(layout.root);
  const written = changed.map((path) => ({ path, content: files.get(path) }));
  await writeFiles(layout.root, [...written, ...stale.map((path) => ({ path }))], signal);
}

async function findOthers(
  layout: Layout,
  files: RenderedFiles,
): Promise<Pick<Difference, "stale" | "foreign">> {
  const stale: string[] = [];
  const foreign: RenderedFiles = new Map();
  for (const folder of generatedFolders(layout)) {
    const entries = await readdir(join(layout.root, folder), {
      recursive: true,
      withFileTypes: true,
    }).catch(() => []);
    for (const entry of entries.filter((one) => one.isFile())) {
      const path = join(entry.parentPath, entry.name);
      const slashed = path
        .slice(layout.root.length + 1)
        .split(sep)
        .join("/");
      if (files.has(slashed)) continue;
      const text = await readFile(path, "utf8");
      if (isSigned(text)) stale.push(slashed);
      else foreign.set(slashed, text);
    }
  }
  return { stale: stale.sort(), foreign };
}
