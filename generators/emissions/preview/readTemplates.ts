import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Templates } from "./liquidChart.js";

/** Every template directly in a folder; none if the folder does not exist. */
export async function readTemplates(folder: string): Promise<Templates> {
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith(".liquid"));
  const texts = await Promise.all(
    files.map(async (name) => [name, await readFile(join(folder, name), "utf8")] as const),
  );
  return new Map(texts);
}
