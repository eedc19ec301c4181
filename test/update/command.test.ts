import { execFileSync } from "node:child_process";
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command as update } from "../../generators/commands/update/command.js";
import { command as recopy } from "../../generators/commands/update/recopy.js";
import { packageVersion } from "../../generators/io/packageRoot.js";
import type { Answers } from "../../generators/project/answers.js";
import { recordFile } from "../../generators/project/projectRecord.js";
import { renderProject } from "../../generators/project/renderProject.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { temporaryFolder } from "../temporary.js";

const version = packageVersion();

/** A committed project as a version writes it, in `folder` of its repository. */
async function project({
  folder = ".",
  from = version,
  given = {},
}: {
  folder?: string;
  from?: string;
  given?: Partial<Answers>;
} = {}) {
  const top = await temporaryFolder();
  const root = join(top, folder);
  const link = { specifier: `^${version}` };
  const answers: Answers = {
    name: "my-metrics",
    logs: "csv",
    modes: ["test"],
    ci: "none",
    packageManager: "npm",
    link: "registry",
    ...given,
  };
  const input = { answers, version: from, runtime: link, platform: link, cli: link };
  for (const [path, content] of await renderProject(input)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], {
      cwd: top,
      encoding: "utf8",
    });
  git("init", "--quiet", "--initial-branch=trunk");
  git("add", "--all");
  git("commit", "--quiet", "-m", "x");
  return { top, root, git };
}

async function run(root: string, argv: readonly string[], { command = update, path = "" } = {}) {
  const env = { PATH: `${path}:${process.env.PATH}`, HOME: process.env.HOME };
  const world = fakeWorld({ cwd: root, env });
  const code = await runCommand(world, command, argv);
  return { code, out: world.out(), err: world.err() };
}

const recordOf = async (root: string) => JSON.parse(await readFile(join(root, recordFile), "utf8"));

describe("--set changes an answer", () => {
  it("adds its files, and records the answer with the branch of the repository", async () => {
    const { root } = await project();
    const { code, err } = await run(root, ["--set", "ci=github"]);
    expect(code).toBe(0);
    expect(err).toContain("added    .github/workflows/metrics.yml");
    expect(await readFile(join(root, ".github/workflows/metrics.yml"), "utf8")).toContain("trunk");
    expect((await recordOf(root)).answers).toMatchObject({ ci: "github", branch: "trunk" });
  });

  it("leaves nothing for the next update to do", async () => {
    const { root, git } = await project();
    await run(root, ["--set", "ci=github"]);
    git("add", "--all");
    git("commit", "--quiet", "-m", "ci");
    expect(await run(root, [])).toMatchObject({
      code: 0,
      err: expect.stringContaining("Nothing to do"),
    });
  });

  it("removes the files of the earlier answer, with their folders", async () => {
    const { root } = await project({ given: { ci: "github" } });
    expect(await readdir(root)).toContain(".github");
    expect(await run(root, ["--set", "ci=none"])).toMatchObject({ code: 0 });
    expect(await readdir(root)).not.toContain(".github");
  });

  it("changes several answers at once, and only their files", async () => {
    const { root, git } = await project();
    const argv = ["--set", "modes=test,batch", "--set", "package-manager=pnpm"];
    expect(await run(root, argv)).toMatchObject({ code: 0 });
    expect((await recordOf(root)).answers).toMatchObject({
      modes: ["test", "batch"],
      packageManager: "pnpm",
      logs: "csv",
    });
    const changed = git("status", "--porcelain", "--untracked-files=all").trimEnd().split("\n");
    const sources = changed.filter((line) => / src\/.*-/.test(line));
    expect(sources).toEqual(["?? src/batch-metrics.ts"]);
  });

  it("writes workflows to the root of the repository, under the name of the project", async () => {
    const { root, top } = await project({ folder: "tools/metrics" });
    const { code, err } = await run(root, ["--set", "ci=github"]);
    expect(code).toBe(0);
    expect(err).toContain("../../.github/workflows/my-metrics.yml");
    expect(await readdir(join(top, ".github/workflows"))).toContain("my-metrics.yml");
    expect(await readdir(root)).not.toContain(".github");
    expect((await recordOf(root)).answers).toMatchObject({ folder: "tools/metrics" });
  });

  it.each([
    ["no value", ["--set", "ci"], 'KEY=VALUE, got "ci"'],
    ["an unknown answer", ["--set", "cu=github"], 'Did you mean "ci"?'],
    ["a value that does not exist", ["--set", "ci=githb"], 'Did you mean "github"?'],
    ["an empty value", ["--set", "modes="], 'got ""'],
    ["--check beside it", ["--check", "--set", "ci=github"], "remove --set"],
  ])("refuses %s", async (_name, argv, message) => {
    const { root, git } = await project();
    const { code, err } = await run(root, argv);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(git("status", "--porcelain")).toBe("");
  });

  it("refuses other logs for a project made from a log", async () => {
    const { root } = await project({ given: { logs: "own", formats: ["mcap"] } });
    const { code, err } = await run(root, ["--set", "logs=csv"]);
    expect(code).toBe(2);
    expect(err).toContain("created from a log");
  });
});

