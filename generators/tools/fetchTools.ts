import { existsSync } from "node:fs";
import { cp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { World } from "../cli/command.js";
import { CommandError } from "../io/CommandError.js";
import type { Environment } from "../io/childEnvironment.js";
import { inTemporaryFolder } from "../io/inTemporaryFolder.js";
import { renamePatiently } from "../io/renamePatiently.js";
import { runProgram } from "../io/runProgram.js";
import { systemReason } from "../io/systemReason.js";
import { withoutCredentials } from "../io/withoutCredentials.js";
import { projectNpmrc } from "./projectNpmrc.js";
import type { ToolSet } from "./ToolSet.js";

/**
 * Installs a set of pinned tools into `folder`, all or nothing, after printing a message. `shipped`
 * contains their package.json and lockfile. Uses the .npmrc of the project in `cwd`: it may name a
 * registry, its token and a proxy.
 *
 * @throws CommandError if they cannot be fetched or do not start; the attempt leaves nothing behind
 */
export async function fetchTools(
  { cwd, env, signal, stderr }: Pick<World, "cwd" | "env" | "signal" | "stderr">,
  tools: ToolSet,
  shipped: string,
  folder: string,
): Promise<void> {
  stderr.write(
    `Fetching ${tools.name} (${tools.packages}: about ${tools.size} unpacked),\n` +
      `once for all projects, into ${folder}\n`,
  );
  const parent = join(folder, "..");
  try {
    await inTemporaryFolder(async (aside) => {
      // A subfolder, because this one is renamed and the temporary folder itself is removed.
      const made = join(aside, "tools");
      await install(tools, shipped, made, { npmrc: await projectNpmrc(cwd), env, signal });
      await renamePatiently(made, folder).catch((error: unknown) => {
        // Another process was faster, and its tools are the same.
        if (!existsSync(folder)) throw error;
      });
    }, parent);
  } catch (error) {
    signal.throwIfAborted();
    throw unfetched(tools, error, parent);
  }
}

interface InstallOptions {
  /** Content of the .npmrc for npm. */
  npmrc: string | undefined;
  env: Environment;
  signal: AbortSignal;
}

async function install(
  tools: ToolSet,
  shipped: string,
  folder: string,
  { npmrc, env, signal }: InstallOptions,
): Promise<void> {
  for (const name of ["package.json", "package-lock.json"]) {
    await cp(join(shipped, name), join(folder, name));
  }
  if (npmrc !== undefined) await writeFile(join(folder, ".npmrc"), npmrc, { mode: 0o600 });
  const quick = ["--prefer-offline", "--ignore-scripts", "--fetch-retries=0"];
  const result = await runProgram(["npm", "ci", ...quick, "--no-audit", "--no-fund"], {
    cwd: folder,
    env,
    extraEnv: { npm_config_update_notifier: "false" },
    signal,
  });
  // It may contain a token, which must not stay in a cache.
  await rm(join(folder, ".npmrc"), { force: true });
  if (result.code === 127 && /ENOENT/.test(result.stderr)) throw withoutNpm(tools);
  // npm continues if a file cannot be written or if a platform's binary cannot be fetched.
  const broken = /TAR_ENTRY_ERROR (\w+)/.exec(result.stderr)?.[1];
  if (broken !== undefined) throw Object.assign(new Error(broken), { code: broken });
  if (result.code !== 0) throw new Error(reason(result.stderr));
  await tools.tryOut(folder, env, signal);
}

function withoutNpm({ name }: ToolSet): CommandError {
  return new CommandError(`${name} could not be fetched: there is no npm on the PATH`, {
    hint: "npm, which is part of Node.js, fetches them once, even if the project uses another package manager. Nothing was changed.",
  });
}

function unfetched({ name, size }: ToolSet, error: unknown, parent: string): CommandError {
  if (error instanceof CommandError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const local = systemReason(error);
  return new CommandError(
    `${name} could not be fetched: ${local === undefined ? message : `${parent}: ${local}`}`,
    {
      hint:
        local === undefined
          ? "They are fetched once and then work offline. Connect to the network (or a registry mirror) and retry. Nothing was changed."
          : `They need a writable folder with about ${size} of free space: set METRICS_CACHE to use another one. Nothing was changed.`,
      cause: error,
    },
  );
}

/** The reason in npm's output. */
function reason(stderr: string): string {
  const lines = stderr
    .split("\n")
    .filter((line) => /^npm (error|ERR!) \S/.test(line))
    .map((line) => line.replace(/^npm (error|ERR!) (network )?(\w*Error: )?/, ""));
  const known = lines.filter(
    (line) => !/^(code|syscall|errno|path) |complete log|^(This|If|In most) |^[{}]$/.test(line),
  );
  return withoutCredentials(known[0] ?? lines[0] ?? "npm ci failed");
}
