import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { usageError } from "../../io/CommandError.js";
import { insidePath } from "../../io/insidePath.js";
import { replaceFile } from "../../io/replaceFile.js";

const markText =
  "# Written by metrics-project rehearse, which removes the contents of this folder.\n*\n";

/**
 * Creates the folder for a rehearsal's outputs, ignored by git.
 * @throws CommandError if the folder contains other files: a rehearsal empties it
 */
export async function openRehearsalFolder(dir: string, shown: string): Promise<void> {
  await makeFolder(dir, shown);
  const mark = insidePath(dir, ".gitignore");
  const isOurs = async () => (await readFile(mark, "utf8").catch(() => "")) === markText;
  if (await isOurs()) return;
  const held = (await readdir(dir)).filter((name) => !name.startsWith(".gitignore."));
  // Shards start at the same time: if another one has written here, it wrote the mark first.
  if (held.length > 0 && !(await isOurs())) {
    throw usageError(`${shown} contains files not written by a rehearsal`, {
      hint: "A rehearsal empties its folder. Choose another one with --out DIR.",
    });
  }
  await replaceFile(mark, markText);
}

/** Start time of the rehearsal whose results are in the folder; undefined if there are none. */
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
    const why = code === "EEXIST" || code === "ENOTDIR" ? "it is a file" : message;
    throw usageError(`cannot use ${shown} for the outputs: ${why}`, {
      hint: "Choose another folder with --out DIR.",
    });
  }
}

/** Removes everything except the given tests and earlier batches from a rehearsal's folder. */
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
