import { readdirSync, realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import type { World } from "../../cli/command.js";
import { CommandError, usageError } from "../../io/CommandError.js";
import { pathKind } from "../../io/pathKind.js";
import { isWithin } from "../../io/slashed.js";

type Prompts = typeof import("./ask.js");

/** The folder to write to. */
export interface ChosenFolder {
  /** As the user named it, absolute. */
  readonly named: string;
  /** Its real location: a link to a folder counts as that folder. */
  readonly target: string;
}

/**
 * The folder from the command line, or from the first question. Reports at once if it cannot be written to.
 * On a terminal, asks what to do if it contains files.
 *
 * @throws CommandError if it cannot be a project's folder
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

/** Why a folder cannot be written to; undefined if it can. */
function problemOf(cwd: string, folder: string): CommandError | undefined {
  if (folder.trim() === "")
    return usageError("DIR is empty", { hint: "Enter the folder to create." });
  if (folder.includes("\0")) return usageError("DIR contains a null byte");
  const named = resolve(cwd, folder);
  // A relative path out of the current folder is usually a mistake.
  if (!isAbsolute(folder) && !isWithin(cwd, named)) {
    return usageError(`"${folder}" is outside the current folder`, {
      hint: `Change to that folder first, or use the absolute path: ${named}`,
    });
  }
  const inTheWay = firstNoFolder(named);
  return inTheWay === undefined ? undefined : notAFolder(inTheWay);
}

/** The file at `path`, or above it, that is not a folder. */
function firstNoFolder(path: string): string | undefined {
  for (let at = path; ; at = dirname(at)) {
    const kind = pathKind(at);
    if (kind === "folder" || dirname(at) === at) return undefined;
    // A broken link exists, too.
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

/** The error for a file in place of a folder. */
export function notAFolder(path: string): CommandError {
  return new CommandError(`${path} exists and is not a folder`, {
    code: "not-a-folder",
    hint: "Move it, or choose another folder.",
  });
}
