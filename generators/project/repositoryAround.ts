import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The nearest folder above `target`, or itself, that is a git repository. */
export function repositoryAround(target: string): string | undefined {
  for (let folder = target; ; folder = dirname(folder)) {
    // In a worktree or a submodule it is a file.
    if (existsSync(join(folder, ".git"))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
