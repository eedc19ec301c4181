import { statusRank } from "../digest/statusRank.js";
import { groupOf } from "./Comparison.js";
import type { Row } from "./Row.js";

/** The order of groups; within a group, the worse status is first, then the larger change. */
const groups: readonly ReturnType<typeof groupOf>[] = [
  "worse",
  "missing",
  "changed",
  "better",
  "renamed",
  "new",
];

/** The rows, the worst first. */
export function worstFirst(rows: readonly Row[]): Row[] {
  const places = new Map(rows.map((row) => [row, placeOf(row)]));
  return [...rows].sort((a, b) => {
    const [first, second] = [places.get(a) ?? [], places.get(b) ?? []];
    const at = first.findIndex((value, i) => value !== second[i]);
    return at < 0 ? 0 : (first[at] ?? 0) - (second[at] ?? 0);
  });
}

function placeOf(row: Row): number[] {
  return [
    groups.indexOf(groupOf(row)),
    -statusRank(row.statusAfter ?? row.statusBefore ?? ""),
    row.of === "run" ? 0 : 1,
    -Math.round(sizeOf(row)),
    // Of two equal changes, the one that is easier to read.
    row.figure === "" ? 0 : 1,
  ];
}

/** In percent; other units come before every number, and rows without numbers last. */
function sizeOf({ before, after, unitBefore, unitAfter, percent, difference }: Row): number {
  if (before === undefined || after === undefined) return -1;
  if (unitBefore !== unitAfter) return Number.POSITIVE_INFINITY;
  if (percent !== undefined) return Math.abs(percent);
  // From 0, or from or to a value that is not finite.
  return difference === 0 ? 0 : 100;
}
