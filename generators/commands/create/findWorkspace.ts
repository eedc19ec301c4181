import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { slashedFrom } from "../../io/slashed.js";
import type { PackageManager } from "../../project/answers.js";
import { lockedBy } from "../../project/packageManagerOf.js";

/** A monorepo above the project. */
export interface Workspace {
  readonly root: string;
  readonly packageManager: PackageManager;
}

/** The nearest folder above `target` with npm, pnpm, Yarn or Bun workspaces that include it. */
export function findWorkspace(target: string): Workspace | undefined {
  for (let folder = dirname(target); ; folder = dirname(folder)) {
    // pnpm's list is YAML, and not worth a parser here: assume that it includes everything below.
    const isPnpm = existsSync(join(folder, "pnpm-workspace.yaml"));
    if (isPnpm || isMember(join(folder, "package.json"), slashedFrom(folder, target))) {
      return { root: folder, packageManager: isPnpm ? "pnpm" : (lockedBy(folder) ?? "npm") };
    }
    if (dirname(folder) === folder) return undefined;
  }
}

/** Whether the `workspaces` of a package.json include `path`, relative to it, with "/". */
function isMember(manifestPath: string, path: string): boolean {
  return workspacesOf(manifestPath).some((pattern) => {
    const plain = pattern.replace(/^\.\//, "").replace(/\/$/, "");
    const source = plain
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("**", "\0")
      .replaceAll("*", "[^/]*")
      .replaceAll("\0", ".*");
    return new RegExp(`^${source}$`).test(path);
  });
}

function workspacesOf(manifestPath: string): string[] {
  try {
    const manifest: { workspaces?: string[] | { packages?: string[] } } = JSON.parse(
      readFileSync(manifestPath, "utf8"),
    );
    const { workspaces = [] } = manifest;
    const list = Array.isArray(workspaces) ? workspaces : (workspaces.packages ?? []);
    return list.filter((pattern) => typeof pattern === "string");
  } catch {
    return [];
  }
}

/** The package manager that runs us with `create`, from npm_config_user_agent. */
export function callingPackageManager(
  env: Readonly<Record<string, string | undefined>>,
): PackageManager | undefined {
  const name = env.npm_config_user_agent?.split("/")[0];
  return name === "npm" || name === "pnpm" || name === "yarn" || name === "bun" ? name : undefined;
}
