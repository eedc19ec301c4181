import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** The emissions files directly in a folder; none if the folder does not exist. */
export async function emissionPaths(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => name.endsWith(".resim.jsonl"))
    .sort()
    .map((name) => join(folder, name));
}
