import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { World } from "../../cli/command.js";
import { CommandError } from "../../io/CommandError.js";
import { wordsFor } from "../../project/templateData.js";
import { takeSnapshot } from "../../watch/FileSnapshot.js";
import { buildProject } from "./buildProject.js";
import type { Launcher, RunFolders } from "./Launcher.js";
import { superviseProcess } from "./superviseProcess.js";

const entry = "dist/main.mjs";

/** Runs the project's bundle with Node, its folders moved by METRICS_INPUTS and METRICS_OUTPUTS. */
export function processLauncher(project: string): Launcher {
  return {
    build: entry,
    hostName: "127.0.0.1",

    async prepare(world) {
      const built = await changedAt(join(project, entry));
      const sources = await takeSnapshot([join(project, "src")]);
      const times = await Promise.all([...sources.keys()].map(changedAt));
      const newest = Math.max(0, ...times.map((time) => time ?? 0));
      if (built !== undefined && built >= newest) return;
      if (sources.size === 0) {
        throw new CommandError(`there is no ${entry} in ${project}`, {
          hint: `Build the project: ${wordsFor(project).run} build.`,
        });
      }
      // Metrics of sources that are no longer so would be taken for those of the sources as they are.
      const why = built === undefined ? "is missing" : "is older than src";
      world.stderr.write(`${entry} ${why}: ${wordsFor(project).run} build\n`);
      if (!(await buildProject(world, project, world.stderr))) {
        throw new CommandError("the project does not build", {
          hint: "Mend what the build says above.",
        });
      }
    },

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

/** When a file was changed last, in milliseconds; undefined where there is none. */
async function changedAt(file: string): Promise<number | undefined> {
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() === true ? found.mtimeMs : undefined;
}
