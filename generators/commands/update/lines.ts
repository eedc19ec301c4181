/** The line ends and byte order mark of a text, so that a merge can restore them. */
export interface LineStyle {
  eol: "\n" | "\r\n";
  bom: boolean;
}

/** Which line ends prevail in a text; a text without any counts as `\n`. */
export function lineStyleOf(text: string): LineStyle {
  const all = text.split("\n").length - 1;
  const crlf = text.split("\r\n").length - 1;
  return { eol: crlf * 2 > all ? "\r\n" : "\n", bom: text.startsWith("\uFEFF") };
}

/** The text with `\n` line ends and without a byte order mark: what merges compare. */
export function normalize(text: string): string {
  return text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
}

/** Restores the style of a normalized text. */
export function restore(text: string, style: LineStyle): string {
  const body = style.eol === "\r\n" ? text.replaceAll("\n", "\r\n") : text;
  return style.bom ? `\uFEFF${body}` : body;
}
