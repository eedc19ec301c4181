import type { World } from "../../cli/command.js";
import { runProgram } from "../../io/runProgram.js";
import { nameOfProject } from "../../project/nameOfProject.js";
import type { RehearsalSummary } from "./RunResult.js";

/** The rehearsed project and commit, as far as known. */
export async function originOf({
  cwd,
  env,
  signal,
}: World): Promise<Pick<RehearsalSummary, "project" | "commit">> {
  const project = await nameOfProject(cwd);
  const head = await runProgram(["git", "rev-parse", "HEAD"], { cwd, env, signal });
  return {
    ...(project === undefined ? {} : { project }),
    ...(head.code === 0 ? { commit: head.stdout.trim() } : {}),
  };
}
