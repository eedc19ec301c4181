import type { World } from "../../cli/command.js";
import { CommandError } from "../../io/CommandError.js";
import { runProgram } from "../../io/runProgram.js";
import type { FileConflict } from "./mergeTrees.js";

/** The git repository that a project is in. */
export class Repository {
  private constructor(
    private readonly world: World,
    private readonly root: string,
    /** The project's folder within the repository: "" or ending in "/". */
    private readonly prefix: string,
  ) {}

  /** The project's folder within the repository; undefined if it is the repository's root. */
  get folder(): string | undefined {
    return this.prefix === "" ? undefined : this.prefix.replace(/\/$/, "");
  }

  /** The default branch, as far as git knows. */
  async branch(): Promise<string | undefined> {
    const ask = (ref: string) => git(this.world, this.root, ["symbolic-ref", "--short", ref]);
    const remote = (await ask("refs/remotes/origin/HEAD")).stdout.trim();
    const own = (await ask("HEAD")).stdout.trim();
    return remote.replace(/^origin\//, "") || own || undefined;
  }

  /** All files of the project that git tracks or would add, without ignored ones. */
  async files(): Promise<string[]> {
    const listing = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    const { stdout: output } = await this.run([...listing, "--", "."]);
    return [...new Set(output.split("\0"))].filter((path) => path !== "");
  }

  /** @returns undefined if the project is not in a repository, or git is not installed */
  static async find(world: World, root: string): Promise<Repository | undefined> {
    const found = await git(world, root, ["rev-parse", "--show-prefix"]);
    return found.code === 0 ? new Repository(world, root, found.stdout.trim()) : undefined;
  }

  /** The uncommitted changes in the project's folder, as in `git status --short`. */
  async uncommitted(): Promise<string[]> {
    const { stdout: output } = await this.run(["status", "--porcelain", "--", "."]);
    return output.split("\n").filter((line) => line !== "");
  }

  /** Writes the three texts of each conflict to the index, like an unfinished `git merge`. */
  async stageConflicts(conflicts: readonly FileConflict[]): Promise<void> {
    const lines: string[] = [];
    for (const { path, base, mine, theirs } of conflicts) {
      const name = this.prefix + path;
      const { stdout: known } = await this.run(["ls-files", "--stage", "--", path]);
      const mode = known.startsWith("100755") ? "100755" : "100644";
      lines.push(`0 ${"0".repeat(40)}\t${name}`);
      for (const [index, bytes] of [base, mine, theirs].entries()) {
        if (!bytes) continue;
        const { stdout: hash } = await this.run(["hash-object", "-w", "--stdin"], bytes);
        lines.push(`${mode} ${hash.trim()} ${index + 1}\t${name}`);
      }
    }
    await this.run(["update-index", "--index-info"], Buffer.from(`${lines.join("\n")}\n`));
  }

  private async run(args: string[], input?: Uint8Array) {
    const result = await git(this.world, this.root, args, input);
    if (result.code === 0) return result;
    throw new CommandError(`git ${args[0]} failed: ${result.stderr.trim()}`);
  }
}

function git({ env, signal }: World, cwd: string, args: readonly string[], input?: Uint8Array) {
  return runProgram(["git", ...args], { cwd, env, signal, input });
}
