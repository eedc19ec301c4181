import { sep } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { changedFiles, type FileSnapshot, takeSnapshot } from "./FileSnapshot.js";

/** Milliseconds between two looks at the files, at least. */
const interval = 300;

/** Looking may take this share of a processor: at many files it is done less often. */
const share = 0.005;

/** The longest that a change goes unseen, in milliseconds. */
const longest = 30_000;

/** One of the paths, and what is known of it. */
class Place {
  readonly #path: string;
  readonly #seen: FileSnapshot;
  #due = 0;
  last: FileSnapshot;
  changed: readonly string[] = [];
  isStill = true;

  constructor(path: string, seen: FileSnapshot) {
    this.#path = path;
    const isHere = ([file]: [string, string]) => file === path || file.startsWith(path + sep);
    this.#seen = new Map([...seen].filter(isHere));
    this.last = this.#seen;
  }

  /** Looks, where that is due; what has begun to change is looked at until it is still. */
  async look(): Promise<void> {
    if (this.isStill && performance.now() < this.#due) return;
    const before = process.cpuUsage();
    const snapshot = await takeSnapshot([this.#path]);
    this.isStill = changedFiles(this.last, snapshot).length === 0;
    this.changed = changedFiles(this.#seen, snapshot);
    this.last = snapshot;
    const { user, system } = process.cpuUsage(before);
    this.#due = performance.now() + Math.min((user + system) / 1000 / share, longest);
  }
}

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
  const places = paths.map((path) => new Place(path, seen));
  for (;;) {
    await sleep(interval, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return undefined;
    for (const place of places) await place.look();
    const files = places.flatMap(({ changed }) => changed);
    if (files.length > 0 && places.every(({ isStill }) => isStill)) {
      return { snapshot: new Map(places.flatMap(({ last }) => [...last])), files };
    }
  }
}
