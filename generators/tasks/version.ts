import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { packageRoot } from "../io/packageRoot.js";

const run = promisify(execFile);

/**
 * `npm run version-packages`: turns the changesets into the next version and CHANGELOG.md. Changesets sees the
 * workspaces alone: the scaffolder, which holds them, takes their version, and its changelog is theirs.
 */
const root = packageRoot();
await run(process.execPath, [join(root, "node_modules/@changesets/cli/bin.js"), "version"], {
  cwd: root,
});
const { version } = JSON.parse(await readFile(join(root, "runtime", "package.json"), "utf8"));
const path = join(root, "package.json");
const manifest = await readFile(path, "utf8");
await writeFile(path, manifest.replace(/^ {2}"version": ".*"/m, `  "version": "${version}"`));
const changes = await readFile(join(root, "runtime", "CHANGELOG.md"), "utf8");
await writeFile(
  join(root, "CHANGELOG.md"),
  changes.replace(/^# .*/, "# Changes\n\nOf all three packages, which are released together."),
);
const isWindows = process.platform === "win32";
await run("npm", ["install", "--package-lock-only", "--no-audit", "--no-fund"], {
  cwd: root,
  shell: isWindows,
});
process.stdout.write(`${version}\n`);
