import type { Row } from "./Row.js";

/**
 * Merges the rows of a missing metric and a new one with the same kind and data into one,
 * `renamed`. Every run that lacks the old name must have the new one. Otherwise it is a
 * coincidence: two scalars may both be 0.
 */
export function findRenamed(rows: readonly Row[]): Row[] {
  const missing = rows.filter(({ change, of }) => change === "missing" && of === "metric");
  const added = new Map<string, Row[]>();
  for (const row of rows) {
    if (row.change !== "new" || row.of !== "metric") continue;
    const key = `${row.runKind} ${row.run}`;
    added.set(key, [...(added.get(key) ?? []), row]);
  }
  const taken = new Set<Row>();
  const renamed = new Map<Row, Row>();
  for (const [, losses] of byName(missing)) {
    const target = targetOf(losses, added, taken);
    if (target === undefined) continue;
    for (const loss of losses) {
      const gain = added
        .get(`${loss.runKind} ${loss.run}`)
        ?.find((row) => row.name === target && !taken.has(row));
      if (gain === undefined) continue;
      taken.add(gain);
      renamed.set(loss, renamedRow(loss, gain));
    }
  }
  return rows.flatMap((row) => (taken.has(row) ? [] : [renamed.get(row) ?? row]));
}

function byName(rows: readonly Row[]): Map<string, Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const key = `${row.runKind} ${row.name}`;
    const others = found.get(key);
    if (others === undefined) found.set(key, [row]);
    else others.push(row);
  }
  return found;
}

/** The one new name that replaces the old one in all runs that lack it. */
function targetOf(
  losses: readonly Row[],
  added: ReadonlyMap<string, readonly Row[]>,
  taken: ReadonlySet<Row>,
): string | undefined {
  let candidates: string[] | undefined;
  for (const { runKind, run, identity } of losses) {
    const same = (added.get(`${runKind} ${run}`) ?? [])
      .filter((row) => row.identity === identity && !taken.has(row))
      .map(({ name }) => name);
    candidates = candidates === undefined ? same : candidates.filter((name) => same.includes(name));
  }
  return candidates?.[0];
}

function renamedRow(loss: Row, gain: Row): Row {
  const { identity: _, ...kept } = gain;
  return {
    ...kept,
    was: loss.name,
    change: "renamed",
    ...(loss.statusBefore === undefined ? {} : { statusBefore: loss.statusBefore }),
    verdict:
      loss.statusBefore === gain.statusAfter
        ? "neither"
        : gain.verdict === "worse"
          ? "worse"
          : "neither",
    ...(loss.before === undefined ? {} : { before: loss.before }),
    ...(loss.unitBefore === undefined ? {} : { unitBefore: loss.unitBefore }),
    ...(loss.before === undefined ? {} : { difference: 0 }),
  };
}
