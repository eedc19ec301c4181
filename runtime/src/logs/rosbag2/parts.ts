import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Log } from "../../log.js";

/**
 * Warns if metadata.yaml next to a part of a recording lists missing parts. Only warns for the first existing part.
 */
export async function warnOfMissingParts(path: string, log: Log): Promise<void> {
  const folder = dirname(path);
  let text: string;
  let present: Set<string>;
  try {
    text = await readFile(join(folder, "metadata.yaml"), "utf8");
    present = new Set(await readdir(folder));
  } catch {
    return;
  }
  const listed = partsIn(text);
  // A compressed part is listed with or without the file extension of its compression.
  const isThere = (name: string) =>
    [name, `${name}.zstd`, name.replace(/\.zstd$/, "")].some((one) => present.has(one));
  const missing = listed.filter((name) => !isThere(name));
  if (missing.length === 0 || listed.find(isThere) !== basename(path)) return;
  log.warn(
    `${join(folder, "metadata.yaml")} lists ${missing.join(", ")}: without ${missing.length === 1 ? "it" : "them"} the recording has gaps`,
  );
}

/** The names below `relative_file_paths:`. A complete YAML parser would be too large for this one list. */
function partsIn(text: string): string[] {
  const list = /^(\s*)relative_file_paths:\s*\n((?:\1\s*-\s.*\n?)*)/m.exec(text)?.[2] ?? "";
  return list
    .split("\n")
    .map((line) =>
      line
        .replace(/^\s*-\s*/, "")
        .replace(/^(["'])(.*)\1\s*$/, "$2")
        .trim(),
    )
    .filter((name) => name !== "")
    .map((name) => basename(name));
}
