import { constants } from "node:fs";
import { access, rm, stat, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { World } from "../../cli/command.js";
import { CommandError } from "../../io/CommandError.js";
import { renamePatiently } from "../../io/renamePatiently.js";
import { systemReason } from "../../io/systemReason.js";

/**
 * Checks before anything else whether `target` can be written to, and returns a function that writes it; `-` is
 * standard output.
 *
 * @throws CommandError if it is a folder, or its folder is missing or cannot be written to
 */
export async function openSummary(
  world: Pick<World, "cwd" | "stdout">,
  target: string | undefined,
): Promise<(text: string) => Promise<void>> {
  if (target === undefined || target === "-") {
    return async (text) => void world.stdout.write(text);
  }
  const path = resolve(world.cwd, target);
  const folder = dirname(path);
  const refuse = (reason: string, cause?: unknown) =>
    new CommandError(`cannot write --summary ${target}: ${reason}`, {
      code: "cannot-write",
      hint: "Pass a file in an existing folder. Nothing was changed.",
      cause,
    });
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory()) throw refuse("it is a folder");
  const parent = await stat(folder).catch(() => undefined);
  if (!parent?.isDirectory()) throw refuse(`folder not found: ${folder}`);
  // Devices, such as /dev/null, are written to directly.
  const isPlain = there === undefined || there.isFile();
  try {
    await access(isPlain ? folder : path, constants.W_OK);
  } catch (cause) {
    throw refuse("no permission to write there", cause);
  }
  return async (text) => {
    const aside = isPlain ? `${path}.unfinished-${process.pid}` : path;
    try {
      await writeFile(aside, text);
      if (isPlain) await renamePatiently(aside, path);
    } catch (cause) {
      if (isPlain) await rm(aside, { force: true });
      throw refuse(systemReason(cause) ?? String(cause), cause);
    }
  };
}
