import { stat } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import type { World } from "../../cli/command.js";
import { filesBelow } from "../../view/source/messageFiles.js";

/** What is checked of a folder. Configs are named themselves: a project may hold samples of others'. */
const checked = /\.binproto$|\.resim\.jsonl$/;

/**
 * The files that an argument stands for: itself, or all messages and emissions of a folder and below it, as the
 * user would name them. Empty for a folder that holds none.
 */
export async function filesOf({ cwd }: World, given: string): Promise<string[]> {
  const path = resolve(cwd, given);
  if (!(await stat(path).catch(() => undefined))?.isDirectory()) return [given];
  const found = await filesBelow(path, checked);
  return found.map((file) => join(given, relative(path, file)).split(sep).join("/"));
}
