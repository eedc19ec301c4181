import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { PackageManager } from "../project/answers.js";

/** A monorepo above the project. */
export interface Workspace {
  readonly root: string;
  readonly packageManager: PackageManager;
}

const lockfiles: [string, PackageManager][] = [
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
  ["package-lock.json", "npm"],
];

/** The nearest folder above `target` that has npm, pnpm, Yarn or Bun workspaces. */
export function findWorkspace(target: string): Workspace | undefined {
  for (let folder = dirname(target); ; folder = dirname(folder)) {
    const isPnpm = existsSync(join(folder, "pnpm-workspace.yaml"));
    if (isPnpm || hasWorkspaces(join(folder, "package.json"))) {
      const lock = lockfiles.find(([name]) => existsSync(join(folder, name)));
      return { root: folder, packageManager: isPnpm ? "pnpm" : (lock?.[1] ?? "npm") };
    }
    if (dirname(folder) === folder) return undefined;
  }
}

function hasWorkspaces(path: string): boolean {
  try {
    const manifest: unknown = JSON.parse(readFileSync(path, "utf8"));
    return typeof manifest === "object" && manifest !== null && "workspaces" in manifest;
  } catch {
    return false;
  }
}

/** The package manager whose `create` runs us, as it says in npm_config_user_agent. */
export function callingPackageManager(
  env: Readonly<Record<string, string | undefined>>,
): PackageManager | undefined {
  const name = env.npm_config_user_agent?.split("/")[0];
  return name === "npm" || name === "pnpm" || name === "yarn" || name === "bun" ? name : undefined;
}
