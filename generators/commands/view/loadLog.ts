import { open, stat } from "node:fs/promises";
import { stripVTControlCharacters } from "node:util";
import { printable } from "../../io/printable.js";
import type { LogSource } from "../../view/model/runSource.js";
import { linkFrom } from "./linkFrom.js";

/** Maximum bytes of a log's end on a page, which links to the whole log. */
const most = 64 * 1024;

/**
 * The end of a run's log, safe to display; undefined if the file does not exist.
 * @param pages the folder of the page, which links to the whole log. None: no link.
 */
export async function loadLog(
  path: string,
  pages: string | undefined,
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
    ...(pages === undefined ? {} : { href: linkFrom(pages, path) }),
  };
}
