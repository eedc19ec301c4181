import { realpathSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { pathKind } from "../../io/pathKind.js";

/** Where a file's bytes stand, relative to the project: a link to another file of the project stays one. */
export function behindLink(root: string, path: string): string {
  const full = join(root, path);
  if (pathKind(full) !== "link") return path;
  try {
    return relative(realpathSync(root), realpathSync(full)).split(sep).join("/");
  } catch {
    // It leads nowhere: whoever writes says so.
    return path;
  }
}
