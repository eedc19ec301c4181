import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The nearest git repository that contains `target`, or is `target` itself. */
export function repositoryAround(target: string): string | undefined {
  for (let folder = target; ; folder = dirname(folder)) {
    // In a worktree or a submodule, .git is a file.
    if (existsSync(join(folder, ".git"))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
