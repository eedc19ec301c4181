import { existsSync } from "node:fs";
import { dirname } from "node:path";
import type { World } from "../../cli/command.js";
import { runProgram } from "../../io/runProgram.js";
import { slashedFrom } from "../../io/slashed.js";
import { repositoryAround } from "../../project/repositoryAround.js";

/** A project's place in a repository, as its CI needs it. */
export interface Place {
  /**
   * Absolute path of the repository's root; undefined if the project becomes a separate repository.
   */
  readonly root: string | undefined;
  /** The project's folder below it, with forward slashes; undefined if it is the root. */
  readonly folder: string | undefined;
  /** The default branch. */
  readonly branch: string;
}

/** Finds the place of `target`, which may not exist yet. */
export async function findPlace(
  { env, signal }: Pick<World, "env" | "signal">,
  target: string,
): Promise<Place> {
  const root = repositoryAround(target);
  const ask = async (...args: string[]) => {
    // The target may not exist yet.
    const cwd = root ?? nearestFolder(target);
    const { code, stdout } = await runProgram(["git", ...args], { cwd, env, signal });
    return code === 0 ? stdout.trim() : "";
  };
  if (root === undefined) {
    const branch = await ask("config", "init.defaultBranch");
    return { root, folder: undefined, branch: branch || "main" };
  }
  const remote = await ask("symbolic-ref", "--short", "refs/remotes/origin/HEAD");
  const branch =
    remote.replace(/^origin\//, "") || (await ask("symbolic-ref", "--short", "HEAD")) || "main";
  const folder = slashedFrom(root, target);
  return { root, folder: folder === "" ? undefined : folder, branch };
}

function nearestFolder(path: string): string {
  return existsSync(path) ? path : nearestFolder(dirname(path));
}
