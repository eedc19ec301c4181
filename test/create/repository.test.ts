import { execFileSync } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command } from "../../generators/commands/create/command.js";
import { lockForImage } from "../../generators/commands/create/imageLockfile.js";
import type { PackageManager } from "../../generators/project/answers.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { temporaryFolder } from "./temporaryFolder.js";

const identity = {
  GIT_AUTHOR_NAME: "A",
  GIT_AUTHOR_EMAIL: "a@example.com",
  GIT_COMMITTER_NAME: "A",
  GIT_COMMITTER_EMAIL: "a@example.com",
};

/** Runs the scaffolder with git as it is configured by `config`, and by nothing else. */
async function create(cwd: string, argv: string[], config = "") {
  const global = join(cwd, ".gitconfig-of-the-test");
  await writeFile(global, config);
  const env = {
    PATH: process.env.PATH,
    HOME: cwd,
    GIT_CONFIG_GLOBAL: global,
    GIT_CONFIG_NOSYSTEM: "1",
    ...identity,
  };
  const world = fakeWorld({ cwd, env });
  const quick = ["--logs", "csv", "--modes", "test", "--link", "registry", "--no-install", "--yes"];
  const code = await runCommand(world, command, [...argv, ...quick]);
  return { code, out: world.out(), err: world.err() };
}

function git(cwd: string, ...args: string[]): string {
  const env = { ...process.env, ...identity, GIT_CONFIG_GLOBAL: "/dev/null" };
  return execFileSync("git", args, { cwd, env, encoding: "utf8" });
}

/** A repository with a commit on `branch`. */
async function repository(branch: string, files: Record<string, string> = {}): Promise<string> {
  const cwd = await temporaryFolder();
  git(cwd, "init", "-q", "-b", branch);
  for (const [path, text] of Object.entries(files)) await writeFile(join(cwd, path), text);
  git(cwd, "commit", "-q", "--allow-empty", "-m", "first");
  return cwd;
}

describe("the branch that CI listens to", () => {
  it.each([
    ["main without a git config", "", "main"],
    ["the default from the git config", "[init]\n\tdefaultBranch = trunk\n", "trunk"],
  ])("is the first branch of a new repository: %s", async (_, config, branch) => {
    const cwd = await temporaryFolder();
    await create(cwd, ["metrics", "--ci", "github"], config);
    const root = join(cwd, "metrics");
    expect(git(root, "symbolic-ref", "--short", "HEAD")).toBe(`${branch}\n`);
    const workflow = await readFile(join(root, ".github/workflows/metrics.yml"), "utf8");
    expect(workflow).toContain(`branches: [${branch}]`);
  });

  it("is that of the surrounding repository, for any checked-out branch", async () => {
    const cwd = await repository("trunk");
    git(cwd, "update-ref", "refs/remotes/origin/trunk", "HEAD");
    git(cwd, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk");
    git(cwd, "checkout", "-q", "-b", "feature");
    await create(cwd, ["metrics", "--ci", "github"]);
    const workflow = await readFile(join(cwd, ".github/workflows/metrics.yml"), "utf8");
    expect(workflow).toContain("branches: [trunk]");
  });
});

describe("in a folder of a repository", () => {
  it("GitHub's workflows are listed with their path in a dry run", async () => {
    const cwd = await repository("main");
    const { code, out } = await create(cwd, ["apps/metrics", "--ci", "github", "--dry-run"]);
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringContaining("  ../../.github/workflows/metrics.yml\n"),
    });
    expect(await readdir(cwd)).not.toContain(".github");
  });

  it("GitHub's workflows are written where GitHub reads them", async () => {
    const cwd = await repository("main");
    await create(cwd, ["apps/metrics", "--ci", "github"]);
    expect(await readdir(join(cwd, ".github/workflows"))).toEqual([
      "metrics-regenerate.yml",
      "metrics.yml",
    ]);
    expect(await readdir(join(cwd, "apps/metrics"))).not.toContain(".github");
  });

  async function withWorkflow() {
    const cwd = await repository("main");
    await mkdir(join(cwd, ".github/workflows"), { recursive: true });
    const mine = join(cwd, ".github/workflows/metrics.yml");
    await writeFile(mine, "on: push\n");
    return { cwd, mine };
  }

  it("an existing workflow with the same name is a conflict", async () => {
    const { cwd, mine } = await withWorkflow();
    const { code, err } = await create(cwd, ["metrics", "--ci", "github"]);
    expect(code).toBe(1);
    expect(err).toContain("  ../.github/workflows/metrics.yml\n");
    expect(await readFile(mine, "utf8")).toBe("on: push\n");
    expect(await readdir(cwd)).not.toContain("metrics");
  });

  it("an existing workflow with the same name is replaced with --force", async () => {
    const { cwd, mine } = await withWorkflow();
    await create(cwd, ["metrics", "--ci", "github", "--force"]);
    expect(await readFile(mine, "utf8")).toContain("working-directory: metrics");
  });

  it("GitLab's pipeline is started by a new pipeline of the repository", async () => {
    const cwd = await repository("main");
    await create(cwd, ["metrics", "--ci", "gitlab"]);
    const root = join(cwd, ".gitlab-ci.yml");
    expect(await readFile(root, "utf8")).toContain('include: "metrics/.gitlab-ci.yml"');
  });

  it("an existing GitLab pipeline is kept, and the manual step is printed", async () => {
    const other = await repository("main", { ".gitlab-ci.yml": "test: { script: [make] }\n" });
    const { code, out } = await create(other, ["metrics", "--ci", "gitlab"]);
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringContaining(".gitlab-ci.yml, which already exists. Add the job"),
    });
    expect(await readFile(join(other, ".gitlab-ci.yml"), "utf8")).toBe(
      "test: { script: [make] }\n",
    );
    expect(await readFile(join(other, "metrics/.gitlab-ci.yml"), "utf8")).toContain("trigger:");
  });

  it("lists the ignored files with git's rules, and how to add them", async () => {
    const cwd = await repository("main", { ".gitignore": "logs/\n!nothing\n*.proto\n" });
    const { out } = await create(cwd, ["metrics"]);
    expect(out).toContain("samples/lap/logs/odometry.csv and 2 more by `logs/` (.gitignore:1)");
    expect(out).toContain("proto/resim/metrics/proto/metrics.proto");
    expect(out).toContain("git add --force proto samples");
  });

  it("lists no ignored files if git ignores none", async () => {
    const { code, out } = await create(await repository("main"), ["metrics"]);
    expect(code).toBe(0);
    expect(out).not.toMatch(/ignore|--force/);
  });
});

