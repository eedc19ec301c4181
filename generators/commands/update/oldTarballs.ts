import type { FileChange } from "./mergeTrees.js";
import { type Tree, textOf } from "./tree.js";

/** The tarballs of our packages: their names begin like this, and a version follows. */
const ours =
  /^vendor\/(?:create-metrics-project|metrics-project-(?:runtime|platform))-\d[^/]*\.tgz$/;

/** The tarballs of ours that are written no more and that package.json names no more. */
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
