import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { InputError, MetricsWriter, type Status } from "@metrics-project/runtime";
import { insidePath } from "../../io/insidePath.js";
import type { RunKind } from "../../view/model/pageData.js";
import type { RunSource } from "../../view/model/runSource.js";
import { distinctNames, messagesBelow, nameOf } from "../../view/source/messageFiles.js";
import { indexFile, type RehearsedRun, readRehearsal } from "../../view/source/readRehearsal.js";
import { addPreview } from "./addPreview.js";
import { loadLog } from "./loadLog.js";
import { loadMessage } from "./loadMessage.js";

/** The content of a page, and its source. */
export interface LoadedRuns {
  readonly title: string;
  readonly runs: readonly RunSource[];
  /** The file or folder that the page depends on. */
  readonly root: string;
}

/** A run that is not loaded yet. */
export interface ListedRun {
  readonly kind: RunKind;
  readonly name: string;
  /** @param linkFrom The folder of the page: links to files are relative to it. None: no links. */
  load(linkFrom: string | undefined): Promise<RunSource>;
}

/** Number of runs to load in advance while another one is rendered. */
const ahead = 4;

export interface ListedRuns extends Omit<LoadedRuns, "runs"> {
  readonly runs: readonly ListedRun[];
}

/**
 * Lists a message, or all messages of a folder: those in its rehearsal.json, otherwise every .binproto file
 * below it.
 * @throws InputError if there is nothing to show
 */
export async function listRuns(path: string): Promise<ListedRuns> {
  const root = resolve(path);
  const isFolder = await stat(root).then(
    (found) => found.isDirectory(),
    (cause: unknown) => {
      const hint = "Pass a metrics.binproto or a folder that contains some.";
      throw new InputError(`${path}: no such file or folder`, { hint, cause });
    },
  );
  if (!isFolder) return { title: nameOf(root), runs: [singleMessage(path, root)], root };
  const rehearsal = await readRehearsal(root);
  if (rehearsal !== undefined) {
    // Runs without a message, such as synthetic batches of a build that emits, have nothing to
    // show.
    const shown = rehearsal.runs.filter(
      ({ kind, message, preview, failure }) =>
        kind === "test" || message !== false || preview !== undefined || failure !== undefined,
    );
    const runs = shown.map((run): ListedRun => {
      const { kind, name } = run;
      return { kind, name, load: (linkFrom) => loadRehearsed(root, run, linkFrom) };
    });
    return { title: rehearsal.title ?? `${basename(root)}`, runs, root };
  }
  const files = await messagesBelow(root);
  if (files.length === 0) {
    throw new InputError(`${path}: no .binproto file in this folder or its subfolders`, {
      hint: `Run \`metrics-project rehearse\` first, which writes ${indexFile}.`,
    });
  }
  const names = distinctNames(root, files);
  const runs = files.map((file, i): ListedRun => {
    const named = { name: names[i] ?? file, kind: "message" as const };
    return { ...named, load: (linkFrom) => loadMessage({ file, ...named }, linkFrom) };
  });
  return { title: basename(root), runs, root };
}

/** Lists and loads all runs, see {@link listRuns}. */
export async function loadRuns(path: string, linkFrom: string | undefined): Promise<LoadedRuns> {
  return await loadAll(await listRuns(path), linkFrom);
}

export async function loadAll(
  { title, runs, root }: ListedRuns,
  linkFrom: string | undefined,
): Promise<LoadedRuns> {
  return { title, runs: await Promise.all(runs.map((run) => run.load(linkFrom))), root };
}

/** Loads the runs in order, a few of them in advance. */
export async function* inOrder(
  runs: readonly ListedRun[],
  linkFrom: string,
): AsyncIterable<RunSource> {
  const loading: Promise<RunSource>[] = [];
  for (let at = 0; at < runs.length; at += 1) {
    for (let next = at + loading.length; next < runs.length && loading.length < ahead; next += 1) {
      const run = runs[next]?.load(linkFrom);
      if (run === undefined) break;
      // A failure is reported when its turn comes.
      run.catch(() => undefined);
      loading.push(run);
    }
    const first = loading.shift();
    if (first !== undefined) yield await first;
  }
}

function singleMessage(path: string, file: string): ListedRun {
  const named = { name: nameOf(file), kind: "message" as const };
  const load = async (linkFrom: string | undefined) => {
    const run = await loadMessage({ file, ...named }, linkFrom);
    if (run.message !== undefined) return run;
    throw new InputError(`${path}: ${run.failure ?? "cannot be read"}`, {
      hint: "`view` needs a metrics.binproto as written by a metrics build.",
    });
  };
  return { ...named, load };
}

/** Adds the charts of the run's emissions, which refer to files in its outputs. */
async function withPreview(
  root: string,
  { name, kind, outputs, preview, message, failure, status }: RehearsedRun,
  written: RunSource,
  linkFrom: string | undefined,
): Promise<RunSource> {
  const wroteNothing = message === false && failure === undefined;
  if (typeof preview !== "string") {
    return wroteNothing
      ? { kind, name, message: new MetricsWriter({ status: emitted(status) }).write() }
      : written;
  }
  const folder = insidePath(root, outputs);
  const file = insidePath(root, preview);
  const added = addPreview(written, await loadMessage({ file, folder, name, kind }, linkFrom));
  // A build that emits writes no message: this is not a failure if there are charts.
  if (added.message === undefined || written.message !== undefined) return added;
  const { failure: _, ...shown } = added;
  return shown;
}

/** Facts from the events of a test that emits. */
function emitted(status: string | undefined): Status {
  return status === "FAIL_WARN" || status === "FAIL_BLOCK" ? status : "PASSED";
}

async function loadRehearsed(
  root: string,
  run: RehearsedRun,
  linkFrom: string | undefined,
): Promise<RunSource> {
  const file = insidePath(root, `${run.outputs}/metrics.binproto`);
  const { name, kind } = run;
  const written = await loadMessage({ file, name, kind }, linkFrom);
  const loaded = await withPreview(root, run, written, linkFrom);
  const facts: [string, string][] = [];
  if (run.daysEarlier !== undefined) {
    const days = run.daysEarlier === 1 ? "a day" : `${run.daysEarlier} days`;
    facts.push(["synthetic, as of", `${days} ago`]);
  }
  if (run.seconds !== undefined) facts.push(["time", `${run.seconds.toFixed(2)} s`]);
  if (run.jobID !== undefined) facts.push(["job", run.jobID]);
  if (run.batchID !== undefined) facts.push(["batch", run.batchID]);
  const stderr = run.stderr?.trim();
  // If the message can be read, the page itself lists all problems.
  const reason =
    loaded.message === undefined ? run.failure : run.failure?.split("\n")[0]?.replace(/:$/, "");
  const failure = reason !== undefined && stderr ? `${reason}\n\n${stderr}` : reason;
  const warnings = Array.isArray(run.warnings) ? run.warnings.map(String) : [];
  const log = typeof run.log === "string" ? insidePath(root, run.log) : undefined;
  return {
    ...loaded,
    facts,
    warnings,
    failure: failure ?? loaded.failure,
    madeUp: run.daysEarlier !== undefined,
    seconds: typeof run.seconds === "number" ? run.seconds : undefined,
    log: log === undefined ? undefined : await loadLog(log, linkFrom),
  };
}
