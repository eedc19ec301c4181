import type { FileChange, MergedTrees, TreesToMerge } from "./mergeTrees.js";
import { isPristine } from "./pristine.js";
import { sameBytes } from "./tree.js";

/**
 * Trees for a merge that overwrites the user's edits with the templates. Files outside of the templates stay, unless
 * they are unchanged files of an older template.
 */
export function recopyTrees({ base, mine, theirs }: TreesToMerge): MergedTrees {
  const changes: FileChange[] = [];
  for (const [path, bytes] of theirs) {
    const before = mine.get(path);
    if (before && sameBytes(before, bytes)) continue;
    changes.push({ kind: before ? "changed" : "added", path, bytes });
  }
  for (const [path, file] of base) {
    const before = theirs.has(path) ? undefined : mine.get(path);
    if (before && isPristine(file, before)) changes.push({ kind: "removed", path });
  }
  return {
    changes: changes.sort((a, b) => (a.path < b.path ? -1 : 1)),
    conflicts: [],
    kept: [],
  };
}
