import { realpathSync } from "node:fs";
import { join } from "node:path";
import { pathKind } from "../../io/pathKind.js";
import { slashedFrom } from "../../io/slashed.js";

/** The real path of a file, relative to the project: a link to another file of the project stays a link. */
export function behindLink(root: string, path: string): string {
  const full = join(root, path);
  if (pathKind(full) !== "link") return path;
  try {
    return slashedFrom(realpathSync(root), realpathSync(full));
  } catch {
    // A broken link: writing to it reports the error.
    return path;
  }
}
