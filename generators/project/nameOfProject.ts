import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { recordFile } from "./projectRecord.js";

/**
 * What the project in a folder calls itself: in its record, else in its package.json. Undefined where neither
 * says so: the folder's own name differs from one checkout to the next.
 */
export async function nameOfProject(folder: string): Promise<string | undefined> {
  const record = await jsonOf(join(folder, recordFile));
  const { name } = Object(record.answers) as { name?: unknown };
  if (typeof name === "string" && name !== "") return name;
  const { name: packageName } = await jsonOf(join(folder, "package.json"));
  return typeof packageName === "string" && packageName !== "" ? packageName : undefined;
}

/** What is not there or damaged says nothing: the commands that need it tell what is wrong. */
async function jsonOf(path: string): Promise<Record<string, unknown>> {
  try {
    return Object(JSON.parse(await readFile(path, "utf8"))) as Record<string, unknown>;
  } catch {
    return {};
  }
}
