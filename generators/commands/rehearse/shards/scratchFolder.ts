import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Below a part: what its processes are at. */
const runningFolder = ".running";
/** In a process's folder: written again and again while the process lives. */
const aliveFile = "alive";

/** Milliseconds between two signs of life. */
const beat = 60_000;
/** Milliseconds without one after which a folder is a dead process's: many beats, since a machine may stall. */
const longest = 30 * beat;

/**
 * A folder in a part for this process alone: what is complete there moves into the part by one rename.
 * Those of processes that were killed are removed once they have given no sign of life for long. Time
 * is that of the file system, since several machines may use it.
 */
export async function openScratchFolder(part: string): Promise<AsyncDisposable & { path: string }> {
  const running = join(part, runningFolder);
  const path = join(running, randomUUID());
  await mkdir(path, { recursive: true });
  const alive = join(path, aliveFile);
  const tellLife = () => writeFile(alive, "");
  await tellLife();
  const now = (await stat(alive)).mtimeMs;
  for (const name of await readdir(running)) {
    const other = join(running, name);
    const found = await stat(join(other, aliveFile)).catch(() =>
      stat(other).catch(() => undefined),
    );
    if (found !== undefined && now - found.mtimeMs > longest) {
      await rm(other, { recursive: true, force: true });
    }
  }
  // Where the disk is full, the work itself says so.
  const timer = setInterval(() => void tellLife().catch(() => {}), beat);
  timer.unref();
  return {
    path,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await rm(path, { recursive: true, force: true });
      // Unless another process is at work there.
      await rmdir(running).catch(() => {});
    },
  };
}
