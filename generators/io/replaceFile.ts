import { randomUUID } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { renamePatiently } from "./renamePatiently.js";

/** Writes a file atomically: readers see the old or the new content, even after a crash. */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const aside = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(aside, content);
    await renamePatiently(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}
