import { mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { newUUID } from "../data/uuid.js";

/**
 * Writes a file so that it is either wholly there or not at all: aside, flushed to the disk, then
 * renamed into place. Missing folders are made. On failure the place aside is emptied again.
 */
export async function writeAside(path: string, bytes: Uint8Array | string): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const aside = join(folder, `.${basename(path)}.${newUUID()}.tmp`);
  try {
    const handle = await open(aside, "wx");
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}
