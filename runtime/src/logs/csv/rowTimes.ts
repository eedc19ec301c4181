import { readFile, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { exactTime } from "../text/exactTime.js";

/** Maximum bytes of a timestamp file. */
const sizeLimit = 64 << 20;

/**
 * The timestamps of rows without their own, from a file next to the table, as with KITTI
 * trajectories. The file is times.txt or NAME_times.txt, with seconds on each line. Undefined if
 * there is no such file.
 */
export async function rowTimes(path: string): Promise<readonly bigint[] | undefined> {
  const stem = basename(path, extname(path));
  for (const name of [`${stem}_times.txt`, "times.txt"]) {
    const text = await readSmall(join(dirname(path), name));
    const times = text
      ?.split("\n")
      .filter((line) => line.trim() !== "")
      .map((line) => exactTime(line, "s"));
    if (times?.every((time) => time !== undefined) === true) return times;
  }
  return undefined;
}

async function readSmall(path: string): Promise<string | undefined> {
  try {
    const status = await stat(path);
    return status.isFile() && status.size <= sizeLimit ? await readFile(path, "utf8") : undefined;
  } catch {
    // No readable file: a warning says that the table has no timestamps.
    return undefined;
  }
}
