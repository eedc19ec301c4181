import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { World } from "../cli/command.js";
import { packageRoot } from "../io/packageRoot.js";
import { sourcesRoot } from "../templates/compileTemplate.js";
import { fetchTools } from "./fetchTools.js";
import type { ToolSet } from "./ToolSet.js";

/**
 * The folder with the pinned tools in its node_modules. In a clone, it is this repository;
 * otherwise, a folder in the user's cache. If that is missing, it is filled first, after printing a
 * message.
 *
 * @throws CommandError if the tools can be neither found nor fetched; the attempt leaves nothing behind
 */
export async function toolFolder(
  world: Pick<World, "cwd" | "env" | "signal" | "stderr">,
  tools: ToolSet,
): Promise<string> {
  if (existsSync(join(packageRoot(), "generators", "tasks", "generate.ts"))) return packageRoot();
  const shipped = join(sourcesRoot(), tools.shipped);
  const lock = await readFile(join(shipped, "package-lock.json"));
  const hash = createHash("sha256").update(lock).digest("hex").slice(0, 12);
  const folder = join(cacheFolder(world.env), `tools-${hash}`);
  if (!existsSync(folder)) await fetchTools(world, tools, shipped, folder);
  return folder;
}

/** The user's folder for caches. */
function cacheFolder(env: World["env"]): string {
  const name = "create-metrics-project";
  if (env.METRICS_CACHE) return env.METRICS_CACHE;
  if (process.platform === "win32") {
    return join(env.LOCALAPPDATA ?? join(homedir(), "AppData", "Local"), name, "Cache");
  }
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", name);
  return join(env.XDG_CACHE_HOME || join(env.HOME ?? homedir(), ".cache"), name);
}
