import type { World } from "../../cli/command.js";
import { CommandError } from "../../io/CommandError.js";
import { wordsFor } from "../../project/templateData.js";
import { buildScript } from "./buildGraph.js";
import { buildProject } from "./buildProject.js";
import { stateOfBuild } from "./buildRecord.js";
import { fingerprintOfBundle } from "./fingerprintOfBundle.js";
import type { Launcher, RunFolders } from "./Launcher.js";
import { superviseProcess } from "./superviseProcess.js";

/** The bundle that is run, from the project. */
export const entry = "dist/main.mjs";

/** Runs the project's bundle with Node, its folders moved by METRICS_INPUTS and METRICS_OUTPUTS. */
export function processLauncher(project: string): Launcher {
  return {
    build: entry,
    hostName: "127.0.0.1",

    async prepare(world) {
      const { stale } = await stateOfBuild(project, entry);
      if (stale === undefined) return;
      if ((await buildScript(project)) === undefined) {
        // There is nothing that could build it anew.
        if (stale !== "is missing") return;
        throw new CommandError(`there is no ${entry} in ${project}`, {
          hint: `Build the project: ${wordsFor(project).run} build.`,
        });
      }
      // Metrics of sources that are no longer so would be taken for those of the sources as they are.
      world.stderr.write(`${entry} ${stale}: ${wordsFor(project).run} build\n`);
      if (!(await buildProject(world, project, world.stderr))) {
        throw new CommandError("the project does not build", {
          hint: "Fix what the build says above.",
        });
      }
    },

    fingerprint: () => fingerprintOfBundle(project, entry),

    launch(world: World, { inputs, outputs, log }: RunFolders, timeout: number) {
      return superviseProcess(world, {
        program: process.execPath,
        // Stacks name the sources, as they do in the image.
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
