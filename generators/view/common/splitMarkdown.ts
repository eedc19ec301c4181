/** Characters of a piece: a few screens. */
const usual = 20_000;

const fence = /^ {0,3}(`{3,}|~{3,})/;
const heading = /^#{1,6} /;
const definition = /^ {0,3}\[[^\]\n]+\]:\s*\S+.*$/;
const delimiter = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

/**
 * Splits Markdown into pieces that are rendered one by one, so that megabytes of text only cost as much as the visible
 * part. A piece ends before a heading or a paragraph; a code block or a table that is longer than a piece is
 * closed and reopened.
 */
export function splitMarkdown(text: string, length = usual): string[] {
  if (text.length <= length) return [text];
  const lines = text.split("\n");
  // Link definitions can be anywhere, so each piece gets all of them.
  const definitions = lines.filter((line) => definition.test(line)).slice(0, 500);
  const tail = definitions.length === 0 ? "" : `\n\n${definitions.join("\n")}`;
  const pieces: string[] = [];
  let piece: string[] = [];
  let size = 0;
  let open: string | undefined;
  let table: readonly [head: string, delimiter: string] | undefined;
  const cut = () => {
    const closed = open === undefined ? piece : [...piece, open.trim().match(fence)?.[1] ?? "```"];
    pieces.push(`${closed.join("\n")}${tail}`);
    piece = [...(open === undefined ? [] : [open]), ...(table ?? [])];
    size = 0;
  };
  lines.forEach((line, at) => {
    const mark = fence.exec(line)?.[1];
    const isBlank = line.trim() === "";
    const isLate = size > length;
    const atHeading = open === undefined && heading.test(line);
    const atParagraph =
      open === undefined &&
      lines[at - 1]?.trim() === "" &&
      /^\S/.test(line) &&
      !/^([-*+>]|\d+[.)])/.test(line);
    // Anywhere, inside a block without a boundary.
    const isEndless =
      size > 2 * length && (open !== undefined || table !== undefined || size > 8 * length);
    if ((isLate && (atHeading || atParagraph)) || isEndless) {
      if (atHeading || atParagraph) table = undefined;
      cut();
    }
    if (open === undefined && isBlank) table = undefined;
    const next = lines[at + 1];
    if (
      open === undefined &&
      table === undefined &&
      line.includes("|") &&
      next !== undefined &&
      delimiter.test(next) &&
      next.includes("-")
    ) {
      table = [line, next];
    }
    if (mark !== undefined) {
      if (open === undefined) open = line;
      else if (mark.startsWith(fence.exec(open)?.[1] ?? mark) && line.trim() === mark)
        open = undefined;
    }
    piece.push(line);
    size += line.length + 1;
  });
  if (piece.length > 0) cut();
  return pieces;
}
