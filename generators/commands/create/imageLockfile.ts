import { copyFileSync, cpSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { World } from "../../cli/command.js";
import { inTemporaryFolder } from "../../io/inTemporaryFolder.js";
import { type CommandLine, runProgram } from "../../io/runProgram.js";
import type { PackageManager } from "../../project/answers.js";
import { packageManagerWords } from "../../project/templateData.js";

/** What a package manager reads, besides package.json, to decide what to install and from where. */
const settings = ["vendor", ".npmrc", ".yarnrc.yml", "pnpm-workspace.yaml", "bunfig.toml"];

/**
 * Makes the lockfile of a project in a workspace, where package managers keep one for all at the root: the image is
 * built from the project's folder alone. It is made in a folder outside of the workspace and copied into the project.
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
    // Yarn takes a folder without one for a part of a project above.
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

/** What makes the lockfile again, typed in the project's folder. */
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
