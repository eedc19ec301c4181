import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Subfolder of a part: work in progress of its processes. */
const runningFolder = ".running";
/** File in a process's folder, rewritten periodically while the process lives. */
const aliveFile = "alive";

/** Milliseconds between two heartbeats. */
const beat = 60_000;
/** Milliseconds without a heartbeat after which a process counts as dead: long, since a machine may stall. */
const longest = 30 * beat;

/**
 * A folder in a part for this process only: complete results move from there into the part by one
 * rename. Folders of killed processes are removed after a long time without a heartbeat. Ages are
 * measured by the file system's clock, since several machines may use the part.
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
  // If the disk is full, the work itself reports it.
  const timer = setInterval(() => void tellLife().catch(() => {}), beat);
  timer.unref();
  return {
    path,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await rm(path, { recursive: true, force: true });
      // Fails if another process works there.
      await rmdir(running).catch(() => {});
    },
  };
}
