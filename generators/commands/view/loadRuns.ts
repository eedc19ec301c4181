import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { InputError } from "@metrics-project/runtime";
import { insidePath } from "../../io/insidePath.js";
import type { RunSource } from "../../view/model/runSource.js";
import { distinctNames, messagesBelow, nameOf } from "../../view/source/messageFiles.js";
import { indexFile, type RehearsedRun, readRehearsal } from "../../view/source/readRehearsal.js";
import { loadMessage } from "./loadMessage.js";

/** What a page is to show, and where it came from. */
export interface LoadedRuns {
  readonly title: string;
  readonly runs: readonly RunSource[];
  /** The file or folder whose changes change the page. */
  readonly root: string;
}

/**
 * A message, or all messages of a folder: those that its rehearsal.json lists, else every .binproto
 * file below it.
 * @param linkFrom The folder of the page: links to files are relative to it. None: no links.
 * @throws InputError where there is nothing to show.
 */
export async function loadRuns(path: string, linkFrom: string | undefined): Promise<LoadedRuns> {
  const root = resolve(path);
  const isFolder = await stat(root).then(
    (found) => found.isDirectory(),
    (cause: unknown) => {
      const hint = "Name a metrics.binproto or a folder that holds some.";
      throw new InputError(`${path}: there is no such file or folder`, { hint, cause });
    },
  );
  if (!isFolder) {
    const run = await loadMessage({ file: root, name: nameOf(root), kind: "message" }, linkFrom);
    if (run.message === undefined) {
      throw new InputError(`${path}: ${run.failure ?? "cannot be read"}`, {
        hint: "`view` takes a metrics.binproto, as a metrics build writes it.",
      });
    }
    return { title: nameOf(root), runs: [run], root };
  }
  const rehearsal = await readRehearsal(root);
  if (rehearsal !== undefined) {
    const runs = await Promise.all(rehearsal.runs.map((run) => loadRehearsed(root, run, linkFrom)));
    return { title: rehearsal.title ?? `${basename(root)}`, runs, root };
  }
  const files = await messagesBelow(root);
  if (files.length === 0) {
    throw new InputError(`${path}: no .binproto file in this folder or below it`, {
      hint: `Run \`metrics-project rehearse\` first, which writes ${indexFile}.`,
    });
  }
  const names = distinctNames(root, files);
  const runs = await Promise.all(
    files.map((file, i) =>
      loadMessage({ file, name: names[i] ?? file, kind: "message" }, linkFrom),
    ),
  );
  return { title: basename(root), runs, root };
}

async function loadRehearsed(
  root: string,
  run: RehearsedRun,
  linkFrom: string | undefined,
): Promise<RunSource> {
  const file = insidePath(root, `${run.outputs}/metrics.binproto`);
  const loaded = await loadMessage({ file, name: run.name, kind: run.kind }, linkFrom);
  const facts: [string, string][] = [];
  if (run.daysEarlier !== undefined) {
    const days = run.daysEarlier === 1 ? "a day" : `${run.daysEarlier} days`;
    facts.push(["made up, as of", `${days} ago`]);
  }
  if (run.seconds !== undefined) facts.push(["time", `${run.seconds.toFixed(2)} s`]);
  if (run.jobID !== undefined) facts.push(["job", run.jobID]);
  if (run.batchID !== undefined) facts.push(["batch", run.batchID]);
  const stderr = run.stderr?.trim();
  // Of a message that can be read, the page lists all problems itself.
  const reason =
    loaded.message === undefined ? run.failure : run.failure?.split("\n")[0]?.replace(/:$/, "");
  const failure = reason !== undefined && stderr ? `${reason}\n\n${stderr}` : reason;
  const warnings = Array.isArray(run.warnings) ? run.warnings.map(String) : [];
  return { ...loaded, facts, warnings, failure: failure ?? loaded.failure };
}
