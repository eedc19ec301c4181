import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../generators/io/packageRoot.js";

/** What `npm run build` makes packages of. */
const sources = [
  "generators",
  "openapi",
  "proto",
  "runtime/src",
  "runtime/platform/src",
  "templates",
];

/** Written last: the scaffolder with templates and both libraries packed. */
const built = ".vendor";

/** Milliseconds since 1970 of the newest file below a folder. Our records of the public surface go into no package. */
function newestBelow(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== "API.md");
  return Math.max(...files.map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs));
}

/** Builds before the tests if `npm test` has not, so that `npx vitest run` works on a clean clone. */
export function setup(): void {
  const root = packageRoot();
  const made = statSync(join(root, built), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const newest = Math.max(...sources.map((source) => newestBelow(join(root, source))));
  if (newest <= made) return;
  process.stdout.write("Building first: the sources are newer than the last build.\n");
  execFileSync("npm", ["run", "--silent", "build"], {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
}
