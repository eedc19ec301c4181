import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { World } from "../cli/command.js";
import { packageRoot } from "../cli/packageRoot.js";
import { sourcesRoot } from "../templates/compileTemplate.js";
import { GenerateError } from "./GenerateError.js";
import { runTool } from "./runTool.js";
import { type Tools, toolsIn } from "./Tools.js";

/**
 * The pinned tools: in our own repository those that are installed, elsewhere those in the user's
 * cache folder, which are fetched first where they are missing. Says so before it fetches.
 *
 * @throws GenerateError where they can neither be found nor fetched; nothing is left of the attempt
 */
export async function findTools(world: Pick<World, "env" | "signal" | "stderr">): Promise<Tools> {
  if (existsSync(join(packageRoot(), "generators", "tasks", "generate.ts"))) {
    return toolsIn(packageRoot());
  }
  const shipped = join(sourcesRoot(), "generators", "generate", "tools");
  const lock = await readFile(join(shipped, "package-lock.json"));
  const hash = createHash("sha256").update(lock).digest("hex").slice(0, 12);
  const folder = join(cacheFolder(world.env), `tools-${hash}`);
  if (!existsSync(folder)) await fetchTools(world, shipped, folder);
  return toolsIn(folder);
}

/** Where a user's programs keep what they can fetch again. */
function cacheFolder(env: World["env"]): string {
  const name = "create-metrics-project";
  if (env.METRICS_CACHE) return env.METRICS_CACHE;
  if (process.platform === "win32") {
    return join(env.LOCALAPPDATA ?? join(homedir(), "AppData", "Local"), name, "Cache");
  }
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", name);
  return join(env.XDG_CACHE_HOME || join(env.HOME ?? homedir(), ".cache"), name);
}

async function fetchTools(
  { env, signal, stderr }: Pick<World, "env" | "signal" | "stderr">,
  shipped: string,
  folder: string,
): Promise<void> {
  stderr.write(
    "Fetching the generators (openapi-typescript, ts-proto, buf, oasdiff: some 190 MB unpacked),\n" +
      `once for all projects, into ${folder}\n`,
  );
  const parent = join(folder, "..");
  let aside: string | undefined;
  try {
    await mkdir(parent, { recursive: true });
    aside = await mkdtemp(join(parent, ".fetching-"));
    await cp(join(shipped, "package.json"), join(aside, "package.json"));
    await cp(join(shipped, "package-lock.json"), join(aside, "package-lock.json"));
    const npm = process.platform === "win32" ? ["cmd", "/c", "npm"] : ["npm"];
    const result = await runTool(
      npm,
      [
        "ci",
        "--prefer-offline",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--fetch-retries=0",
      ],
      { cwd: aside, signal, env: { ...env, npm_config_update_notifier: "false" } },
    );
    if (result.code !== 0) throw new Error(reason(result.stderr));
    await rename(aside, folder).catch((error: unknown) => {
      // Another process was faster, and its tools are the same.
      if (!existsSync(folder)) throw error;
    });
  } catch (error) {
    signal.throwIfAborted();
    throw new GenerateError(
      `the generators could not be fetched: ${error instanceof Error ? error.message : String(error)}`,
      {
        hint: "They are needed once, and work offline from then on. Connect to the network (or a registry mirror) and run it again. Nothing was changed.",
        cause: error,
      },
    );
  } finally {
    if (aside !== undefined) await rm(aside, { recursive: true, force: true });
  }
}

/** The lines of npm's output that say why. */
function reason(stderr: string): string {
  const lines = stderr
    .split("\n")
    .filter((line) => /^npm (error|ERR!)/.test(line))
    .map((line) => line.replace(/^npm (error|ERR!)\s*/, ""))
    .filter((line) => line !== "" && !/complete log|^network (This|If)|^network$/.test(line));
  return lines.slice(0, 3).join("; ") || "npm ci failed";
}
