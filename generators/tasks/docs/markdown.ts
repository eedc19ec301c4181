/** Escapes text for a Markdown page that Vue compiles: no HTML, no expressions, no new column. */
export function plain(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") ? part : escaped(part)))
    .join("")
    .replaceAll("|", "\\|");
}

/** A Markdown table. The cells are Markdown already. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

/** A line of code inside a table. */
export function code(text: string): string {
  return `\`${text.replaceAll("|", "\\|")}\``;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll("{{", "&#123;&#123;")
    .replaceAll("*", "\\*")
    .replaceAll("_", "\\_");
}
