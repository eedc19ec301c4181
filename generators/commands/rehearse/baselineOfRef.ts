import { mkdir, readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import type { World } from "../../cli/command.js";
import { parseBaseline } from "../../compare/side/Baseline.js";
import { readSide, sideOfBaseline } from "../../compare/side/readSide.js";
import type { Side } from "../../compare/side/Side.js";
import { CommandError, usageError } from "../../io/CommandError.js";
import { inTemporaryFolder } from "../../io/inTemporaryFolder.js";
import { runProgram } from "../../io/runProgram.js";
import type { Progress } from "./Progress.js";
import { entry, processLauncher } from "./processLauncher.js";
import { Rehearsal } from "./Rehearsal.js";
import type { RehearsalOptions } from "./RehearsalOptions.js";

/** File name of a baseline kept in a repository. */
const baselineFile = "baseline.json";

/**
 * The baseline of a branch or commit: its `baseline.json`; otherwise its code, rehearsed on the same tests.
 *
 * @param ref a branch, tag or commit; a branch that does not exist locally is looked up on origin
 * @throws CommandError if the branch does not exist, or its code does not build or run
 */
export async function baselineOfRef(
  world: World,
  ref: string,
  options: RehearsalOptions,
): Promise<Side> {
  const commit = await commitOf(world, ref);
  if (commit === undefined) {
    throw usageError(`--baseline ${ref}: no such file, folder or branch`, {
      hint: "Pass the folder of a rehearsal, a file written by rehearse --save-baseline, or a branch such as main.",
    });
  }
  const shown = `${ref} (${commit.slice(0, 7)})`;
  const kept = await git(world, ["show", `${commit}:./${baselineFile}`]);
  if (kept !== undefined) {
    try {
      return sideOfBaseline(parseBaseline(kept), `${baselineFile} of ${shown}`);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new CommandError(`--baseline ${ref}: cannot read its ${baselineFile}: ${reason}`, {
        cause,
      });
    }
  }
  // An image and recorded results of tests belong to the current branch.
  const fixed = options.launcher.build !== entry ? "--image" : undefined;
  const unable = "recorded" in options.tests ? "--merge" : fixed;
  if (unable !== undefined) {
    throw usageError(
      `--baseline ${ref} contains no ${baselineFile}, and ${unable} cannot run another branch`,
      {
        hint: `Commit one there with rehearse --save-baseline ${baselineFile}, or pass the folder of a rehearsal.`,
      },
    );
  }
  world.stderr.write(`--baseline ${shown} contains no ${baselineFile}: rehearsing its code\n`);
  return await rehearseCommit(world, commit, shown, options);
}

async function commitOf(world: World, ref: string): Promise<string | undefined> {
  // A value that starts with a dash would be read as an option.
  if (ref.startsWith("-")) return undefined;
  for (const name of [ref, `origin/${ref}`]) {
    const found = await git(world, ["rev-parse", "--verify", "--quiet", `${name}^{commit}`]);
    if (found !== undefined) return found.trim();
  }
  return undefined;
}

/** Output of git; undefined if it fails or is not installed. */
async function git(world: World, args: readonly string[]): Promise<string | undefined> {
  const { cwd, env, signal } = world;
  const { code, stdout } = await runProgram(["git", ...args], { cwd, env, signal });
  return code === 0 ? stdout : undefined;
}

/** Rehearses the code of a commit in a separate folder, with the packages of the working tree. */
async function rehearseCommit(
  world: World,
  commit: string,
  shown: string,
  options: RehearsalOptions,
): Promise<Side> {
  const prefix = ((await git(world, ["rev-parse", "--show-prefix"])) ?? "").trim();
  return await inTemporaryFolder(async (folder) => {
    const tree = join(folder, "tree");
    const { cwd, env, signal } = world;
    const added = await runProgram(["git", "worktree", "add", "--detach", tree, commit], {
      cwd,
      env,
      signal,
    });
    try {
      if (added.code !== 0) {
        throw new CommandError(`git cannot check out ${shown}: ${added.stderr.trim()}`);
      }
      const project = join(tree, prefix);
      await linkPackages(join(cwd, "node_modules"), join(project, "node_modules"));
      const out = join(folder, "rehearsal");
      using rehearsal = new Rehearsal({
        ...options,
        out: { path: out, shown: "the rehearsal of the baseline" },
        launcher: processLauncher(project),
        finish: (result) => result,
      });
      const summary = await rehearsal.run(world, silent);
      const failed = summary.runs.filter(({ status }) => status === "ERROR");
      for (const { name, failure = "" } of failed) {
        world.stderr.write(`warning: ${name} failed at ${shown}: ${failure.split("\n")[0]}\n`);
      }
      const side = await readSide(world.cwd, out, "--baseline");
      // The folder is about to be removed.
      const runs = [];
      for (const run of side.runs) runs.push((await run.load()).digest);
      return sideOfBaseline({ ...side, commit, runs }, shown);
    } finally {
      // Without the abort signal: clean up after Ctrl-C, too.
      await runProgram(["git", "worktree", "remove", "--force", tree], { cwd, env });
    }
  });
}

const silent: Progress = { plan() {}, started() {}, ended() {}, finish() {} };

/** All packages except the cache, where a build records its inputs. */
async function linkPackages(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  const names = await readdir(from).catch(() => []);
  for (const name of names.filter((one) => one !== ".cache")) {
    // On Windows, a junction needs no special rights; elsewhere it is an ordinary link.
    await symlink(join(from, name), join(to, name), "junction").catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== "EEXIST") throw error;
      },
    );
  }
}
