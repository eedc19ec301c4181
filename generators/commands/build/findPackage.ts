import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { type PathRules, slashed } from "../../io/slashed.js";

/**
 * The folder of the package `name` as code in `from` resolves it, with links followed: pnpm puts a package's
 * dependencies next to its real location. Undefined if it is not installed.
 */
export function findPackage(name: string, from: string): string | undefined {
  for (let folder = realpathSync(from); ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(join(candidate, "package.json"))) return realpathSync(candidate);
    if (dirname(folder) === folder) return undefined;
  }
}

/** The name of an installed package, from its folder. */
export function nameOf(folder: string, rules?: PathRules): string {
  const parts = slashed(folder, rules).split("/");
  return parts.slice(parts.lastIndexOf("node_modules") + 1).join("/");
}
