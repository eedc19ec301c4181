import { spawn } from "node:child_process";
import type { World } from "../../cli/command.js";
import { CommandError } from "../../io/CommandError.js";
import type { FileConflict } from "./mergeTrees.js";

/** The git repository that a project is in. */
export class Repository {
  private constructor(
    private readonly world: World,
    private readonly root: string,
    /** The project's folder within the repository: "" or ending in "/". */
    private readonly prefix: string,
  ) {}

  /** @returns undefined where the project is in no repository, or git is not installed */
  static async find(world: World, root: string): Promise<Repository | undefined> {
    const found = await git(world, root, ["rev-parse", "--show-prefix"]);
    return found.code === 0 ? new Repository(world, root, found.output.trim()) : undefined;
  }

  /** What differs from the last commit in the project's folder, as `git status --short` shows it. */
  async uncommitted(): Promise<string[]> {
    const { output } = await this.run(["status", "--porcelain", "--", "."]);
    return output.split("\n").filter((line) => line !== "");
  }

  /** Puts the three texts of each conflict into the index, as an unfinished `git merge` does. */
  async stageConflicts(conflicts: readonly FileConflict[]): Promise<void> {
    const lines: string[] = [];
    for (const { path, base, mine, theirs } of conflicts) {
      const name = this.prefix + path;
      const { output: known } = await this.run(["ls-files", "--stage", "--", path]);
      const mode = known.startsWith("100755") ? "100755" : "100644";
      lines.push(`0 ${"0".repeat(40)}\t${name}`);
      for (const [index, bytes] of [base, mine, theirs].entries()) {
        if (!bytes) continue;
        const { output: hash } = await this.run(["hash-object", "-w", "--stdin"], bytes);
        lines.push(`${mode} ${hash.trim()} ${index + 1}\t${name}`);
      }
    }
    await this.run(["update-index", "--index-info"], Buffer.from(`${lines.join("\n")}\n`));
  }

  private async run(args: string[], input?: Uint8Array) {
    const result = await git(this.world, this.root, args, input);
    if (result.code === 0) return result;
    throw new CommandError(`git ${args[0]} failed: ${result.error.trim()}`);
  }
}

function git(
  { env, signal }: World,
  cwd: string,
  args: readonly string[],
  input: Uint8Array = new Uint8Array(),
): Promise<{ code: number; output: string; error: string }> {
  return new Promise((resolve) => {
    const child = spawn("git", args, { cwd, env: { ...env }, signal });
    let output = "";
    let error = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      error += chunk.toString();
    });
    child.on("error", (cause) => resolve({ code: 127, output, error: cause.message }));
    child.on("close", (code) => resolve({ code: code ?? 1, output, error }));
    // A program that ends early closes its input; its exit code says why.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}
