import { join, relative } from "node:path";
import type { Output, World } from "../../cli/command.js";
import { usageError } from "../../io/CommandError.js";
import { pathKind } from "../../io/pathKind.js";
import { isWithin } from "../../io/slashed.js";
import { clearRehearsalFailure, writeRehearsalFailure } from "../../view/rehearsalFailure.js";
import { takeSnapshot } from "../../watch/FileSnapshot.js";
import { nextChange } from "../../watch/nextChange.js";
import { type Affected, everything } from "./Affected.js";
import { affectedBy } from "./affectedBy.js";
import { type BuildGraph, configFiles, isInstalled, joinGraphs } from "./buildGraph.js";
import { stateOfBuild } from "./buildRecord.js";
import type { Progress } from "./Progress.js";
import { entry } from "./processLauncher.js";
import type { Rehearsal } from "./Rehearsal.js";
import type { RehearsalSummary } from "./RunResult.js";
import { isS3URL } from "./s3/S3Place.js";

export interface WatchOptions {
  rehearsal: Rehearsal;
  progress: Progress;
  tell(summary: RehearsalSummary): Promise<void>;
  testsDir: string;
  /** The project to rebuild when its sources change; undefined with an image. */
  project: string | undefined;
  table: Output;
  /** The rehearsal's folder. */
  out: string;
}

/**
 * Rehearses, and again whenever a sample or an input of the build changes, until Ctrl-C.
 * @throws CommandError if the tests are not in a folder
 */
export async function watchRehearsal(world: World, options: WatchOptions): Promise<void> {
  const { rehearsal, progress, tell, testsDir, project, table, out } = options;
  if (isS3URL(testsDir) || pathKind(testsDir) === "file") {
    throw usageError("--watch requires tests in a folder, not in a list or in S3", {
      hint: "Leave out --watch, or copy some of the tests into a folder.",
    });
  }
  let graph: BuildGraph | undefined;
  let paths = watchedPaths(testsDir, project, graph);
  let seen = await takeSnapshot(paths);
  // What has changed since the last completed rehearsal; undefined before the first.
  let pending: string[] | undefined;

  /** Decides what to run once the build is ready, and watches its inputs from then on. */
  const decide = async (): Promise<Affected> => {
    const before = graph;
    graph = project === undefined ? undefined : (await stateOfBuild(project, entry)).graph;
    const wanted = watchedPaths(testsDir, project, graph);
    const added = await takeSnapshot(wanted.filter((path) => !paths.includes(path)));
    paths = wanted;
    seen = new Map([...seen, ...added]);
    if (pending === undefined) return everything;
    return await affectedBy(pending, testsDir, graph && joinGraphs(before, graph));
  };

  while (!world.signal.aborted) {
    try {
      await tell(await rehearsal.run(world, progress, decide));
      await clearRehearsalFailure(out);
      pending = [];
    } catch (error) {
      if (world.signal.aborted) return;
      progress.finish();
      const reason = error instanceof Error ? error.message : String(error);
      // A half-copied sample is not a reason to stop: the next change may complete it.
      table.write(`error: ${reason}\n`);
      // The page being served shows it, too.
      await writeRehearsalFailure(out, reason);
    }
    table.write("\nwatching for changes; press Ctrl-C to stop\n");
    const change = await nextChange(paths, seen, world.signal);
    if (change === undefined) return;
    seen = change.snapshot;
    pending?.push(...change.files);
    const names = change.files.map((file) => relative(world.cwd, file));
    table.write(`\nchanged: ${names.slice(0, 3).join(", ")}${names.length > 3 ? " …" : ""}\n`);
  }
}

/** The tests and, for a project, all inputs of its build except installed packages. */
function watchedPaths(
  testsDir: string,
  project: string | undefined,
  graph: BuildGraph | undefined,
): string[] {
  if (project === undefined) return [testsDir];
  const folders = [testsDir, join(project, "src"), join(project, "assets")];
  const files = [...(graph?.files.keys() ?? [])].filter(
    (file) => !isInstalled(file) && folders.every((folder) => !isWithin(folder, file)),
  );
  const config = configFiles.map((name) => join(project, name));
  return [...new Set([...folders, ...config, ...files])];
}
