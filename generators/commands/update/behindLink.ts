import { realpathSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { pathKind } from "../../io/pathKind.js";

/** The real path of a file, relative to the project: a link to another file of the project stays a link. */
export function behindLink(root: string, path: string): string {
  const full = join(root, path);
  if (pathKind(full) !== "link") return path;
  try {
    return relative(realpathSync(root), realpathSync(full)).split(sep).join("/");
  } catch {
    // A broken link: writing to it reports the error.
    return path;
  }
}
