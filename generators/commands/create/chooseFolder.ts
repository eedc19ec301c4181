import { readdirSync, realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import type { World } from "../../cli/command.js";
import { CommandError, usageError } from "../../io/CommandError.js";
import { pathKind } from "../../io/pathKind.js";

type Prompts = typeof import("./ask.js");

/** The folder to write to. */
export interface ChosenFolder {
  /** As it was named, absolute. */
  readonly named: string;
  /** Where it really is: a link to a folder is that folder. */
  readonly target: string;
}

/**
 * The folder that was named, else asked for, before anything else is: what cannot be written to is
 * said at once, and one with files in it only on a terminal is asked about.
 *
 * @throws CommandError where it cannot be a project's folder
 */
export async function chooseFolder(
  world: World,
  given: string | undefined,
  prompts: Prompts | undefined,
): Promise<ChosenFolder> {
  const { cwd } = world;
  let folder = given;
  for (;;) {
    folder ??=
      (await prompts?.askFolder(world, (name) => problemOf(cwd, name)?.message)) ?? "my-metrics";
    const problem = problemOf(cwd, folder);
    if (problem !== undefined) throw problem;
    const named = resolve(cwd, folder);
    const chosen = { named, target: realFolder(named) };
    const entries = entriesOf(chosen.target);
    if (prompts === undefined || entries.length === 0) return chosen;
    const choice = await prompts.askFilled(world, relative(cwd, named) || ".", entries);
    if (choice === "cancel") throw prompts.cancelled();
    if (choice === "use") return chosen;
    folder = undefined;
  }
}

/** Why a folder cannot be written to; undefined where it can. */
function problemOf(cwd: string, folder: string): CommandError | undefined {
  if (folder.trim() === "")
    return usageError("DIR is empty", { hint: "Enter the folder to create." });
  if (folder.includes("\0")) return usageError("DIR contains a null byte");
  const named = resolve(cwd, folder);
  // A relative path that climbs out of here is more often a slip than a wish.
  if (!isAbsolute(folder) && relative(cwd, named).split(/[/\\]/)[0] === "..") {
    return usageError(`"${folder}" is outside the current folder`, {
      hint: `Change to that folder first, or use the absolute path: ${named}`,
    });
  }
  const inTheWay = firstNoFolder(named);
  return inTheWay === undefined ? undefined : notAFolder(inTheWay);
}

/** What stands at `path`, or above it, and is not a folder. */
function firstNoFolder(path: string): string | undefined {
  for (let at = path; ; at = dirname(at)) {
    const kind = pathKind(at);
    if (kind === "folder" || dirname(at) === at) return undefined;
    // A link that leads nowhere is there, too.
    const leadsTo = kind === "link" ? statSync(at, { throwIfNoEntry: false }) : undefined;
    if (leadsTo?.isDirectory()) return undefined;
    if (kind !== "none") return at;
  }
}

function realFolder(path: string): string {
  return pathKind(path) === "link" ? realpathSync(path) : path;
}

function entriesOf(folder: string): string[] {
  return pathKind(folder) === "folder" ? readdirSync(folder) : [];
}

/** Something is where a folder is needed. */
export function notAFolder(path: string): CommandError {
  return new CommandError(`${path} exists and is not a folder`, {
    code: "not-a-folder",
    hint: "Move it, or choose another folder.",
  });
}
