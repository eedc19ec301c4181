import nodePath from "node:path";
import { pathToFileURL } from "node:url";
import { type PathRules, slashedFrom } from "../../io/slashed.js";

/** The link on a page in `folder` to `file`: relative, or a file URL if they are on two drives of Windows. */
export function linkFrom(folder: string, file: string, rules: PathRules = nodePath): string {
  const path = slashedFrom(folder, file, rules);
  if (rules.isAbsolute(path)) return pathToFileURL(file, { windows: rules.sep === "\\" }).href;
  return path.split("/").map(encodeURIComponent).join("/");
}
