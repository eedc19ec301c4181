import { stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import type { World } from "../../cli/command.js";
import { slashed } from "../../io/slashed.js";
import { filesBelow } from "../../view/source/messageFiles.js";

/** The files of a folder to check. Configs must be passed directly: a project may contain samples of others. */
const checked = /\.binproto$|\.resim\.jsonl$/;

/**
 * The files of an argument: itself, or all messages and emissions in a folder and its subfolders, as the user
 * would name them. Empty for a folder without any.
 */
export async function filesOf({ cwd }: World, given: string): Promise<string[]> {
  const path = resolve(cwd, given);
  if (!(await stat(path).catch(() => undefined))?.isDirectory()) return [given];
  const found = await filesBelow(path, checked);
  return found.map((file) => slashed(join(given, relative(path, file))));
}
