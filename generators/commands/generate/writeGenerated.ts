import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { CommandError } from "../../io/CommandError.js";
import { insidePath } from "../../io/insidePath.js";
import type { RenderedFiles } from "../../io/RenderedFiles.js";
import { slashedFrom } from "../../io/slashed.js";
import { assertNothingUnfinished, writeFiles } from "../../io/writeFiles.js";
import { isSigned } from "../../templates/signature.js";
import { generatedFolders, type Layout } from "./layout.js";
import { withLF } from "./sources.js";

/** The differences between the rendered files and the disk, by path. */
export interface Difference {
  /** New or different. */
  changed: string[];
  /** No longer generated. */
  stale: string[];
  /** The user's files among the generated ones, which stay, with their content. */
  foreign: RenderedFiles;
}

/**
 * Compares without changing anything.
 *
 * @throws CommandError if a user's file has the name of a generated one, or a link leaves the project
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

/** Writes the files and removes stale ones, all or nothing. */
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
      const slashed = slashedFrom(layout.root, path);
      if (files.has(slashed)) continue;
      const text = await readFile(path, "utf8");
      if (isSigned(text)) stale.push(slashed);
      else foreign.set(slashed, text);
    }
  }
  return { stale: stale.sort(), foreign };
}
