import { readFile, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { exactTime } from "../text/exactTime.js";

/** Bytes: more than that is no list of times. */
const sizeLimit = 64 << 20;

/**
 * The times of rows that have none of their own, from the file beside them that KITTI's trajectories come with:
 * times.txt, or NAME_times.txt, a number of seconds a line. Undefined where there is none.
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
    // No such file, or none that may be read: the table says that it has no times.
    return undefined;
  }
}
