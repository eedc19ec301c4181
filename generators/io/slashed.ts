import nodePath, { type PlatformPath } from "node:path";

/**
 * The functions of node:path for one system. Functions about the user's paths accept them, so that tests
 * run the rules of Windows anywhere. Default: those of this system.
 */
export type PathRules = PlatformPath;

/** A relative path with "/", as records, generated files, URLs and archives spell it on every system. */
export function slashed(path: string, { sep }: PathRules = nodePath): string {
  return path.split(sep).join("/");
}

/**
 * The path of `file` from `folder`, with "/". Empty for the folder itself; absolute if it is on another drive of
 * Windows.
 */
export function slashedFrom(folder: string, file: string, rules: PathRules = nodePath): string {
  return slashed(rules.relative(folder, file), rules);
}

/** Whether `path` is `folder` itself or below it, by name alone; see `insidePath` for links. */
export function isWithin(folder: string, path: string, rules: PathRules = nodePath): boolean {
  const inside = rules.relative(folder, path);
  const leaves = inside === ".." || inside.startsWith(`..${rules.sep}`);
  return !leaves && !rules.isAbsolute(inside);
}
