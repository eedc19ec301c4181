import { diff3Merge } from "node-diff3";
import { lineStyleOf, normalize, restore } from "./lines.js";

/** The names that conflict markers carry. */
export interface MergeLabels {
  mine: string;
  theirs: string;
}

/** A merged text and how many places of it hold conflict markers. */
export interface MergedText {
  text: string;
  conflicts: number;
}

/**
 * Merges two descendants of one text, line by line. Line ends and a byte order mark are those of
 * `mine`; where only they differ, nothing changed.
 *
 * @param base what both come from; "" where both added the file
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

/** Both sides of a conflict between the markers that git and editors know. */
export function conflictLines(mine: string[], theirs: string[], labels: MergeLabels): string[] {
  return [`<<<<<<< ${labels.mine}`, ...mine, "=======", ...theirs, `>>>>>>> ${labels.theirs}`];
}
