import { structuredPatch } from "diff";
import { normalize } from "./lines.js";
import { textOf } from "./tree.js";

/**
 * The difference between two contents of a file in the format of `git diff`. Ignores line ends.
 *
 * @param before undefined if the file is new
 * @param after undefined if the file is removed
 */
export function unifiedDiff(
  from: string,
  to: string,
  before: Uint8Array | undefined,
  after: Uint8Array | undefined,
): string {
  const [a, b] = [linesOf(before), linesOf(after)];
  if (a === undefined || b === undefined) return `Binary files ${from} and ${to} differ\n`;
  const { hunks } = structuredPatch(from, to, a, b, undefined, undefined, { context: 3 });
  if (hunks.length === 0) return "";
  const head = [
    `--- ${before ? `a/${from}` : "/dev/null"}`,
    `+++ ${after ? `b/${to}` : "/dev/null"}`,
  ];
  // The library's own format of names and line counts differs from git's.
  const body = hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@`,
    ...lines,
  ]);
  return [...head, ...body, ""].join("\n");
}

/** The text with `\n` at the end of every line, including the last one; undefined if it is not text. */
function linesOf(bytes: Uint8Array | undefined): string | undefined {
  if (!bytes) return "";
  const text = textOf(bytes);
  if (text === undefined) return undefined;
  const lines = normalize(text);
  return lines === "" || lines.endsWith("\n") ? lines : `${lines}\n`;
}

/** An empty range is written as the line before it. */
function range(start: number, length: number): string {
  return `${length === 0 ? start - 1 : start},${length}`;
}
