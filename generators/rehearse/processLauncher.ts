import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { World } from "../cli/command.js";
import type { Launcher, RunFolders } from "./Launcher.js";
import { superviseProcess } from "./superviseProcess.js";

const entry = "dist/main.mjs";

/** Runs the project's bundle with Node, its folders moved by METRICS_INPUTS and METRICS_OUTPUTS. */
export function processLauncher(project: string): Launcher {
  return {
    build: entry,
    hostName: "127.0.0.1",

    async prepare() {
      const file = await stat(join(project, entry)).catch(() => undefined);
      if (file?.isFile() !== true) {
        throw Object.assign(new Error(`there is no ${entry} in ${project}`), {
          hint: "Build the project first: npm run build.",
        });
      }
    },

    launch(world: World, { inputs, outputs, log }: RunFolders, timeout: number) {
      // What the user may have set for runs by hand does not reach a run of the platform.
      const { METRICS_CONFIG: _, RESIM_AUTH_TOKEN: __, ...env } = world.env;
      return superviseProcess(world, {
        program: process.execPath,
        args: [entry],
        cwd: project,
        env: { ...env, METRICS_INPUTS: inputs, METRICS_OUTPUTS: outputs },
        log,
        timeout,
      });
    },
  };
}
