import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command } from "../../generators/commands/build/command.js";
import { packageRoot } from "../../generators/io/packageRoot.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { temporaryFolder } from "../temporary.js";

const run = promisify(execFile);

type Files = Readonly<Record<string, string>>;

/** A project with these files, and the esbuild of this repository. */
async function project(files: Files): Promise<string> {
  const root = await temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  await mkdir(join(root, "node_modules"), { recursive: true });
  const esbuild = "node_modules/esbuild";
  await symlink(join(packageRoot(), esbuild), join(root, esbuild));
  return root;
}

async function build(root: string, ...argv: string[]) {
  const world = fakeWorld({ cwd: root });
  const code = await runCommand(world, command, argv);
  return { code, err: world.err() };
}

/** Starts what was built. */
async function start(file: string) {
  const ended = run(process.execPath, [file], { cwd: "/" });
  return await ended.then(
    ({ stdout }) => ({ code: 0, stdout, stderr: "" }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}

const manifest = (more: object = {}) => JSON.stringify({ type: "module", ...more });
const installed = (name: string, more: object = {}): Files => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, main: "index.js", ...more }),
  [`node_modules/${name}/index.js`]: `module.exports = ${JSON.stringify(name)};`,
});
const external = (...names: string[]) =>
  manifest({
    metricsBuild: { external: names },
    dependencies: Object.fromEntries(names.map((name) => [name, "1"])),
  });

describe("a build that imports a native module", () => {
  it.each<[string, Files, string]>([
    [
      "in the package itself",
      { ...installed("camera"), "node_modules/camera/prebuilds/linux-x64/camera.node": "" },
      "camera (prebuilds/linux-x64/camera.node)",
    ],
    [
      "in an optional dependency for one platform",
      {
        ...installed("camera", {
          optionalDependencies: { "@camera/linux": "1", "@camera/mac": "1" },
        }),
        ...installed("@camera/linux"),
        "node_modules/@camera/linux/lib/camera.node": "",
      },
      "camera (@camera/linux/lib/camera.node)",
    ],
    [
      "that the package requires by path",
      {
        ...installed("camera"),
        "node_modules/camera/index.js": 'module.exports = require("./build/camera.node");',
        "node_modules/camera/build/camera.node": "",
      },
      "camera (build/camera.node)",
    ],
  ])("names the package, and works once it is external: %s", async (_, files, named) => {
    const source = 'import camera from "camera"; console.log(camera);';
    const root = await project({ ...files, "src/main.ts": source, "package.json": manifest() });
    const { code, err } = await build(root);
    expect(code).toBe(1);
    expect(err).toContain(named);
    expect(err).toContain('"metricsBuild": { "external": ["camera"] }');
    expect(err).toContain("npm install");

    await writeFile(join(root, "package.json"), external("camera"));
    expect(await build(root)).toEqual({ code: 0, err: "" });
  });
});