describe("--check", () => {
  /** A folder with an npm that answers with this script. */
  async function npm(script: string): Promise<string> {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "npm"), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, "npm"), 0o755);
    return folder;
  }

  it.each([
    ["a newer version", "echo '\"99.1.0\"'", 3, "the newest is 99.1.0"],
    ["the same version", `echo '"${version}"'`, 0, "This project is up to date"],
    ["only an older version", "echo '\"0.0.1\"'", 0, "This project is up to date"],
  ])("compares with the registry, which has %s", async (_name, script, code, words) => {
    const { root } = await project();
    const result = await run(root, ["--check"], { path: await npm(script) });
    expect(result).toMatchObject({ code, out: expect.stringContaining(words) });
  });

  it("makes no request if the running version is newer than the project", async () => {
    const { root, git } = await project({ from: "0.0.1" });
    const path = await npm("exit 1");
    const { code, out } = await run(root, ["--check", "--json"], { path });
    expect(code).toBe(3);
    expect(JSON.parse(out)).toEqual({ version: "0.0.1", newest: version, isNewer: true });
    expect(git("status", "--porcelain")).toBe("");
  });

  it.each([
    [
      "a registry without the package",
      "echo 'npm error code E404\nnpm error 404 Not Found' >&2; exit 1",
      "404 Not Found",
    ],
    [
      "a registry that does not answer",
      "echo 'npm error code ENOTFOUND\nnpm error network request failed' >&2; exit 1",
      "network request failed",
    ],
    ["an invalid answer", "echo '[]'", "no message"],
  ])("fails with 1 for %s", async (_name, script, words) => {
    const { root } = await project();
    const { code, err } = await run(root, ["--check"], { path: await npm(script) });
    expect(code).toBe(1);
    expect(err).toContain(`cannot check for a newer create-metrics-project: ${words}`);
  });
});

describe("recopy", () => {
  async function edited() {
    const { root, git } = await project();
    const path = join(root, "src/test-metrics.ts");
    const original = await readFile(path, "utf8");
    await writeFile(path, "export {};\n");
    git("commit", "--quiet", "--all", "-m", "mine");
    return { root, path, original };
  }
  const command = recopy as typeof update;

  it("makes a project equal to a new one with the same answers", async () => {
    const { root, path, original } = await edited();
    expect(await run(root, [], { command })).toMatchObject({ code: 0 });
    expect(await readFile(path, "utf8")).toBe(original);
  });

  it("shows the difference with --dry-run, and writes nothing", async () => {
    const { root, path } = await edited();
    const { code, out } = await run(root, ["--dry-run"], { command });
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining("-export {};") });
    expect(await readFile(path, "utf8")).toBe("export {};\n");
  });
});
