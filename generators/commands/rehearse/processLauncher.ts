import { mkdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import type { World } from "../../cli/command.js";
import { CommandError } from "../../io/CommandError.js";
import { lockFolder } from "../../io/lockFolder.js";
import { wordsFor } from "../../project/templateData.js";
import { usualMetafile } from "../../project/usualMetafile.js";
import { buildScript } from "./buildGraph.js";
import { buildProject } from "./buildProject.js";
import { stateOfBuild } from "./buildRecord.js";
import { fingerprintOfBundle } from "./fingerprintOfBundle.js";
import type { Launcher, RunFolders } from "./Launcher.js";
import { superviseProcess } from "./superviseProcess.js";

/** The bundle to run, relative to the project. */
export const entry = "dist/main.mjs";

/** Seconds to wait for another process that builds the same project. */
const longestBuild = 600;

/** Runs the project's bundle with Node.js; METRICS_INPUTS and METRICS_OUTPUTS set its folders. */
export function processLauncher(project: string): Launcher {
  return {
    build: entry,
    hostName: "127.0.0.1",

    async prepare(world) {
      const before = await stateOfBuild(project, entry);
      if (before.stale === undefined) return;
      // A bundle in an image: it cannot be rebuilt, and the folder may be read-only.
      if ((await buildScript(project)) === undefined) {
        if (before.stale !== "is missing") return;
        throw new CommandError(`${entry} not found in ${project}`, {
          hint: `Build the project with ${wordsFor(project).run} build.`,
        });
      }
      const folder = dirname(join(project, usualMetafile));
      await mkdir(folder, { recursive: true });
      // Shards on several machines start at the same time, and may share the project's folder.
      using _ = await lockFolder(folder, relative(project, folder), "build", {
        wait: longestBuild,
        signal: world.signal,
      });
      const { stale } = await stateOfBuild(project, entry);
      if (stale === undefined) return;
      // Metrics of outdated sources would be mistaken for those of the current sources.
      world.stderr.write(`${entry} ${stale}: ${wordsFor(project).run} build\n`);
      if (!(await buildProject(world, project, world.stderr))) {
        throw new CommandError("building the project failed", {
          hint: "Fix the errors printed above.",
        });
      }
    },

    fingerprint: () => fingerprintOfBundle(project, entry),

    launch(world: World, { inputs, outputs, log }: RunFolders, timeout: number) {
      return superviseProcess(world, {
        program: process.execPath,
        // Stack traces refer to the sources, as in the image.
        args: ["--enable-source-maps", entry],
        cwd: project,
        env: world.env,
        extraEnv: { METRICS_INPUTS: inputs, METRICS_OUTPUTS: outputs },
        log,
        timeout,
      });
    },
  };
}
