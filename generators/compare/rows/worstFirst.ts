import { statusRank } from "../digest/statusRank.js";
import { groupOf } from "./Comparison.js";
import type { Row } from "./Row.js";

/** What is looked at first; of two rows of one group, the graver status, then the larger change. */
const groups: readonly ReturnType<typeof groupOf>[] = [
  "worse",
  "missing",
  "changed",
  "better",
  "renamed",
  "new",
];

/** The rows from what is worst to what nobody needs to look at. */
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
    // Of two that changed alike, the one that is read at a glance.
    row.figure === "" ? 0 : 1,
  ];
}

/** In per cent; other units before every number, and what has no numbers last. */
function sizeOf({ before, after, unitBefore, unitAfter, percent, difference }: Row): number {
  if (before === undefined || after === undefined) return -1;
  if (unitBefore !== unitAfter) return Number.POSITIVE_INFINITY;
  if (percent !== undefined) return Math.abs(percent);
  // From 0, or from or to what is not finite.
  return difference === 0 ? 0 : 100;
}
