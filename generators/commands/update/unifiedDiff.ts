import { diffIndices } from "node-diff3";
import { normalise } from "./lines.js";
import { textOf } from "./tree.js";

const CONTEXT = 3;

/**
 * The difference of two contents of a file as `git diff` would print it, line ends left aside.
 *
 * @param before undefined where the file is new
 * @param after undefined where the file goes away
 */
export function unifiedDiff(
  from: string,
  to: string,
  before: Uint8Array | undefined,
  after: Uint8Array | undefined,
): string {
  const head = [
    `--- ${before ? `a/${from}` : "/dev/null"}`,
    `+++ ${after ? `b/${to}` : "/dev/null"}`,
  ];
  const [a, b] = [linesOf(before), linesOf(after)];
  if (!a || !b) return [`Binary files ${from} and ${to} differ`, ""].join("\n");
  const hunks = hunksOf(a, b);
  return hunks.length === 0 ? "" : [...head, ...hunks, ""].join("\n");
}

function linesOf(bytes: Uint8Array | undefined): string[] | undefined {
  if (!bytes) return [];
  const text = textOf(bytes);
  if (text === undefined) return undefined;
  const lines = normalise(text).split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

interface Difference {
  aStart: number;
  aEnd: number;
  bStart: number;
  bEnd: number;
}

function hunksOf(a: string[], b: string[]): string[] {
  const groups: Difference[][] = [];
  for (const { buffer1, buffer2 } of diffIndices(a, b)) {
    const next = {
      aStart: buffer1[0],
      aEnd: buffer1[0] + buffer1[1],
      bStart: buffer2[0],
      bEnd: buffer2[0] + buffer2[1],
    };
    const group = groups.at(-1);
    const previous = group?.at(-1);
    if (group && previous && next.aStart - previous.aEnd <= 2 * CONTEXT) group.push(next);
    else groups.push([next]);
  }
  return groups.flatMap((group) => hunk(a, b, group));
}

function hunk(a: string[], b: string[], differences: Difference[]): string[] {
  const first = differences[0];
  const last = differences.at(-1);
  if (!first || !last) return [];
  const start = Math.max(0, first.aStart - CONTEXT);
  const end = Math.min(a.length, last.aEnd + CONTEXT);
  const bStart = first.bStart - (first.aStart - start);
  const bEnd = last.bEnd + (end - last.aEnd);
  const out = [`@@ -${range(start, end)} +${range(bStart, bEnd)} @@`];
  let at = start;
  for (const difference of differences) {
    out.push(...a.slice(at, difference.aStart).map((line) => ` ${line}`));
    out.push(...a.slice(difference.aStart, difference.aEnd).map((line) => `-${line}`));
    out.push(...b.slice(difference.bStart, difference.bEnd).map((line) => `+${line}`));
    at = difference.aEnd;
  }
  out.push(...a.slice(at, end).map((line) => ` ${line}`));
  return out;
}

function range(start: number, end: number): string {
  const length = end - start;
  return `${length === 0 ? start : start + 1},${length}`;
}
