import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { newUUID } from "../data/uuid.js";

const asideName = /^\..+\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/;

/**
 * Writes a file so that it is either wholly there or not at all: aside, flushed to the disk, then
 * renamed into place, with the folder flushed too, so that the name outlives a power cut. Missing
 * folders are made. On failure the place aside is emptied again.
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
  await syncFolder(folder);
}

/** Removes what writes that were killed left aside in a folder. Nothing may be written there meanwhile. */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const left = names.filter((name) => asideName.test(name));
  await Promise.all(
    left.map((name) => rm(join(folder, name), { force: true }).catch(() => undefined)),
  );
}

/** The file is in place by now: where a folder cannot be flushed (Windows, some mounts), that is no failure. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder).catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
