import { structuredPatch } from "diff";
import { normalize } from "./lines.js";
import { textOf } from "./tree.js";

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
  const [a, b] = [linesOf(before), linesOf(after)];
  if (a === undefined || b === undefined) return `Binary files ${from} and ${to} differ\n`;
  const { hunks } = structuredPatch(from, to, a, b, undefined, undefined, { context: 3 });
  if (hunks.length === 0) return "";
  const head = [
    `--- ${before ? `a/${from}` : "/dev/null"}`,
    `+++ ${after ? `b/${to}` : "/dev/null"}`,
  ];
  // Printed here: the library's own printing writes names and line counts in another form than git.
  const body = hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@`,
    ...lines,
  ]);
  return [...head, ...body, ""].join("\n");
}

/** The text with `\n` at the end of every line, the last one too; undefined where it is not a text. */
function linesOf(bytes: Uint8Array | undefined): string | undefined {
  if (!bytes) return "";
  const text = textOf(bytes);
  if (text === undefined) return undefined;
  const lines = normalize(text);
  return lines === "" || lines.endsWith("\n") ? lines : `${lines}\n`;
}

/** Of no lines, the line before them is named. */
function range(start: number, length: number): string {
  return `${length === 0 ? start - 1 : start},${length}`;
}
