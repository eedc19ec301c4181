import type { Difference } from "./compareTrees.js";
import type { TypeTree } from "./TypeTree.js";

/** For each removed name, finds the added sibling of the same type that is probably its new name. */
export function nameRenames(
  differences: readonly Difference[],
  { before, after }: { before: TypeTree; after: TypeTree },
): Difference[] {
  const beside = new Map<string, Difference[]>();
  for (const one of differences) {
    if (one.call !== undefined) continue;
    const parent = parentOf(one.key);
    const members = beside.get(parent);
    if (members === undefined) beside.set(parent, [one]);
    else members.push(one);
  }
  const taken = new Set<Difference>();
  return differences.map((difference) => {
    const { kind, key, old, call } = difference;
    if (kind !== "removed" || old === undefined || call !== undefined) return difference;
    const type = before.textOf(old.type);
    const siblings = beside.get(parentOf(key)) ?? [];
    const came = siblings.filter(
      (one) => one.kind === "added" && one.now && after.textOf(one.now.type) === type,
    );
    const free = came.filter((one) => !taken.has(one));
    const went = siblings.filter(
      (one) => one.kind === "removed" && one.old && before.textOf(one.old.type) === type,
    );
    const alike = free
      .map((one) => ({ one, score: likeness(old.name, one.now?.name ?? "") }))
      .filter(({ score }) => score >= 0.4)
      .sort((a, b) => b.score - a.score);
    const best = came.length === 1 && went.length === 1 ? free[0] : alike[0]?.one;
    if (best?.now === undefined) return difference;
    taken.add(best);
    return { ...difference, successor: best.now.name };
  });
}

function parentOf(key: string): string {
  return key.slice(0, key.lastIndexOf("."));
}

/** The share of letter pairs that two names have in common, from 0 to 1. */
function likeness(a: string, b: string): number {
  const [first, second] = [a, b].map(pairsOf);
  if (first === undefined || second === undefined || first.size + second.size === 0) return 0;
  const shared = [...first].filter((pair) => second.has(pair)).length;
  return (2 * shared) / (first.size + second.size);
}

function pairsOf(name: string): Set<string> {
  const letters = name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  return new Set(Array.from({ length: letters.length - 1 }, (_, at) => letters.slice(at, at + 2)));
}
