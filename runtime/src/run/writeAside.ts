import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { newUUID } from "../data/uuid.js";

const asideName = /^\..+\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/;

/**
 * Writes a file completely or not at all: to a temporary file that is flushed to disk and then renamed. Flushes
 * the folder, too, so that the name survives a power failure. Creates missing folders. On failure, removes the
 * temporary file.
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

/** Removes temporary files of killed writes in a folder. Nothing else may write there meanwhile. */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const left = names.filter((name) => asideName.test(name));
  await Promise.all(
    left.map((name) => rm(join(folder, name), { force: true }).catch(() => undefined)),
  );
}

/** The file is already in place: a folder that cannot be flushed (Windows, some mounts) is not a failure. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder).catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
