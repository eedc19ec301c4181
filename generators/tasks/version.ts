import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../io/packageRoot.js";
import { type CommandLine, runProgram } from "../io/runProgram.js";

/**
 * `npm run version-packages`: turns the changesets into the next version and CHANGELOG.md. Changesets only sees the
 * workspaces: the scaffolder, which contains them, gets their version and changelog.
 */
const root = packageRoot();

async function run(...command: CommandLine): Promise<void> {
  const { code, output } = await runProgram(command, { cwd: root, env: process.env });
  if (code !== 0) throw new Error(`${command.join(" ")} failed\n${output}`);
}

await run(process.execPath, join(root, "node_modules/@changesets/cli/bin.js"), "version");
const { version } = JSON.parse(await readFile(join(root, "runtime", "package.json"), "utf8"));
const path = join(root, "package.json");
const manifest = await readFile(path, "utf8");
await writeFile(path, manifest.replace(/^ {2}"version": ".*"/m, `  "version": "${version}"`));
const changes = await readFile(join(root, "runtime", "CHANGELOG.md"), "utf8");
await writeFile(
  join(root, "CHANGELOG.md"),
  changes.replace(/^# .*/, "# Changes\n\nFor all three packages, which are released together."),
);
await run("npm", "install", "--package-lock-only", "--no-audit", "--no-fund");
process.stdout.write(`${version}\n`);
