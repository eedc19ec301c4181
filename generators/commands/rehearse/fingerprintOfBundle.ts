import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { slashedFrom } from "../../io/slashed.js";
import { sha256 } from "../../project/sha256.js";
import { takeSnapshot } from "../../watch/FileSnapshot.js";
import { metafileOf, readBuildGraph } from "./buildGraph.js";

/** Files that the build reads while it runs. */
const assets = "assets";

/**
 * `sha256:` and the digest of a bundle's files, without source maps. These are the files in the
 * bundler's list, or only the entry if there is no list, and the project's assets.
 */
export async function fingerprintOfBundle(project: string, entry: string): Promise<string> {
  const metafile = await metafileOf(project);
  const graph = metafile === undefined ? undefined : await readBuildGraph(project, metafile);
  const beside = await takeSnapshot([join(project, assets)]);
  const files = [...new Set([join(project, entry), ...(graph?.outputs ?? []), ...beside.keys()])];
  const lines: string[] = [];
  for (const file of files) {
    const content = await readFile(file).catch(() => undefined);
    const path = slashedFrom(project, file);
    if (content !== undefined) lines.push(`${path}\0${sha256(content)}\n`);
  }
  return `sha256:${sha256(lines.sort().join(""))}`;
}
