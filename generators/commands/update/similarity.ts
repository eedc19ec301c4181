import { normalize } from "./lines.js";

/** Minimum similarity of a moved file, the same as git's. */
const MOVED = 0.5;
const FEWEST_COMMON_LINES = 3;

/** Similarity of two texts, from 0 to 1 (the same lines). Ignores blank lines and indentation. */
function similarity(a: string, b: string): number {
  const left = countLines(a);
  const right = countLines(b);
  let common = 0;
  for (const [line, count] of left.counts) {
    common += Math.min(count, right.counts.get(line) ?? 0);
  }
  if (common < FEWEST_COMMON_LINES) return 0;
  return (2 * common) / (left.total + right.total);
}

/**
 * Finds moved files: for each of `missing`, the most similar of `candidates`, if any. Uses each candidate
 * once, for the file most similar to it; the same base name decides ties.
 */
export function findMoved(
  missing: ReadonlyMap<string, string>,
  candidates: ReadonlyMap<string, string>,
): Map<string, string> {
  const pairs: { from: string; to: string; score: number }[] = [];
  for (const [from, before] of missing) {
    for (const [to, after] of candidates) {
      if (extension(from) !== extension(to)) continue;
      const score = similarity(before, after);
      if (score < MOVED) continue;
      pairs.push({ from, to, score: score + (baseName(from) === baseName(to) ? 0.1 : 0) });
    }
  }
  pairs.sort((a, b) => b.score - a.score || (a.to < b.to ? -1 : 1));
  const moved = new Map<string, string>();
  const taken = new Set<string>();
  for (const { from, to } of pairs) {
    if (moved.has(from) || taken.has(to)) continue;
    moved.set(from, to);
    taken.add(to);
  }
  return moved;
}

function countLines(text: string): { counts: Map<string, number>; total: number } {
  const counts = new Map<string, number>();
  let total = 0;
  for (const raw of normalize(text).split("\n")) {
    const line = raw.trim();
    if (line === "") continue;
    counts.set(line, (counts.get(line) ?? 0) + 1);
    total += 1;
  }
  return { counts, total };
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function extension(path: string): string {
  const name = baseName(path);
  return name.slice(name.lastIndexOf("."));
}
