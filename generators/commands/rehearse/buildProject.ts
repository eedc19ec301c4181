import type { Output, World } from "../../cli/command.js";
import { runProgram } from "../../io/runProgram.js";
import { packageManagerOf } from "../../project/packageManagerOf.js";
import { recordBuild } from "./buildRecord.js";

/**
 * Runs the project's build script, prints its output if it fails, and records the inputs of the build. Returns whether
 * it succeeded.
 */
export async function buildProject(
  { env, signal }: World,
  project: string,
  output: Output,
): Promise<boolean> {
  const packageManager = packageManagerOf(project);
  const command = [packageManager, "run", "build"] as const;
  const began = Date.now();
  const result = await runProgram(command, { cwd: project, env, signal });
  if (result.code === 127)
    output.write(`${packageManager} could not be started: ${result.stderr}\n`);
  else if (result.code !== 0) output.write(`${result.output}the build failed\n`);
  else await recordBuild(project, began);
  return result.code === 0;
}