it("commits all written files, even those in the user's global ignore list", async () => {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, "ignored"), "*.csv\n");
  const { out } = await create(
    cwd,
    ["metrics"],
    `[core]\n\texcludesFile = ${join(cwd, "ignored")}\n`,
  );
  expect(git(join(cwd, "metrics"), "ls-files", "samples")).toContain("odometry.csv");
  expect(out).toContain("by `*.csv`");
});

describe("the lockfile of a project in a workspace", () => {
  it("is made by npm outside the workspace, for the image", async () => {
    const { root, target } = await workspace();
    const note = await lockForImage(fakeWorld(), target, "npm");
    expect(note).toMatch(/^package-lock\.json is for the image.*--no-workspaces$/);
    const lock = JSON.parse(await readFile(join(target, "package-lock.json"), "utf8"));
    expect(lock.name).toBe("metrics");
    expect(await readdir(root)).toEqual(["package.json", "packages"]);
  });

  it.each<[PackageManager, string, string]>([
    ["yarn", "yarn.lock", "yarn install --mode=update-lockfile"],
    ["bun", "bun.lock", "bun install --lockfile-only"],
    ["pnpm", "pnpm-lock.yaml", "pnpm install --lockfile-only"],
  ])("is made by %s outside the workspace, too", async (manager, lockfile, expected) => {
    const { root, target } = await workspace();
    const bin = await temporaryFolder();
    // Writes its arguments as the lockfile, unless it runs inside the workspace.
    const program = `#!/bin/sh
[ "$1" = --version ] && { echo 4.1.0; exit; }
[ -f package.json ] && [ -f .npmrc ] && [ "$PWD" != ${target} ] && echo "${manager} $*" > ${lockfile}
`;
    await writeFile(join(bin, manager), program, { mode: 0o755 });
    const world = fakeWorld({ env: { PATH: `${bin}:${process.env.PATH}` } });
    await lockForImage(world, target, manager);
    expect(await readFile(join(target, lockfile), "utf8")).toBe(`${expected}\n`);
    expect(await readdir(root)).toEqual(["package.json", "packages"]);
  });

  it("is left to the user if it cannot be created", async () => {
    const { target } = await workspace();
    const world = fakeWorld({ env: { PATH: "/nowhere" } });
    expect(await lockForImage(world, target, "npm")).toMatch(/failed \(.*ENOENT\); run: npm/);
  });
});

async function workspace(): Promise<{ root: string; target: string }> {
  const root = await temporaryFolder();
  const target = join(root, "packages/metrics");
  await mkdir(target, { recursive: true });
  await writeFile(join(root, "package.json"), '{"workspaces":["packages/*"]}');
  await writeFile(join(target, "package.json"), '{"name":"metrics","version":"1.0.0"}');
  await writeFile(join(target, ".npmrc"), "fund=false\n");
  return { root, target };
}
