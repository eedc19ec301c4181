import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CommandError } from "../../io/CommandError.js";
import { pathKind } from "../../io/pathKind.js";
import type { RenderedFiles } from "../../io/RenderedFiles.js";
import { notAFolder } from "./chooseFolder.js";

/**
 * The files of `target` that differ from those that would replace them.
 *
 * @throws CommandError if something in the way cannot be replaced by a file or folder
 */
export function findConflicts(target: string, files: RenderedFiles): string[] {
  const kind = pathKind(target);
  if (kind === "none") return [];
  if (kind !== "folder") throw notAFolder(target);
  const different: string[] = [];
  for (const [path, content] of files) {
    for (let parent = dirname(path); parent !== "."; parent = dirname(parent)) {
      assertFolder(join(target, parent));
    }
    const there = pathKind(join(target, path));
    if (there === "none") continue;
    if (there === "folder") {
      throw new CommandError(`cannot write ${path}: it is a folder`, {
        code: "conflict",
        hint: "Move it, or choose another folder.",
        files: [path],
      });
    }
    const current = readFileSync(join(target, path));
    if (!current.equals(Buffer.from(content))) different.push(path);
  }
  return different;
}

function assertFolder(path: string): void {
  const kind = pathKind(path);
  if (kind !== "none" && kind !== "folder") throw notAFolder(path);
}
