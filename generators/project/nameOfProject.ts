import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { recordFile } from "./projectRecord.js";

/**
 * The name of the project in a folder: from its record, or from its package.json. Undefined if neither
 * has it: the folder's own name differs between checkouts.
 */
export async function nameOfProject(folder: string): Promise<string | undefined> {
  const record = await jsonOf(join(folder, recordFile));
  const { name } = Object(record.answers) as { name?: unknown };
  if (typeof name === "string" && name !== "") return name;
  const { name: packageName } = await jsonOf(join(folder, "package.json"));
  return typeof packageName === "string" && packageName !== "" ? packageName : undefined;
}

/** A missing or damaged file gives no name: the commands that need the file report its errors. */
async function jsonOf(path: string): Promise<Record<string, unknown>> {
  try {
    return Object(JSON.parse(await readFile(path, "utf8"))) as Record<string, unknown>;
  } catch {
    return {};
  }
}
