import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { Command } from "../../generators/cli/command.js";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command as create } from "../../generators/commands/create/command.js";
import { command as rehearse } from "../../generators/commands/rehearse/command.js";
import { command as view } from "../../generators/commands/view/command.js";
import { childEnvironment, type ProgramKind } from "../../generators/io/childEnvironment.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { scalarMessage } from "../platform/messages.js";
import { temporaryFolder } from "../temporary.js";

const ours = {
  SIGNALFLAG_AUTH_TOKEN: "t2",
  RESIM_AUTH_TOKEN: "t0",
  RESIM_PASSWORD: "t1",
  METRICS_CONFIG: "config.json",
};
const usual = {
  PATH: "/bin",
  HOME: "/home/me",
  LANG: "C",
  XAUTHORITY: "/x",
  HTTPS_PROXY: "http://p",
};
const secrets = {
  NPM_TOKEN: "s1",
  GITHUB_TOKEN: "s2",
  AWS_SECRET_ACCESS_KEY: "s3",
  OPENAI_API_KEY: "s4",
  DB_PASSWORD: "s5",
  SSH_AUTH_SOCK: "/sock",
  GIT_AUTH_TOKEN: "s6",
  DOCKER_AUTH_CONFIG: "s7",
  APPTAINER_DOCKER_PASSWORD: "s8",
  SINGULARITY_DOCKER_PASSWORD: "s9",
};

describe("the environment of a child process", () => {
  const rows: [kind: ProgramKind, seen: (keyof typeof secrets)[]][] = [
    ["other", []],
    ["git", ["SSH_AUTH_SOCK", "GIT_AUTH_TOKEN"]],
    ["docker", ["DOCKER_AUTH_CONFIG"]],
    ["apptainer", ["APPTAINER_DOCKER_PASSWORD", "SINGULARITY_DOCKER_PASSWORD"]],
    // An .npmrc may name any variable as its registry's token.
    ["package-manager", Object.keys(secrets) as (keyof typeof secrets)[]],
  ];
  it.each(rows)("%s: no credential of the platform, and %j of the others", (kind, seen) => {
    expect(childEnvironment({ ...ours, ...usual, ...secrets }, kind)).toEqual({
      ...usual,
      ...Object.fromEntries(seen.map((name) => [name, secrets[name]])),
    });
  });
});

/** Programs that leave behind what they see of their environment, and say how they were called. */
async function stubs(names: readonly string[]) {
  const bin = await temporaryFolder();
  const seen = await temporaryFolder();
  for (const name of names) {
    const file = join(bin, name);
    await writeFile(file, `#!/bin/sh\n{ echo "$0 $*"; env; } >> '${seen}/${name}'\n`);
    await chmod(file, 0o755);
  }
  return {
    bin,
    async read(): Promise<Record<string, string>> {
      const texts: Record<string, string> = {};
      for (const name of await readdir(seen)) {
        texts[name] = await readFile(join(seen, name), "utf8");
      }
      return texts;
    },
  };
}

async function run(cwd: string, command: Command, argv: readonly string[], env: object) {
  const world = fakeWorld({ cwd, env: { HOME: cwd, ...ours, ...env } });
  const code = await runCommand(world, command, argv);
  return { code, output: world.out() + world.err() };
}

describe.skipIf(process.platform === "win32")("the children of commands", () => {
  const path = (bin: string) => ({ PATH: `${bin}${delimiter}${process.env.PATH}` });

  it("npm, git: the scaffolder's", async () => {
    const cwd = await temporaryFolder();
    const { bin, read } = await stubs(["npm", "git"]);
    await run(cwd, create, ["metrics", "--yes", "--link", "registry"], path(bin));
    const seen = await read();
    expect(Object.keys(seen)).toEqual(["git", "npm"]);
    for (const text of Object.values(seen))
      expect(text).not.toMatch(/SIGNALFLAG_|RESIM_|METRICS_CONFIG/);
  });

  it.each([
    ["pnpm", "pnpm-lock.yaml"],
    ["yarn", "yarn.lock"],
    ["bun", "bun.lock"],
    ["npm", "package-lock.json"],
  ])("%s: the build of a project that has its lockfile", async (name, lockfile) => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, "src"));
    await writeFile(join(cwd, "src", "main.ts"), "");
    await mkdir(join(cwd, "samples", "one", "logs"), { recursive: true });
    await writeFile(join(cwd, "package.json"), '{ "scripts": { "build": "esbuild" } }');
    await writeFile(join(cwd, lockfile), "");
    const { bin, read } = await stubs(["npm", "pnpm", "yarn", "bun"]);
    const { output } = await run(cwd, rehearse, [], path(bin));
    expect(output).toContain(`dist/main.mjs is missing: ${name} run build`);
    const seen = await read();
    expect(Object.keys(seen)).toEqual([name]);
    expect(seen[name]).toContain(`${name} run build`);
    expect(seen[name]).not.toMatch(/SIGNALFLAG_|RESIM_|METRICS_CONFIG/);
  });

  it("the build's own runs", async () => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, "dist"));
    const file = join(cwd, "seen.json");
    const code = `require("fs").writeFileSync(${JSON.stringify(file)}, JSON.stringify(process.env))`;
    await writeFile(
      join(cwd, "dist", "main.mjs"),
      `import { createRequire } from "node:module"; const require = createRequire(import.meta.url); ${code}`,
    );
    await mkdir(join(cwd, "samples", "one", "logs"), { recursive: true });
    await run(cwd, rehearse, ["--batches", "0"], { PATH: process.env.PATH, ...secrets });
    const seen: Record<string, string> = JSON.parse(await readFile(file, "utf8"));
    expect(seen.METRICS_INPUTS).toBe(join(cwd, "rehearsal/.unfinished/batch/inputs"));
    const kept = [...Object.keys(ours), ...Object.keys(secrets)].filter((name) => name in seen);
    expect(kept).toEqual([]);
  });

  it("docker", async () => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, "samples", "one", "logs"), { recursive: true });
    const { bin, read } = await stubs(["docker"]);
    await run(cwd, rehearse, ["--image", "metrics"], path(bin));
    const { docker = "" } = await read();
    expect(docker).toContain("run --rm");
    expect(docker).not.toMatch(/SIGNALFLAG_|RESIM_|METRICS_CONFIG/);
  });

  it("the browser", async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, "metrics.binproto"), scalarMessage("Speed", 1));
    const { bin, read } = await stubs(["browser"]);
    await run(cwd, view, ["metrics.binproto", "--open"], { BROWSER: join(bin, "browser") });
    // The command does not wait for the browser.
    const browser = await vi.waitFor(
      async () => {
        const { browser: text = "" } = await read();
        expect(text).toMatch(/metrics\.html[\s\S]*\nHOME=/);
        return text;
      },
      { timeout: 30_000 },
    );
    expect(browser).not.toMatch(/SIGNALFLAG_|RESIM_|METRICS_CONFIG/);
  });
});
