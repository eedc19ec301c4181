import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { usageError } from "../../io/CommandError.js";
import { insidePath } from "../../io/insidePath.js";
import { replaceFile } from "../../io/replaceFile.js";

const markText = "# Written by metrics-project rehearse, which removes what is in here.\n*\n";

/**
 * Makes the folder that keeps a rehearsal's outputs, ignored by git.
 * @throws CommandError when the folder holds something else: a rehearsal empties it
 */
export async function openRehearsalFolder(dir: string, shown: string): Promise<void> {
  await makeFolder(dir, shown);
  const mark = insidePath(dir, ".gitignore");
  const isOurs = async () => (await readFile(mark, "utf8").catch(() => "")) === markText;
  if (await isOurs()) return;
  const held = (await readdir(dir)).filter((name) => !name.startsWith(".gitignore."));
  // Shards begin at the same time: where another one has put something there, the mark came first.
  if (held.length > 0 && !(await isOurs())) {
    throw usageError(`${shown} holds files that no rehearsal wrote`, {
      hint: "A rehearsal empties its folder: name another one with --out DIR.",
    });
  }
  await replaceFile(mark, markText);
}

/** When the rehearsal started whose results the folder holds; undefined where it holds none. */
export async function previousRehearsal(dir: string): Promise<string | undefined> {
  try {
    const text = await readFile(join(dir, "rehearsal.json"), "utf8");
    return (JSON.parse(text) as { startedAt?: string }).startedAt;
  } catch {
    return undefined;
  }
}

async function makeFolder(dir: string, shown: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === "EEXIST" || code === "ENOTDIR" ? "a file is in its place" : message;
    throw usageError(`${shown} cannot take the outputs: ${why}`, {
      hint: "Name another folder with --out DIR.",
    });
  }
}

/** Removes all but the given tests and earlier batches from a rehearsal's folder. */
export async function keepOnly(
  dir: string,
  tests: readonly string[],
  earlierBatches: number,
): Promise<void> {
  await removeOthers(insidePath(dir, "tests"), tests);
  const numbers = Array.from({ length: earlierBatches }, (_, index) => String(index + 1));
  await removeOthers(insidePath(dir, "earlier-batches"), numbers);
  if (earlierBatches === 0) await rm(insidePath(dir, "report"), { recursive: true, force: true });
}

async function removeOthers(dir: string, kept: readonly string[]): Promise<void> {
  const names = await readdir(dir).catch(() => []);
  for (const name of names.filter((one) => !kept.includes(one))) {
    await rm(join(dir, name), { recursive: true, force: true });
  }
}
