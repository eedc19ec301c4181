import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { RenderedFiles } from "../../io/RenderedFiles.js";
import { slashedFrom } from "../../io/slashed.js";
import type { Layout } from "./layout.js";

/** All current generated files, by path relative to the project. */
export async function readGenerated(layout: Layout): Promise<RenderedFiles> {
  const folder = join(layout.root, layout.generated);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files: RenderedFiles = new Map();
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    files.set(slashedFrom(layout.root, path), await readFile(path, "utf8"));
  }
  return files;
}
