import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { World } from "../../cli/command.js";
import { CommandError, usageError } from "../../io/CommandError.js";
import { pathKind } from "../../io/pathKind.js";
import { renamePatiently } from "../../io/renamePatiently.js";
import { systemReason } from "../../io/systemReason.js";
import type { RunSource } from "../../view/model/runSource.js";
import type { PageAssets } from "../../view/PageAssets.js";
import { indexPage, PageFolder, runsFolder } from "../../view/PageFolder.js";
import { buildSource } from "../../view/renderPage.js";
import { inOrder, type ListedRun } from "./loadRuns.js";

/** Marks a folder that `view` wrote, and may therefore replace. */
const mark = ".metrics-project-view";
const markText = "Written by metrics-project view, which replaces this folder as a whole.\n";

export interface WriteFolderOptions {
  readonly title: string;
  readonly runs: readonly ListedRun[];
  readonly assets: PageAssets;
  /** The folder: its absolute path, and how messages name it. */
  readonly target: string;
  readonly shown: string;
}

/** The result of {@link writeFolder}. */
export interface WrittenFolder {
  /** The page to open. */
  readonly index: string;
  readonly bytes: number;
}

/**
 * Writes an index and a page per run into a temporary folder, and moves that into place once it is complete. If anything
 * fails, an earlier folder stays unchanged. Memory use does not depend on the size of the messages.
 * @returns undefined if `world.signal` was aborted; then nothing was changed
 * @throws CommandError if something else is in the way, or the folder cannot be written
 */
export async function writeFolder(
  world: World,
  { title, runs, assets, target, shown }: WriteFolderOptions,
): Promise<WrittenFolder | undefined> {
  await assertOurs(target, shown);
  const number = runs.length.toLocaleString("en");
  world.stderr.write(`${number} runs: writing an index and a page for each into ${shown}\n`);
  let aside: string | undefined;
  try {
    await mkdir(dirname(target), { recursive: true });
    aside = await mkdtemp(join(dirname(target), `.${basename(target)}-unfinished-`));
    const made = join(aside, "new");
    const bytes = await fill(world.signal, made, {
      pages: new PageFolder({ title, runs, assets }),
      sources: inOrder(runs, join(target, runsFolder)),
    });
    if (bytes === undefined) return undefined;
    await moveIntoPlace(made, target, join(aside, "old"));
    return { index: join(target, indexPage), bytes };
  } catch (error) {
    const reason = systemReason(error);
    if (reason === undefined) throw error;
    throw new CommandError(`cannot write ${shown}: ${reason}`, {
      hint: "Nothing was changed. Free some space, check the permissions, or choose another folder with --out DIR.",
      code: "cannot-write",
      cause: error,
    });
  } finally {
    if (aside !== undefined) await rm(aside, { recursive: true, force: true });
  }
}

/** @throws CommandError if `view` did not write what is at this path */
async function assertOurs(target: string, shown: string): Promise<void> {
  const kind = pathKind(target);
  if (kind === "none") return;
  const isOurs =
    kind === "folder" &&
    (pathKind(join(target, mark)) === "file" || (await readdir(target)).length === 0);
  if (isOurs) return;
  const what = kind === "folder" ? "contains files that view did not write" : "is not a folder";
  throw usageError(`${shown} ${what}, but the pages need their own folder`, {
    hint: "Move it away, or choose another folder with --out DIR.",
  });
}

/** Writes all pages into a folder. Returns their size in bytes, or undefined if `signal` was aborted. */
async function fill(
  signal: AbortSignal,
  folder: string,
  { pages, sources }: { pages: PageFolder; sources: AsyncIterable<RunSource> },
): Promise<number | undefined> {
  await mkdir(join(folder, runsFolder), { recursive: true });
  await mkdir(join(folder, "assets"));
  let bytes = 0;
  const write = async (path: string, content: string | Uint8Array) => {
    bytes += Buffer.byteLength(content);
    await writeFile(join(folder, path), content);
  };
  let at = 0;
  for await (const source of sources) {
    if (signal.aborted) return undefined;
    const built = buildSource(source);
    pages.add(built);
    await write(pages.pathOf(at), pages.page(at, built));
    at += 1;
  }
  for (const [path, content] of pages.assets()) await write(path, content);
  await write(indexPage, await pages.index());
  await write(mark, markText);
  return signal.aborted ? undefined : bytes;
}

async function moveIntoPlace(made: string, target: string, old: string): Promise<void> {
  const isNew = await stat(target).then(
    () => false,
    () => true,
  );
  if (!isNew) await renamePatiently(target, old);
  try {
    await renamePatiently(made, target);
  } catch (error) {
    if (!isNew) await renamePatiently(old, target);
    throw error;
  }
}

/**
 * The path of the folder of pages: the value of --out, or `page` in the source folder.
 * @throws CommandError if --out names a page
 */
export function folderTarget(
  cwd: string,
  source: string,
  out: string | undefined,
  runs: number,
): string {
  if (out === undefined) return join(source, "page");
  if (/\.html?$/i.test(out)) {
    throw usageError(
      `${runs.toLocaleString("en")} runs need a folder of pages, but --out ${out} names a single page`,
      { hint: `Pass a folder, or put all runs on one page with --split-above ${runs}.` },
    );
  }
  return resolve(cwd, out);
}
