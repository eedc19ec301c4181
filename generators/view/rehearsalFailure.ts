import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Name of the file beside a rehearsal's results that explains why there are no newer ones. */
const failureFile = "rehearsal-failed.txt";

/** Notifies viewers of a rehearsal's folder that the next rehearsal could not run, for example after a failed build. */
export async function writeRehearsalFailure(folder: string, reason: string): Promise<void> {
  await writeFile(join(folder, failureFile), `${reason}\n`).catch(ignoreAbsent);
}

export async function clearRehearsalFailure(folder: string): Promise<void> {
  await rm(join(folder, failureFile), { force: true });
}

/** Why the last rehearsal failed to run; undefined if it ran. */
export async function readRehearsalFailure(folder: string): Promise<string | undefined> {
  return await readFile(join(folder, failureFile), "utf8").then(
    (text) => text.trimEnd(),
    () => undefined,
  );
}

/** Before the first rehearsal there may be no folder yet, and no viewers. */
function ignoreAbsent(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}
