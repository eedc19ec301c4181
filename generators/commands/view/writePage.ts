import { randomUUID } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { renamePatiently } from "../../io/renamePatiently.js";

/** Writes the page to a temporary file and moves it into place, so that it is never incomplete. */
export async function writePage(path: string, html: string): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const aside = join(folder, `.${basename(path)}.${randomUUID().slice(0, 8)}`);
  try {
    await writeFile(aside, html);
    await renamePatiently(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}
