import widthOf from "fast-string-truncated-width";

/** Width of a line in terminal columns: two for a Chinese, Japanese or Korean character, none for an accent. */
export function textWidth(line: string): number {
  return widthOf(line).width;
}

/** The line, shortened to a number of columns with `…` at its end. */
export function cutToWidth(line: string, columns: number): string {
  if (columns <= 0) return "";
  const { index, ellipsed } = widthOf(line, { limit: columns, ellipsis: "…", ellipsisWidth: 1 });
  return `${line.slice(0, index)}${ellipsed ? "…" : ""}`;
}

/** The line in exactly a number of columns: shortened, or padded with spaces at its end or start. */
export function fitToWidth(line: string, columns: number, side: "start" | "end" = "start"): string {
  const cut = cutToWidth(line, columns);
  const blanks = " ".repeat(Math.max(columns - textWidth(cut), 0));
  return side === "start" ? cut + blanks : blanks + cut;
}
