import nodePath, { type PlatformPath } from "node:path";

/**
 * Whether a path is below a folder, which may be the root of a drive. Both absolute.
 *
 * @param rules node:path for one system: tests pass that of Windows
 */
export function isBelow(folder: string, path: string, rules: PlatformPath = nodePath): boolean {
  const inside = rules.relative(folder, path);
  const leaves = inside === ".." || inside.startsWith(`..${rules.sep}`);
  return inside !== "" && !leaves && !rules.isAbsolute(inside);
}
