import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { choicesOf, type PackageManager, questions } from "./answers.js";
import { recordFile } from "./projectRecord.js";

const lockfiles: readonly [string, PackageManager][] = [
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
  ["package-lock.json", "npm"],
];

/** The package manager of the lockfile in a folder. */
export function lockedBy(folder: string): PackageManager | undefined {
  return lockfiles.find(([name]) => existsSync(join(folder, name)))?.[1];
}

/** The package manager of a project: that of its lockfile, the one it was scaffolded for, or npm. */
export function packageManagerOf(root: string): PackageManager {
  return lockedBy(root) ?? recorded(root) ?? "npm";
}

function recorded(root: string): PackageManager | undefined {
  try {
    const record: { answers?: { packageManager?: unknown } } = JSON.parse(
      readFileSync(join(root, recordFile), "utf8"),
    );
    const given = record.answers?.packageManager;
    return choicesOf(questions["package-manager"]).find((choice) => choice === given);
  } catch {
    return undefined;
  }
}
