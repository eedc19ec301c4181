import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** The emissions in a folder, not below it; a folder that is absent has none. */
export async function emissionPaths(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => name.endsWith(".resim.jsonl"))
    .sort()
    .map((name) => join(folder, name));
}
