import { copyFileSync, cpSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { World } from "../../cli/command.js";
import { inTemporaryFolder } from "../../io/inTemporaryFolder.js";
import { type CommandLine, runProgram } from "../../io/runProgram.js";
import type { PackageManager } from "../../project/answers.js";
import { packageManagerWords } from "../../project/templateData.js";

/** Files, besides package.json, that control what a package manager installs, and from where. */
const settings = ["vendor", ".npmrc", ".yarnrc.yml", "pnpm-workspace.yaml", "bunfig.toml"];

/**
 * Creates a lockfile for a project in a workspace, which has only a shared one at its root. The
 * image is built from the project's folder alone. The lockfile is created outside of the workspace,
 * then copied into the project.
 *
 * @returns a sentence for the user
 */
export async function lockForImage(
  world: Pick<World, "env" | "signal">,
  target: string,
  packageManager: PackageManager,
): Promise<string> {
  const { lockfile } = packageManagerWords[packageManager];
  const failure = await inTemporaryFolder(async (aside) => {
    for (const name of ["package.json", ...settings]) {
      const from = join(target, name);
      if (existsSync(from)) cpSync(from, join(aside, name), { recursive: true });
    }
    // Without a lockfile, Yarn treats the folder as part of a project above.
    if (packageManager === "yarn") writeFileSync(join(aside, lockfile), "");
    const run = (command: CommandLine) =>
      runProgram(command, { cwd: aside, env: world.env, signal: world.signal });
    const { code, output } = await run(await lockCommand(packageManager, run));
    const made = join(aside, lockfile);
    if (code !== 0 || !existsSync(made)) return output.trim().split("\n").at(-1) ?? "";
    copyFileSync(made, join(target, lockfile));
    return undefined;
  });
  return failure === undefined
    ? `${lockfile} is for the image, which is built from this folder only; the workspace has its own at the root. Update it when the dependencies change: ${renewCommand(packageManager)}`
    : `The image needs a ${lockfile} in this folder, in addition to the workspace's. Creating it failed (${failure}); run: ${renewCommand(packageManager)}`;
}

/** The command that recreates the lockfile, to run in the project's folder. */
export function renewCommand(packageManager: PackageManager): string {
  const { lockfile } = packageManagerWords[packageManager];
  const inside: Readonly<Record<PackageManager, string>> = {
    npm: "npm install --package-lock-only --no-workspaces",
    pnpm: "pnpm install --lockfile-only --ignore-workspace",
    yarn: outside("touch yarn.lock && yarn install", lockfile),
    bun: outside("bun install --lockfile-only", lockfile),
  };
  return inside[packageManager];
}

function outside(command: string, lockfile: string): string {
  return `(t=$(mktemp -d) && cp -R package.json $(ls -d vendor 2>/dev/null) "$t" && cd "$t" && ${command} && cp ${lockfile} "$OLDPWD")`;
}

async function lockCommand(
  packageManager: PackageManager,
  run: (command: CommandLine) => Promise<{ stdout: string }>,
): Promise<CommandLine> {
  switch (packageManager) {
    case "npm":
      return ["npm", "install", "--package-lock-only", "--no-audit", "--no-fund"];
    case "pnpm":
      return ["pnpm", "install", "--lockfile-only"];
    case "bun":
      return ["bun", "install", "--lockfile-only"];
    case "yarn": {
      const { stdout } = await run(["yarn", "--version"]);
      const isClassic = stdout.startsWith("1.");
      return ["yarn", "install", isClassic ? "--ignore-scripts" : "--mode=update-lockfile"];
    }
  }
}
