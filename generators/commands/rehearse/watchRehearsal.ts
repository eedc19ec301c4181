import { join, relative } from "node:path";
import type { Output, World } from "../../cli/command.js";
import { takeSnapshot } from "../../watch/FileSnapshot.js";
import { nextChange } from "../../watch/nextChange.js";
import { affectedBy } from "./affectedBy.js";
import { buildProject } from "./buildProject.js";
import type { Progress } from "./Progress.js";
import type { Rehearsal } from "./Rehearsal.js";
import type { RehearsalSummary } from "./RunResult.js";

export interface WatchOptions {
  rehearsal: Rehearsal;
  progress: Progress;
  tell(summary: RehearsalSummary): void;
  testsDir: string;
  /** The project, whose sources are built when they change; undefined with an image. */
  project: string | undefined;
  table: Output;
}

/** Rehearses, and again whenever a sample or a source changes, until Ctrl-C. */
export async function watchRehearsal(world: World, options: WatchOptions): Promise<void> {
  const { rehearsal, progress, tell, testsDir, project, table } = options;
  const sources = project === undefined ? undefined : join(project, "src");
  const folders = sources === undefined ? [testsDir] : [testsDir, sources];
  let seen = await takeSnapshot(folders);
  // What has changed since the last rehearsal that came to its end; undefined before the first.
  let pending: string[] | undefined;
  let isBuilt = true;
  while (!world.signal.aborted) {
    if (isBuilt) {
      try {
        const affected = pending && (await affectedBy(pending, testsDir, sources ?? testsDir));
        tell(await rehearsal.run(world, progress, affected));
        pending = [];
      } catch (error) {
        if (world.signal.aborted) return;
        progress.finish();
        // A sample that is half copied is no reason to stop: the next change may mend it.
        table.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
      }
    }
    table.write("\nwatching for changes; Ctrl-C ends it\n");
    const change = await nextChange(folders, seen, world.signal);
    if (change === undefined) return;
    seen = change.snapshot;
    pending?.push(...change.files);
    const names = change.files.map((file) => relative(world.cwd, file));
    table.write(`\nchanged: ${names.slice(0, 3).join(", ")}${names.length > 3 ? " …" : ""}\n`);
    const touchesSources =
      sources !== undefined && change.files.some((file) => file.startsWith(sources));
    if (touchesSources && project !== undefined) {
      isBuilt = await buildProject(world, project, table);
    }
  }
}
