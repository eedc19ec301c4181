import { execFileSync } from "node:child_process";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
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

/** A committed project as some version writes it, in a folder of its repository or as all of it. */
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
const there = (path: string) =>
  readFile(path).then(
    () => true,
    () => false,
  );

describe("--set changes an answer", () => {
  it("adds its files, records it, and removes them again", async () => {
    const { root, git } = await project();
    const workflow = join(root, ".github/workflows/metrics.yml");
    const { code, err } = await run(root, ["--set", "ci=github"]);
    expect({ code, err }).toMatchObject({ code: 0 });
    expect(err).toContain("added    .github/workflows/metrics.yml");
    expect(await readFile(workflow, "utf8")).toContain("trunk");
    expect((await recordOf(root)).answers).toMatchObject({ ci: "github", branch: "trunk" });
    git("add", "--all");
    git("commit", "--quiet", "-m", "ci");
    expect(await run(root, [])).toMatchObject({
      code: 0,
      err: expect.stringContaining("Nothing to do"),
    });
    expect(await run(root, ["--set", "ci=none"])).toMatchObject({ code: 0 });
    expect(await there(workflow)).toBe(false);
    expect(await there(join(root, ".github"))).toBe(false);
  });

  it("several at once, including lists, and only their files change", async () => {
    const { root, git } = await project();
    const { code } = await run(root, [
      "--set",
      "modes=test,batch",
      "--set",
      "package-manager=pnpm",
    ]);
    expect(code).toBe(0);
    expect((await recordOf(root)).answers).toMatchObject({
      modes: ["test", "batch"],
      packageManager: "pnpm",
      logs: "csv",
    });
    expect(await there(join(root, "src/batch-metrics.ts"))).toBe(true);
    expect(git("status", "--porcelain", "--", "src/read-logs.ts")).toBe("");
  });

  it("in a folder of a repository, writes the host's files without overwriting any", async () => {
    const { root, top } = await project({ folder: "tools/metrics" });
    const { code, err } = await run(root, ["--set", "ci=github"]);
    expect({ code, err }).toMatchObject({ code: 0 });
    expect(err).toContain("../../.github/workflows/my-metrics.yml");
    expect(await there(join(top, ".github/workflows/my-metrics.yml"))).toBe(true);
    expect(await there(join(root, ".github/workflows/metrics.yml"))).toBe(false);
    expect((await recordOf(root)).answers).toMatchObject({ folder: "tools/metrics" });
  });

  it.each([
    ["no value", ["--set", "ci"], 'KEY=VALUE, got "ci"'],
    ["an unknown answer", ["--set", "cu=github"], 'Did you mean "ci"?'],
    ["a value that it has not", ["--set", "ci=githb"], 'Did you mean "github"?'],
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
  /** An npm that says this of the registry. */
  async function npm(script: string): Promise<string> {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "npm"), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, "npm"), 0o755);
    return folder;
  }

  it.each([
    ["a newer release", "echo '\"99.1.0\"'", 3, "the newest is 99.1.0"],
    ["the same one", `echo '"${version}"'`, 0, "This project is up to date"],
    [
      "an older one, beside a project of a prerelease that runs",
      "echo '\"0.0.1\"'",
      0,
      "This project is up to date",
    ],
  ])("%s in the registry", async (_name, script, code, words) => {
    const { root } = await project();
    const result = await run(root, ["--check"], { path: await npm(script) });
    expect(result).toMatchObject({ code, out: expect.stringContaining(words) });
  });

  it("makes no request if the running version is newer itself", async () => {
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
  ])("%s is an error, not a yes or no", async (_name, script, words) => {
    const { root } = await project();
    const { code, err } = await run(root, ["--check"], { path: await npm(script) });
    expect(code).toBe(1);
    expect(err).toContain(`cannot check for a newer create-metrics-project: ${words}`);
  });
});

describe("recopy", () => {
  it("makes a project equal to a new one with the same answers", async () => {
    const { root, git } = await project();
    const path = join(root, "src/test-metrics.ts");
    const before = await readFile(path, "utf8");
    await writeFile(path, "export {};\n");
    git("commit", "--quiet", "--all", "-m", "mine");
    const dry = await run(root, ["--dry-run"], { command: recopy as typeof update });
    expect(dry).toMatchObject({ code: 0, out: expect.stringContaining("-export {};") });
    expect(await readFile(path, "utf8")).toBe("export {};\n");
    expect(await run(root, [], { command: recopy as typeof update })).toMatchObject({ code: 0 });
    expect(await readFile(path, "utf8")).toBe(before);
  });
});
