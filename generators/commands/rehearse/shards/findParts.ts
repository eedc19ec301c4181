import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { usageError } from "../../../io/CommandError.js";
import type { NamedFolder } from "../RehearsalOptions.js";
import { type PartManifest, readManifest } from "./partFormat.js";

export interface FoundPart extends NamedFolder {
  readonly manifest: PartManifest;
}

/** Folder levels to search: a part may be in an artifact's folder, inside the folder of all artifacts. */
const deepest = 2;

/**
 * The parts in these folders, which may be parts themselves, sorted by shard and path.
 * @throws CommandError if a folder has no part, cannot be read, or was written by a newer version
 */
export async function findParts(folders: readonly NamedFolder[]): Promise<FoundPart[]> {
  const parts = new Map<string, FoundPart>();
  for (const folder of folders) {
    const found = await partsIn(folder, 0);
    if (found.length === 0) {
      throw usageError(`--merge ${folder.shown}: no part of a shard found`, {
        hint: "Pass the DIR of `rehearse --shard INDEX/TOTAL --out DIR`, or folders in it.",
      });
    }
    // A part that is passed twice counts once.
    for (const part of found) parts.set(part.path, part);
  }
  return [...parts.values()].sort(
    (a, b) => a.manifest.shard.index - b.manifest.shard.index || (a.shown < b.shown ? -1 : 1),
  );
}

async function partsIn({ path, shown }: NamedFolder, depth: number): Promise<FoundPart[]> {
  const manifest = await readManifest(path, shown);
  if (manifest !== undefined) return [{ path, shown, manifest }];
  if (depth === deepest) return [];
  const entries = await readdir(path, { withFileTypes: true }).catch((cause: Error) => {
    if (depth > 0) return [];
    throw usageError(`--merge ${shown} cannot be read: ${cause.message}`);
  });
  const parts: FoundPart[] = [];
  for (const { name } of entries.filter(
    (entry) => !entry.isFile() && !entry.name.startsWith("."),
  )) {
    const inside = { path: join(path, name), shown: `${shown.replace(/\/$/, "")}/${name}` };
    parts.push(...(await partsIn(inside, depth + 1)));
  }
  return parts;
}
