import { renameSync } from "node:fs";
import { rename } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** What Windows reports while another program, such as a virus scanner, has a file open. */
const busy = new Set(["EACCES", "EBUSY", "EPERM"]);

/** Attempts, and milliseconds between two of them: about two seconds. */
const attempts = 20;
const pause = 100;

/** The system: tests pass another one. */
export interface RenameWorld<T> {
  readonly platform: NodeJS.Platform;
  readonly rename: (from: string, to: string) => T;
}

/**
 * Renames a file or folder. On Windows, a file that another program reads cannot be renamed for a moment, nor can its
 * folder: there, it retries for two seconds.
 *
 * @throws the system's error
 */
export async function renamePatiently(
  from: string,
  to: string,
  { platform, rename: move }: RenameWorld<Promise<void>> = { platform: process.platform, rename },
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await move(from, to);
    } catch (error) {
      if (!mayPass(error, attempt, platform)) throw error;
    }
    await sleep(pause);
  }
}

/** The same for code that must not be interrupted. */
export function renamePatientlySync(
  from: string,
  to: string,
  { platform, rename: move }: RenameWorld<void> = {
    platform: process.platform,
    rename: renameSync,
  },
): void {
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (let attempt = 1; ; attempt++) {
    try {
      move(from, to);
      return;
    } catch (error) {
      if (!mayPass(error, attempt, platform)) throw error;
    }
    Atomics.wait(clock, 0, 0, pause);
  }
}

function mayPass(error: unknown, attempt: number, platform: NodeJS.Platform): boolean {
  const { code = "" } = error as NodeJS.ErrnoException;
  return platform === "win32" && busy.has(code) && attempt < attempts;
}
