import type { FileChange } from "./mergeTrees.js";
import { type Tree, textOf } from "./tree.js";

/** The tarballs of our packages: their names start with this, followed by a version. */
const ours =
  /^vendor\/(?:create-metrics-project|metrics-project-(?:runtime|platform))-\d[^/]*\.tgz$/;

/** Our tarballs that are no longer written, and no longer referenced in package.json. */
export function oldTarballs(
  paths: readonly string[],
  theirs: Tree,
  manifest: Uint8Array | undefined,
): FileChange[] {
  const text = (manifest && textOf(manifest)) ?? "";
  return paths
    .filter((path) => ours.test(path) && !theirs.has(path) && !text.includes(path))
    .map((path): FileChange => ({ kind: "removed", path }));
}
