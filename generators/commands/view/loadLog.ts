import { open, stat } from "node:fs/promises";
import { relative, sep } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { printable } from "../../io/printable.js";
import type { LogSource } from "../../view/model/runSource.js";

/** Maximum bytes of a log's end on a page, which links to the whole log. */
const most = 64 * 1024;

/**
 * The end of a run's log, safe to display; undefined if the file does not exist.
 * @param linkFrom The folder of the page: the link to the whole log is relative to it. None: no link.
 */
export async function loadLog(
  path: string,
  linkFrom: string | undefined,
): Promise<LogSource | undefined> {
  const size = await stat(path).then(
    (found) => (found.isFile() ? found.size : undefined),
    () => undefined,
  );
  if (size === undefined) return undefined;
  const start = Math.max(0, size - most);
  const bytes = Buffer.alloc(size - start);
  await using file = await open(path);
  const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
  const read = bytes.subarray(0, bytesRead).toString();
  // A truncated log may start in the middle of a line or character.
  const cut = start > 0 ? read.indexOf("\n") + 1 : 0;
  return {
    text: printable(stripVTControlCharacters(read.slice(cut).replace(/\r\n?/g, "\n"))),
    omitted: start + Buffer.byteLength(read.slice(0, cut)),
    ...(linkFrom === undefined
      ? {}
      : { href: relative(linkFrom, path).split(sep).map(encodeURIComponent).join("/") }),
  };
}
