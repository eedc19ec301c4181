import type { World } from "../../cli/command.js";
import { runProgram } from "../../io/runProgram.js";
import type { ToolSet } from "../../tools/ToolSet.js";
import { toolFolder } from "../../tools/toolFolder.js";
import { type Tools, toolsIn } from "./Tools.js";

/** The tools for generating and comparing. */
export const generatorTools: ToolSet = {
  name: "the generators",
  packages: "openapi-typescript, ts-proto, buf",
  size: "170 MB",
  shipped: "generators/commands/generate/tools",
  async tryOut(folder, env, signal) {
    const tools = await toolsIn(folder, env);
    await Promise.all([tools.openapiTypescript(), tools.typescript()]);
    const { code, stderr } = await runProgram([...tools.buf, "--version"], {
      cwd: folder,
      env: tools.env,
      signal,
    });
    if (code !== 0) throw new Error(`the installed tools do not start: ${stderr.trim()}`);
  },
};

/**
 * The pinned tools. If they are missing, prints that and downloads them first.
 *
 * @throws CommandError if they can neither be found nor downloaded; nothing is left of the attempt
 */
export async function findTools(
  world: Pick<World, "cwd" | "env" | "signal" | "stderr">,
): Promise<Tools> {
  return toolsIn(await toolFolder(world, generatorTools), world.env);
}
