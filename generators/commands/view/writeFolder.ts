import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { World } from "../../cli/command.js";
import { CommandError, usageError } from "../../io/CommandError.js";
import { pathKind } from "../../io/pathKind.js";
import { systemReason } from "../../io/systemReason.js";
import type { RunSource } from "../../view/model/runSource.js";
import type { PageAssets } from "../../view/PageAssets.js";
import { indexPage, PageFolder, runsFolder } from "../../view/PageFolder.js";
import { buildSource } from "../../view/renderPage.js";
import type { ListedRun } from "./loadRuns.js";

/** Says of a folder that we wrote it, and may write it anew. */
const mark = ".metrics-project-view";
const markText = "Written by metrics-project view, which replaces this folder as a whole.\n";

/** Runs that are loaded while another one is drawn. */
const ahead = 4;

export interface WriteFolderOptions {
  readonly title: string;
  readonly runs: readonly ListedRun[];
  readonly assets: PageAssets;
  /** The folder, absolute, and as a person is to read it. */
  readonly target: string;
  readonly shown: string;
}

/** What was written. */
export interface WrittenFolder {
  /** The page to open. */
  readonly index: string;
  readonly bytes: number;
}

/**
 * Writes an index and a page for each run, aside, and moves the folder into place when all of it is there: until then,
 * and where anything fails, what was there stays. Memory does not grow with the messages.
 * @returns undefined where `world.signal` ended it; then nothing was changed
 * @throws CommandError where something else is in the way, or the folder cannot be written
 */
export async function writeFolder(
  world: World,
  { title, runs, assets, target, shown }: WriteFolderOptions,
): Promise<WrittenFolder | undefined> {
  await assertOurs(target, shown);
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
      hint: "Nothing was changed. Make room, see to the permissions or choose another folder with --out DIR.",
      code: "cannot-write",
      cause: error,
    });
  } finally {
    if (aside !== undefined) await rm(aside, { recursive: true, force: true });
  }
}

/** @throws CommandError where what is in the folder's place is not of our making */
async function assertOurs(target: string, shown: string): Promise<void> {
  const kind = pathKind(target);
  if (kind === "none") return;
  const isOurs =
    kind === "folder" &&
    (pathKind(join(target, mark)) === "file" || (await readdir(target)).length === 0);
  if (isOurs) return;
  const what = kind === "folder" ? "holds files that view did not write" : "is not a folder";
  throw usageError(`${shown} ${what}, and a folder of pages is to be written there`, {
    hint: "Move it away, or name another folder with --out DIR.",
  });
}

/** Writes all pages into a folder; gives their bytes, or undefined where `signal` ended it. */
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

/** The runs, loaded one after the other, a few of them in advance. */
async function* inOrder(runs: readonly ListedRun[], linkFrom: string): AsyncIterable<RunSource> {
  const loading: Promise<RunSource>[] = [];
  for (let at = 0; at < runs.length; at += 1) {
    for (let next = at + loading.length; next < runs.length && loading.length < ahead; next += 1) {
      const run = runs[next]?.load(linkFrom);
      if (run === undefined) break;
      // Whoever waits for it hears of the failure.
      run.catch(() => undefined);
      loading.push(run);
    }
    const first = loading.shift();
    if (first !== undefined) yield await first;
  }
}

async function moveIntoPlace(made: string, target: string, old: string): Promise<void> {
  const isNew = await stat(target).then(
    () => false,
    () => true,
  );
  if (!isNew) await rename(target, old);
  try {
    await rename(made, target);
  } catch (error) {
    if (!isNew) await rename(old, target);
    throw error;
  }
}

/**
 * Where the folder of pages goes: `page` in the folder that is shown, or what --out names.
 * @throws CommandError where --out names a page
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
      `${runs.toLocaleString("en")} runs make a folder of pages, and --out ${out} names a page`,
      { hint: `Name a folder, or put all on one page: --split-above ${runs}.` },
    );
  }
  return resolve(cwd, out);
}
