import { setTimeout as sleep } from "node:timers/promises";
import { changedFiles, type FileSnapshot, takeSnapshot } from "./FileSnapshot.js";

/** Milliseconds between two looks at the files, at least. */
const interval = 300;

/** Looking may take this share of a processor: at many files it is done less often. */
const share = 0.005;

/** The longest that a change goes unseen, in milliseconds. */
const longest = 30_000;

/**
 * Waits until files are other than they were `seen`, and then until they stay as they are; undefined
 * when `signal` is aborted first. Each path is looked at as often as what it holds allows: ten
 * thousand samples do not make a change of the sources wait.
 */
export async function nextChange(
  paths: readonly string[],
  seen: FileSnapshot,
  signal: AbortSignal,
): Promise<{ snapshot: FileSnapshot; files: readonly string[] } | undefined> {
  const places = paths.map((path) => ({
    path,
    last: undefined as FileSnapshot | undefined,
    due: 0,
  }));
  let last = seen;
  for (;;) {
    await sleep(interval, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return undefined;
    const wasChanged = changedFiles(seen, last).length > 0;
    for (const place of places) {
      // What has begun to change is looked at until it is still.
      if (!wasChanged && place.last !== undefined && performance.now() < place.due) continue;
      const before = process.cpuUsage();
      place.last = await takeSnapshot([place.path]);
      const { user, system } = process.cpuUsage(before);
      place.due = performance.now() + Math.min((user + system) / 1000 / share, longest);
    }
    const snapshot = new Map(places.flatMap((place) => [...(place.last ?? [])]));
    const isStill = changedFiles(last, snapshot).length === 0;
    const files = changedFiles(seen, snapshot);
    if (isStill && files.length > 0) return { snapshot, files };
    last = snapshot;
  }
}
