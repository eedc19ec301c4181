import { setTimeout as sleep } from "node:timers/promises";
import { isWithin } from "../io/slashed.js";
import { changedFiles, type FileSnapshot, takeSnapshot } from "./FileSnapshot.js";

/** Minimum milliseconds between two scans. */
const interval = 300;

/** Maximum share of a processor for scans: many files are scanned less often. */
const share = 0.005;

/** Maximum delay before a change is noticed, in milliseconds. */
const longest = 30_000;

/** One of the paths, and its snapshots. */
class Place {
  readonly #path: string;
  readonly #seen: FileSnapshot;
  #due = 0;
  last: FileSnapshot;
  changed: readonly string[] = [];
  isStill = true;

  constructor(path: string, seen: FileSnapshot) {
    this.#path = path;
    const isHere = ([file]: [string, string]) => isWithin(path, file);
    this.#seen = new Map([...seen].filter(isHere));
    this.last = this.#seen;
  }

  /** Scans the path if a scan is due. A path that is changing is scanned until it is stable. */
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
 * Waits until files differ from `seen` and are stable again. Returns undefined if `signal` is
 * aborted first. Each path has its own scan interval, so that ten thousand samples do not
 * delay the response to a change in the sources.
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
