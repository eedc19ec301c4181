import { setTimeout as sleep } from "node:timers/promises";
import { changedFiles, type FileSnapshot, takeSnapshot } from "./FileSnapshot.js";

/** Milliseconds between two looks at the files. */
const interval = 300;

/**
 * Waits until files are other than they were `seen`, and then until they stay as they are; undefined
 * when `signal` is aborted first.
 */
export async function nextChange(
  paths: readonly string[],
  seen: FileSnapshot,
  signal: AbortSignal,
): Promise<{ snapshot: FileSnapshot; files: readonly string[] } | undefined> {
  let last = seen;
  for (;;) {
    await sleep(interval, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return undefined;
    const snapshot = await takeSnapshot(paths);
    const isStill = changedFiles(last, snapshot).length === 0;
    const files = changedFiles(seen, snapshot);
    if (isStill && files.length > 0) return { snapshot, files };
    last = snapshot;
  }
}
