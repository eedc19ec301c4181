import { diff3Merge } from "node-diff3";
import { lineStyleOf, normalize, restore } from "./lines.js";

/** The names in conflict markers. */
export interface MergeLabels {
  mine: string;
  theirs: string;
}

/** A merged text, and its number of conflicts. */
export interface MergedText {
  text: string;
  conflicts: number;
}

/**
 * Merges two descendants of one text, line by line. Line ends and byte order mark come from
 * `mine`; differences in them do not count.
 *
 * @param base the common ancestor; "" if both added the file
 */
export function mergeText(
  base: string,
  mine: string,
  theirs: string,
  labels: MergeLabels,
): MergedText {
  const [o, a, b] = [normalize(base), normalize(mine), normalize(theirs)];
  if (o === b || a === b) return { text: mine, conflicts: 0 };
  const style = lineStyleOf(mine);
  if (o === a) return { text: restore(b, style), conflicts: 0 };

  const out: string[] = [];
  let conflicts = 0;
  for (const region of diff3Merge(a.split("\n"), o.split("\n"), b.split("\n"), {
    excludeFalseConflicts: true,
  })) {
    if (region.conflict) {
      conflicts += 1;
      out.push(...conflictLines(region.conflict.a, region.conflict.b, labels));
    } else if (region.ok) {
      out.push(...region.ok);
    }
  }
  const text = out.join("\n");
  return { text: restore(text, style), conflicts };
}

/** Both sides of a conflict, between markers that git and editors support. */
export function conflictLines(mine: string[], theirs: string[], labels: MergeLabels): string[] {
  return [`<<<<<<< ${labels.mine}`, ...mine, "=======", ...theirs, `>>>>>>> ${labels.theirs}`];
}
