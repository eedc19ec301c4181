import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../generators/io/packageRoot.js";
import { type Registry, startRegistry } from "./startRegistry.js";
import { temporaryFolder } from "./temporaryFolder.js";

const run = promisify(execFile);

/** Where package managers and what they download stay between runs. */
const kept = join(homedir(), ".cache", "create-metrics-project-tests");

const newNode = "node@24.21.0";
const managers = [
  // The package, what calls it, the arguments before the project's own, and whether it needs a newer Node than ours.
  ["npm@12.2.1", "npm", ["create", "--yes", "metrics-project"], ["--"], newNode],
  ["pnpm@10.34.9", "pnpm", ["create", "metrics-project"], [], undefined],
  // It and Bun hand over the "--" that only npm wants.
  ["pnpm@11.28.11", "pnpm", ["create", "metrics-project"], ["--"], newNode],
  ["pnpm@12.21.0", "pnpm", ["create", "metrics-project"], [], newNode],
  ["yarn@1.22.22", "yarn", ["create", "metrics-project"], [], undefined],
  ["@yarnpkg/cli-dist@4.18.1", "yarn", ["create", "metrics-project"], [], undefined],
  ["bun@1.4.5", "bun", ["create", "metrics-project"], ["--"], undefined],
] as const;

/** Versions of Node that are too old, and what they are to say. */
const oldNodes = ["node@12.22.12"] as const;

const isReachable = await run("npm", ["view", "esbuild", "version"], { timeout: 30_000 }).then(
  () => true,
  () => false,
);

describe.skipIf(!isReachable)("from a registry (skipped if npm cannot reach one)", () => {
  let registry: Registry;
  let home: string;
  let version: string;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "metrics-project-home-"));
    // npx runs again what it once fetched, whatever was published since.
    await rm(join(kept, "npm-cache", "_npx"), { recursive: true, force: true });
    registry = await startRegistry();
    version = await publishAll(registry, home);
  }, 300_000);

  afterAll(async () => {
    await registry.stop();
    await rm(home, { recursive: true, force: true });
  });

  /** Where `tool` is installed, with its executables. */
  async function binOf(tool: string): Promise<string> {
    const folder = join(kept, tool.replaceAll("/", "+"));
    const bin = join(folder, "node_modules", ".bin");
    if (existsSync(bin)) return bin;
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "package.json"), '{"private":true}');
    const argv = ["install", "--no-audit", "--no-fund", "--prefer-offline", tool];
    await run("npm", argv, { cwd: folder });
    return bin;
  }

  /** The environment of somebody whose registry this one is. */
  async function environment(...tools: (string | undefined)[]): Promise<NodeJS.ProcessEnv> {
    const bins = await Promise.all(tools.filter((tool) => tool !== undefined).map(binOf));
    const { url } = registry;
    await writeFile(
      join(home, ".npmrc"),
      `registry=${url}\n//${new URL(url).host}/:_authToken=x\n`,
    );
    await writeFile(join(home, ".yarnrc"), `registry "${url}"\n`);
    return {
      PATH: [...bins, process.env.PATH].join(delimiter),
      HOME: home,
      NODE_ENV: "production",
      PREFIX: join(home, "prefix"),
      npm_config_cache: join(kept, "npm-cache"),
      YARN_NPM_REGISTRY_SERVER: url,
      YARN_UNSAFE_HTTP_WHITELIST: "127.0.0.1",
      YARN_ENABLE_TELEMETRY: "0",
      BUN_CONFIG_REGISTRY: url,
    };
  }

  it.each(managers)(
    "%s creates a project that builds",
    async (tool, program, create, dashes, node) => {
      const cwd = await temporaryFolder();
      const env = await environment(tool, node);
      const flags = ["--logs", "jsonl", "--modes", "test", "--yes", "--no-git"];
      const argv = [...create, "my-metrics", ...dashes, ...flags];
      const created = await run(program, argv, { cwd, env, maxBuffer: 1 << 26 });
      expect(created.stdout).toContain(`To repeat: ${program} create metrics-project my-metrics`);
      expect(created.stdout + created.stderr).not.toMatch(/ignored build scripts/i);

      const project = join(cwd, "my-metrics");
      const manifest = JSON.parse(await readFile(join(project, "package.json"), "utf8"));
      expect(manifest.dependencies["@metrics-project/runtime"]).toBe(`^${version}`);
      // Whatever NODE_ENV says.
      expect(await readdir(join(project, "node_modules", "typescript"))).toContain("package.json");
      await run(program, ["run", "build"], { cwd: project, env });
      expect(existsSync(join(project, "dist", "main.mjs"))).toBe(true);
    },
    600_000,
  );

  it("npx creates a project that refers to the registry", async () => {
    const cwd = await temporaryFolder();
    const argv = [
      "--yes",
      "create-metrics-project",
      "my-metrics",
      "--logs",
      "csv",
      "--link",
      "registry",
    ];
    await run("npx", [...argv, "--no-install", "--no-git", "--yes"], {
      cwd,
      env: await environment(),
    });
    const manifest = JSON.parse(await readFile(join(cwd, "my-metrics", "package.json"), "utf8"));
    const { dependencies, devDependencies } = manifest;
    expect({ ...dependencies, ...devDependencies }).toMatchObject({
      "@metrics-project/runtime": `^${version}`,
      "@metrics-project/platform": `^${version}`,
      "create-metrics-project": `^${version}`,
    });
  });

  it("npm using our options as its own is explained", async () => {
    const cwd = await temporaryFolder();
    const argv = ["create", "--yes", "metrics-project", "my-metrics", "--logs", "csv"];
    const env = await environment();
    const failed = await run("npm", argv, { cwd, env }).catch((error: unknown) => error);
    expect(failed).toMatchObject({
      stderr: expect.stringContaining("npm create metrics-project my-metrics -- --logs csv"),
    });
    expect(await readdir(cwd)).toEqual([]);
  });

  it.each(oldNodes)(
    "%s is reported in one line with the required version",
    async (tool) => {
      const node = join(await binOf(tool), "node");
      const found = process.platform === "win32" ? `${node}.cmd` : node;
      for (const file of ["create.cjs", "metrics-project.cjs"]) {
        const ended = await run(found, [join(packageRoot(), "dist", file), "--version"]).catch(
          (error: unknown) => error,
        );
        expect(ended).toMatchObject({
          code: 1,
          stderr: expect.stringMatching(/^error: .* needs Node\.js 20\.19 or newer, got 12.*\n$/),
        });
      }
    },
    300_000,
  );
});

/**
 * Publishes what was built, as of a version that no cache knows: package managers keep what they once
 * downloaded by name and version.
 *
 * @returns the version
 */
async function publishAll(registry: Registry, home: string): Promise<string> {
  const version = `0.1.${Math.floor(Date.now() / 1000)}`;
  for (const name of ["runtime", "runtime/platform", "."]) {
    const folder = join(home, "publish", name.replace("/", "-"));
    const source = join(packageRoot(), name);
    await mkdir(folder, { recursive: true });
    await cp(join(source, "dist"), join(folder, "dist"), { recursive: true });
    const { scripts, publishConfig, ...manifest } = JSON.parse(
      await readFile(join(source, "package.json"), "utf8"),
    );
    await writeFile(join(folder, "package.json"), JSON.stringify({ ...manifest, version }));
    // What prepublishOnly leaves.
    if (name === ".") await writeFile(join(folder, "dist", "published"), "");
    await registry.publish(folder);
  }
  return version;
}
