import { execFile } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import nodePlop from "node-plop";
import { expect, it } from "vitest";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command as create } from "../../generators/commands/create/command.js";
import { command as newCommand } from "../../generators/commands/new/command.js";
import { packageRoot } from "../../generators/io/packageRoot.js";
import { configurePlop } from "../../generators/tasks/configurePlop.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { temporaryFolder } from "../temporary.js";

const run = promisify(execFile);
const bin = join(packageRoot(), "node_modules", "plop", "bin", "plop.js");

/** `npx plop …` in this repository; arguments answer the prompts in their order. */
async function plop(dest: string, ...argv: string[]) {
  const home = { ...process.env, HOME: dest };
  const args = [bin, "--no-progress", "--dest", dest, ...argv];
  const running = run(process.execPath, args, { cwd: packageRoot(), env: home });
  running.child.stdin?.end();
  const { stdout, stderr } = await running;
  return stdout + stderr;
}

async function contents(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter(
    (entry) => entry.isFile() && entry.parentPath !== join(folder, ".config"),
  );
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(
      paths.map(async (path) => [path.slice(folder.length + 1), await readFile(path, "latin1")]),
    ),
  );
}

it("exposes all our generators with descriptions", async () => {
  const api = await nodePlop();
  configurePlop(api);
  const listed = api.getGeneratorList();
  const names = ["project", "metric", "event", "data", "client", "bindings"];
  expect(listed.map(({ name }) => name)).toEqual(names);
  const undescribed = listed.filter(({ description }) => !/, as `/.test(String(description)));
  expect(undescribed).toEqual([]);
});

/** A project that `plop` made, and one that the commands made, from the same answers. */
async function twins() {
  const [ours, theirs] = [await temporaryFolder(), await temporaryFolder()];
  const answers = {
    logs: "csv",
    modes: "test",
    output: "binproto",
    ci: "none",
    lint: "biome",
    "package-manager": "npm",
    link: "registry",
  };
  await plop(theirs, "project", "metrics", ...Object.values(answers));
  const options = Object.entries(answers).map(([name, value]) => `--${name}=${value}`);
  const argv = ["metrics", ...options, "--yes", "--no-git", "--no-install"];
  expect(await runCommand(fakeWorld({ cwd: ours }), create, argv)).toBe(0);
  return { ours, theirs };
}

it("writes the same project as the command", async () => {
  const { ours, theirs } = await twins();
  expect(await contents(join(theirs, "metrics"))).toEqual(await contents(join(ours, "metrics")));
}, 120_000);

it("writes the same metric as the command, and restores a generated file", async () => {
  const { ours, theirs } = await twins();
  const told = await plop(theirs, "metric", "metrics", "Stopping distance", "test", "scalar");
  expect(told).toContain("src/metrics/stopping-distance.ts");
  const world = fakeWorld({ cwd: join(ours, "metrics") });
  const part = ["metric", "Stopping distance", "--type", "scalar"];
  expect(await runCommand(world, newCommand, part)).toBe(0);
  expect(await contents(join(theirs, "metrics"))).toEqual(await contents(join(ours, "metrics")));

  // A generated file that was edited is written again.
  const edited = join(theirs, "metrics", "src/generated/api/query-styles.ts");
  const before = await readFile(edited, "utf8");
  await writeFile(edited, `${before}// edited\n`);
  expect(await plop(theirs, "client", "metrics", "")).toContain("written: 1 files");
  expect(await readFile(edited, "utf8")).toBe(before);
}, 120_000);
