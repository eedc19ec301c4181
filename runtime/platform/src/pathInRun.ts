import nodePath, { type PlatformPath } from "node:path";

/** The path of a file from its run's folder, with slashes. */
export function slashedFrom(folder: string, file: string, rules: PlatformPath = nodePath): string {
  return rules.relative(folder, file).split(rules.sep).join("/");
}

/**
 * Whether a file is below a run's folder, by name alone. Both absolute.
 *
 * @param rules node:path for one system: tests pass that of Windows
 */
export function isBelow(folder: string, file: string, rules: PlatformPath = nodePath): boolean {
  const inside = rules.relative(folder, file);
  const leaves = inside === ".." || inside.startsWith(`..${rules.sep}`);
  return inside !== "" && !leaves && !rules.isAbsolute(inside);
}
