import { rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { processLauncher } from "../../generators/commands/rehearse/processLauncher.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { scalarMessage } from "../platform/messages.js";
import { buildScripts, bundledProject, packageJson, writeFiles } from "./bundledProject.js";

/** Prepares a run of the bundle, and returns what is said of it. */
async function prepare(dir: string): Promise<string> {
  const world = fakeWorld({ cwd: dir, env: { ...process.env } });
  await processLauncher(dir).prepare(world);
  return world.err();
}

const builds = (why: string) => `dist/main.mjs ${why}: npm run build\n`;

test("a build is judged by its inputs, not by times", {
  timeout: 120_000,
}, async () => {
  const { dir } = await bundledProject();
  expect(await prepare(dir)).toBe(builds("may be older than its sources"));
  expect(await prepare(dir)).toBe("");
  const changes: [path: string, text: string, why: string][] = [
    ["limits.json", '{"speed":1}', "is older than limits.json"],
    ["lib/helper.mjs", "export const help = () => 1;", "is older than lib/helper.mjs"],
    ["src/new.mjs", "", "is older than src/new.mjs"],
    [
      "package.json",
      packageJson(buildScripts.listing, { dependencies: { parser: "2" } }),
      "is older than package.json",
    ],
    [
      "node_modules/parser/index.js",
      "export const parse = () => 2;",
      "is older than node_modules/parser/index.js",
    ],
    ["dist/main.mjs", "", "was changed after it was built"],
  ];
  for (const [path, text, why] of changes) {
    await writeFiles(dir, { [path]: text });
    // Files that are restored from elsewhere have the times that they had there.
    await utimes(join(dir, path), 1, 1);
    expect(await prepare(dir)).toBe(builds(why));
  }
  // A change of the time alone is none.
  await utimes(join(dir, "limits.json"), new Date(), new Date());
  expect(await prepare(dir)).toBe("");
});

test("a build that lists no inputs is rebuilt each time", { timeout: 120_000 }, async () => {
  const project = await bundledProject(buildScripts.silent);
  await project.addTest("lap", scalarMessage("a", 1));
  for (let time = 0; time < 2; time++) {
    const { code, stderr } = await project.rehearse("--batches", "0");
    expect({ code, stderr }).toEqual({ code: 0, stderr: builds("may be older than its sources") });
  }
});

test("a list that an earlier build script wrote is not believed", {
  timeout: 120_000,
}, async () => {
  const { dir } = await bundledProject();
  await prepare(dir);
  await writeFiles(dir, { "package.json": packageJson(buildScripts.silent) });
  expect(await prepare(dir)).toBe(builds("is older than package.json"));
  expect(await prepare(dir)).toBe(builds("may be older than its sources"));
});

test("a bundle without a build script is run unchanged, and reported if it is missing", async () => {
  const { dir } = await bundledProject();
  await rm(join(dir, "package.json"));
  expect(await prepare(dir)).toBe("");
  await rm(join(dir, "dist", "main.mjs"));
  await expect(prepare(dir)).rejects.toThrow(`dist/main.mjs not found in ${dir}`);
});
