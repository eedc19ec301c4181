import { dirname } from "node:path";
import type { World } from "../../cli/command.js";
import { runProgram } from "../../io/runProgram.js";

/** Whether a first commit was made, or why not. */
export type GitResult = { committed: true } | { committed: false; reason: string };

export interface CommitOptions {
  /** The first branch. Default: git's configuration. */
  readonly branch: string | undefined;
  /** The written files: all are committed, even if the user's global ignore list would exclude them. */
  readonly files: readonly string[];
}

/**
 * Makes `target` a repository with one commit. Never fails: a project works without one, so it only returns
 * the reason.
 */
export async function commitProject(
  world: World,
  target: string,
  { branch, files }: CommitOptions,
): Promise<GitResult> {
  const { env, signal } = world;
  const gitIn = (cwd: string, ...args: string[]) =>
    runProgram(["git", ...args], { cwd, env, signal });
  const git = (...args: string[]) => gitIn(target, ...args);
  const version = await git("--version");
  if (version.code !== 0) return { committed: false, reason: "git is not installed" };

  const inside = await gitIn(dirname(target), "rev-parse", "--git-dir");
  const own = await git("rev-parse", "--git-dir");
  if (inside.code === 0 || own.code === 0) {
    return { committed: false, reason: "the folder is already inside a git repository" };
  }
  const identity = await git("var", "GIT_COMMITTER_IDENT");
  const configured = await git("config", "user.email");
  if (identity.code !== 0 || (configured.code !== 0 && !world.env.GIT_COMMITTER_EMAIL)) {
    return {
      committed: false,
      reason: "git has no user name and email (set git config --global user.name and user.email)",
    };
  }
  const steps = [
    ["init", "--quiet"],
    // Some versions of git in use do not have `init --initial-branch`.
    ...(branch === undefined ? [] : [["symbolic-ref", "HEAD", `refs/heads/${branch}`]]),
    ["add", "--all"],
    ["add", "--force", "--", ...files],
    // Signing might ask for a passphrase, which is unexpected here.
    [
      "-c",
      "commit.gpgsign=false",
      "commit",
      "--quiet",
      "--no-verify",
      "-m",
      "Scaffold a metrics build",
    ],
  ];
  for (const step of steps) {
    const { code, output } = await git(...step);
    if (code !== 0) return { committed: false, reason: saidBy(step, output) };
  }
  return { committed: true };
}

/** The full output of git, or of a hook that it ran: the user needs it to fix the problem. */
function saidBy(step: readonly string[], output: string): string {
  const command = step.includes("commit") ? "commit" : step[0];
  const said = output.trim();
  if (said === "") return `git ${command} failed without a message`;
  return `git ${command} failed. Output of git or your hooks:\n${said.replace(/^/gm, "  ")}`;
}