describe("external packages", () => {
  it("are copied with their dependencies and no others, and each finds its own version", async () => {
    const root = await project({
      "src/main.ts": 'import a from "a"; import b from "b"; console.log(a, b);',
      "package.json": external("a", "b"),
      ...installed("a", { dependencies: { c: "1" }, optionalDependencies: { absent: "1" } }),
      ...installed("b", {
        dependencies: { c: "2" },
        peerDependencies: { typescript: "5" },
        peerDependenciesMeta: { typescript: { optional: true } },
      }),
      ...installed("c", { version: "1.0.0" }),
      ...installed("typescript"),
      "node_modules/b/node_modules/c/package.json": '{"name":"c","version":"2.0.0"}',
      "node_modules/b/index.js": 'module.exports = require("c/package.json").version;',
      "node_modules/a/index.js": 'module.exports = require("c/package.json").version;',
    });
    expect(await build(root, "--standalone")).toEqual({ code: 0, err: "" });
    const elsewhere = await temporaryFolder();
    await run("cp", ["-R", join(root, "dist"), join(elsewhere, "app")]);
    expect(await start(join(elsewhere, "app", "main.mjs"))).toMatchObject({
      stdout: "1.0.0 2.0.0\n",
    });
    expect((await readdir(join(root, "dist", "node_modules"))).sort()).toEqual(["a", "b", "c"]);
  });

  it("are found in pnpm's layout: links, with dependencies beside their targets", async () => {
    const store = "node_modules/.pnpm/a@1/node_modules";
    const root = await project({
      "src/main.ts": 'import a from "a"; console.log(a);',
      "package.json": external("a"),
      [`${store}/a/package.json`]: '{"name":"a","main":"index.js","dependencies":{"c":"1"}}',
      [`${store}/a/index.js`]: 'module.exports = require("c");',
      [`${store}/c/package.json`]: '{"name":"c","main":"index.js"}',
      [`${store}/c/index.js`]: 'module.exports = "c of pnpm";',
    });
    await symlink(join(root, store, "a"), join(root, "node_modules", "a"));
    expect(await build(root, "--standalone")).toEqual({ code: 0, err: "" });
    const elsewhere = await temporaryFolder();
    await run("cp", ["-R", join(root, "dist"), join(elsewhere, "app")]);
    expect(await start(join(elsewhere, "app", "main.mjs"))).toMatchObject({
      stdout: "c of pnpm\n",
    });
  });

  it.each([
    [
      '{"metricsBuild":{"external":"sharp"}}',
      'has external "sharp"',
      'must look like { "external": ["sharp"] }',
    ],
    [
      '{"metricsBuild":{"externals":["sharp"]}}',
      'has the unknown field "externals"',
      "must look like",
    ],
    [
      '{"metricsBuild":{"external":["../x"]}}',
      'external "../x", which is not a package name',
      "must look like",
    ],
    [
      '{"metricsBuild":{"external":["sharp"]}}',
      'not listed in "dependencies"',
      "npm install sharp",
    ],
    ["{", "cannot read package.json", "in a project"],
    [external("sharp"), "sharp is not installed", "npm install"],
  ])("%s is refused", async (text, message, hint) => {
    const root = await project({ "src/main.ts": "", "package.json": text });
    const { code, err } = await build(root, "--standalone");
    expect(code).toBe(1);
    expect(err).toContain(message);
    expect(err).toContain(hint);
  });
});

it("copies assets with --standalone, and removes the copy in a later build without it", async () => {
  const root = await project({
    "src/main.ts": "",
    "package.json": manifest(),
    "assets/limits.json": "{}",
  });
  await build(root, "--standalone");
  expect(await readdir(join(root, "dist", "assets"))).toEqual(["limits.json"]);
  // A copy would hide later changes of the asset.
  await build(root);
  expect(existsSync(join(root, "dist", "assets"))).toBe(false);
});

describe("a program that cannot be loaded", () => {
  const place = /^ {4}at file:.*\/dist\/metrics\.mjs:2:\d+$/;
  it.each<[string, string, string, RegExp[]]>([
    [
      "a package is missing",
      external("sharp"),
      'import "sharp";',
      [/ Cannot find package 'sharp' /, /^Is "sharp" among the dependencies, .*"metricsBuild"/],
    ],
    [
      "a file is missing",
      manifest(),
      'import { readFileSync } from "node:fs"; readFileSync("/nowhere/map.json");',
      [/ no such file or directory, open '\/nowhere\/map\.json'$/, place, /^Put files .*assetPath/],
    ],
    ["it throws", manifest(), 'throw new Error("no such luck");', [/ no such luck$/, place]],
  ])("says why, where, and what to do: %s", async (_, text, source, lines) => {
    const root = await project({ "src/main.ts": source, "package.json": text });
    expect(await build(root)).toEqual({ code: 0, err: "" });
    const { code, stderr } = await start(join(root, "dist", "main.mjs"));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: cannot load the metrics build: /);
    expect(stderr.trim().split("\n")).toEqual(lines.map((line) => expect.stringMatching(line)));
  });
});

it("shows a compile error with its position, and exits with 1", async () => {
  const root = await project({ "src/main.ts": 'import "./none.ts";', "package.json": manifest() });
  const { code, err } = await build(root);
  expect(code).toBe(1);
  expect(err).toContain("src/main.ts:1:7");
});

it("lists its input files in the file that a rehearsal reads", async () => {
  const root = await project({ "src/main.ts": "", "package.json": manifest() });
  await build(root);
  const list = join(root, "node_modules/.cache/metrics-project/build.json");
  const { inputs, outputs } = JSON.parse(await readFile(list, "utf8"));
  expect(Object.keys(inputs)).toEqual(["src/main.ts"]);
  expect(Object.keys(outputs).sort()).toEqual([
    "dist/main.mjs",
    "dist/metrics.mjs",
    "dist/metrics.mjs.map",
  ]);
});
