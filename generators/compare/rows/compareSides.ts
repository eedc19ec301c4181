import type { Side } from "../side/Side.js";
import type { Comparison } from "./Comparison.js";
import { type CompareRunsOptions, compareRuns } from "./compareRuns.js";
import { findRenamed } from "./findRenamed.js";
import type { Row } from "./Row.js";
import { worstFirst } from "./worstFirst.js";

/**
 * Compares two sides run by run: runs with the same kind and name form a pair, as do two single messages
 * with any names. Only two messages are in memory at a time.
 */
export async function compareSides(
  base: Side,
  head: Side,
  options: CompareRunsOptions & { readonly signal?: AbortSignal | undefined },
): Promise<Comparison> {
  const single = base.kind === "message" && head.kind === "message";
  const keyOf = (run: Side["runs"][number]) => (single ? "" : `${run.kind} ${run.name}`);
  const before = new Map(base.runs.map((run) => [keyOf(run), run]));
  const after = new Map(head.runs.map((run) => [keyOf(run), run]));
  const rows: Row[] = [];
  let metrics = 0;
  let both = 0;
  for (const key of new Set([...after.keys(), ...before.keys()])) {
    options.signal?.throwIfAborted();
    const [first, second] = [before.get(key), after.get(key)];
    const [a, b] = [await first?.load(), await second?.load()];
    if (first !== undefined && second !== undefined) both += 1;
    metrics += b?.digest.metrics.length ?? 0;
    for (const row of compareRuns(a, b, options)) rows.push(row);
  }
  return {
    rows: worstFirst(findRenamed(rows).map(withoutIdentity)),
    notes: [...(both === 0 ? ["no run of BASE is in HEAD"] : []), ...notesOf(base, head)],
    runs: both,
    tests: [...after].filter(([key, run]) => run.kind === "test" && before.has(key)).length,
    metrics,
  };
}

function withoutIdentity({ identity: _, ...row }: Row): Row {
  return row;
}

function notesOf(base: Side, head: Side): string[] {
  const notes: string[] = [];
  if (base.project !== undefined && head.project !== undefined && base.project !== head.project) {
    notes.push(`BASE belongs to the project "${base.project}", HEAD to "${head.project}"`);
  }
  const kinds = (side: Side) => new Set(side.runs.map(({ kind }) => kind));
  const [before, after] = [kinds(base), kinds(head)];
  for (const kind of ["test", "batch", "report"] as const) {
    if (before.has(kind) === after.has(kind)) continue;
    const [has, lacks] = before.has(kind) ? ["BASE", "HEAD"] : ["HEAD", "BASE"];
    notes.push(`${has} has a ${kind}, ${lacks} has none: they ran in different modes`);
  }
  return notes;
}
