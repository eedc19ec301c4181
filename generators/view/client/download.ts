import { h } from "./dom.js";

/** Downloads a file for the user. */
export function download(name: string, content: Blob | string): void {
  const href = typeof content === "string" ? content : URL.createObjectURL(content);
  const link = h("a", { href, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  if (typeof content !== "string") setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

/** Rows as CSV (RFC 4180). */
export function csvBlob(rows: Iterable<readonly string[]>): Blob {
  const lines: string[] = [];
  for (const row of rows) lines.push(`${row.map(csvCell).join(",")}\r\n`);
  return new Blob(lines, { type: "text/csv" });
}

function csvCell(text: string): string {
  // A spreadsheet would execute a string that starts like a formula; numbers may start with a sign.
  const safe = /^[=+@\t\r-]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** A name that every file system accepts. */
export function fileName(...parts: readonly string[]): string {
  const name = parts.filter((part) => part !== "").join(" - ");
  const safe = [...name.replace(/[\p{Cc}<>:"/\\|?*]+/gu, "_")].slice(0, 120).join("");
  return safe.replace(/^[. ]+|[. ]+$/g, "") || "metric";
}

/** Copies a string to the clipboard, and confirms it on the button. */
export async function copyText(text: string, button: HTMLElement): Promise<void> {
  const before = button.textContent;
  const told = await navigator.clipboard.writeText(text).then(
    () => "Copied",
    () => (copyBySelection(text) ? "Copied" : "Copying failed"),
  );
  button.textContent = told;
  setTimeout(() => {
    button.textContent = before;
  }, 1500);
}

/** Pages opened from a file may not have the clipboard API. */
function copyBySelection(text: string): boolean {
  const area = h("textarea", { class: "hidden-text", "aria-hidden": "true" });
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}
