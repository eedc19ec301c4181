import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chmod, cp, mkdir, readdir, readFile, watch, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isPristine, readPristine } from "../../generators/commands/update/pristine.js";
import { packageRoot } from "../../generators/io/packageRoot.js";
import { readProject } from "../../generators/project/readProject.js";
import { filesBelow, temporaryFolder } from "./temporaryFolder.js";

// The bundled bin in processes of their own, as npm runs it: `npm test` builds it first.
const create = join(packageRoot(), "dist", "create.cjs");
const quick = ["metrics", "--yes", "--no-install", "--link", "registry"];

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

interface StartOptions {
  uid?: number;
  /** Default: {@link create}. */
  bin?: string;
  env?: NodeJS.ProcessEnv;
}

function start(cwd: string, argv: string[], { bin = create, ...options }: StartOptions = {}) {
  const child = spawn(process.execPath, [bin, ...argv], { cwd, ...options });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
  return { child, ended };
}

const isRoot = process.getuid?.() === 0;

/** A copy of what the bin needs, where every user can read it. */
async function readableBin(): Promise<string> {
  const root = await temporaryFolder();
  await chmod(root, 0o755);
  const needed = ["package.json", "dist/create.cjs", "dist/checkNode.cjs", "dist/scaffolder.cjs"];
  const copied = ["templates", "openapi", "proto", "runtime"].map((name) => `dist/${name}`);
  for (const path of [...needed, ...copied]) {
    await cp(join(packageRoot(), path), join(root, path), { recursive: true });
  }
  return join(root, "dist", "create.cjs");
}

describe("an unwritable folder is named as the reason:", () => {
  it.skipIf(!isRoot)(
    "no permission (skipped unless root, who can be another user)",
    async ({ skip }) => {
      const cwd = await temporaryFolder();
      await chmod(cwd, 0o755);
      const nobody = { cwd, uid: 65534 };
      const { status } = spawnSync(process.execPath, ["--eval", ""], nobody);
      skip(status !== 0, "another user cannot run this Node.js, or enter the temporary folder");
      // The clone may stand in a folder that only its owner enters, such as a home.
      const bin = await readableBin();
      const { code, stderr } = await start(cwd, [...quick, "--no-git"], { uid: 65534, bin }).ended;
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringContaining("no permission to write there"),
      });
      expect(await readdir(cwd)).toEqual([]);
    },
  );

  const canMount = spawnSync("unshare", ["-rm", "true"]).status === 0;
  it.skipIf(!canMount)("a full disk (skipped if no file system can be mounted)", async () => {
    const cwd = await temporaryFolder();
    const script =
      'mount -t tmpfs -o size=64k none "$1" && cd "$1" && shift && "$@"; code=$?; ls -A; exit $code';
    const { status, stdout, stderr } = spawnSync(
      "unshare",
      ["-rm", "sh", "-c", script, "sh", cwd, process.execPath, create, ...quick, "--no-git"],
      { encoding: "utf8" },
    );
    expect({ status, left: stdout, stderr }).toEqual({
      status: 1,
      left: "",
      stderr: expect.stringContaining("the disk is full"),
    });
  });
});

it("records the hashes of the written files, as update computes them", async () => {
  const cwd = await temporaryFolder();
  await start(cwd, [...quick, "--no-git"]).ended;
  const root = join(cwd, "metrics");
  const { record } = await readProject(root);
  const files = [...readPristine(record.pristine)];
  const changed: string[] = [];
  for (const [path, file] of files) {
    if (!isPristine(file, await readFile(join(root, path)))) changed.push(path);
  }
  expect(changed).toEqual([]);
  const hashed = files.filter(([, file]) => "sha256" in file).map(([path]) => path);
  expect(hashed.filter((path) => !path.startsWith("src/generated/"))).toEqual([
    "openapi/platform.yaml",
    "proto/resim/metrics/proto/metrics.proto",
    "proto/resim/utils/proto/uuid.proto",
    "samples/lap/logs/odometry.mcap",
    "samples/slalom/logs/odometry.mcap",
    "samples/sprint/logs/odometry.mcap",
  ]);
});

describe("a run that is stopped halfway", () => {
  /** Starts it and sends the signal as soon as the first thing is written. */
  async function stop(cwd: string, signal: NodeJS.Signals) {
    const stopWatching = new AbortController();
    const changes = watch(cwd, { signal: stopWatching.signal });
    const { child, ended } = start(cwd, [...quick, "--no-git"]);
    for await (const _ of changes) break;
    child.kill(signal);
    const result = await ended;
    stopWatching.abort();
    return result;
  }

  it("leaves nothing after Ctrl-C, or the whole project if the signal came too late", async () => {
    const cwd = await temporaryFolder();
    const { code } = await stop(cwd, "SIGINT");
    expect([
      { code: 130, left: [] },
      { code: 0, left: ["metrics"] },
    ]).toContainEqual({ code, left: await readdir(cwd) });
  });

  it("leaves no incomplete project after SIGKILL", async () => {
    const cwd = await temporaryFolder();
    await stop(cwd, "SIGKILL");
    const other = await temporaryFolder();
    await start(other, [...quick, "--no-git"]).ended;
    const whole = await filesBelow(join(other, "metrics"));
    expect(whole).toContain("src/main.ts");
    const isThere = (await readdir(cwd)).includes("metrics");
    expect([[], whole]).toContainEqual(isThere ? await filesBelow(join(cwd, "metrics")) : []);
  });
});

describe("the git repository", () => {
  const identity = {
    GIT_AUTHOR_NAME: "A",
    GIT_AUTHOR_EMAIL: "a@example.com",
    GIT_COMMITTER_NAME: "A",
    GIT_COMMITTER_EMAIL: "a@example.com",
  };
  const clean = {
    PATH: process.env.PATH,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
  };

  it("contains one commit with everything", async () => {
    const cwd = await temporaryFolder();
    const { code } = await start(cwd, quick, { env: { ...clean, ...identity } }).ended;
    expect(code).toBe(0);
    const git = (...args: string[]) =>
      execFileSync("git", args, { cwd: join(cwd, "metrics"), encoding: "utf8" });
    expect(git("status", "--porcelain")).toBe("");
    expect(git("log", "--format=%an %s")).toBe("A Scaffold a metrics build\n");
  });

  it.each([
    ["without an identity", clean, "git has no user name and email"],
    ["if git is not installed", { ...clean, PATH: "/nowhere" }, "git is not installed"],
  ])("is skipped with a note %s", async (_, env, reason) => {
    const cwd = await temporaryFolder();
    const { code, stdout } = await start(cwd, quick, { env }).ended;
    expect(code).toBe(0);
    expect(stdout).toContain(`No git commit: ${reason}`);
    expect(await readdir(join(cwd, "metrics"))).not.toContain(".git");
  });

  it("has no commit if a hook refuses it, and the hook's output is quoted", async () => {
    const cwd = await temporaryFolder();
    const hooks = join(cwd, "hooks");
    await mkdir(hooks);
    const hook = "#!/bin/sh\necho 'no ticket in the message' >&2\nexit 1\n";
    await writeFile(join(hooks, "prepare-commit-msg"), hook, { mode: 0o755 });
    const config = join(cwd, "gitconfig");
    await writeFile(config, `[core]\nhooksPath = ${hooks}\n`);
    const env = { ...clean, ...identity, GIT_CONFIG_GLOBAL: config };
    const { code, stdout } = await start(cwd, quick, { env }).ended;
    expect(code).toBe(0);
    expect(stdout).toContain("No git commit: git commit failed. Output of git or your hooks:\n");
    expect(stdout).toContain("  no ticket in the message\n");
  });

  it("is skipped with a note inside another repository", async () => {
    const cwd = await temporaryFolder();
    execFileSync("git", ["init", "--quiet"], { cwd });
    const { code, stdout } = await start(cwd, quick, { env: { ...clean, ...identity } }).ended;
    expect(code).toBe(0);
    expect(stdout).toContain("No git commit: the folder is already inside a git repository");
  });
});

it("a failed installation keeps the project, and prints the command to retry", async () => {
  const cwd = await temporaryFolder();
  const bin = join(cwd, "bin");
  await mkdir(bin);
  await writeFile(join(bin, "npm"), "#!/bin/sh\necho no network >&2\nexit 1\n", { mode: 0o755 });
  const argv = ["metrics", "--yes", "--no-git", "--link", "registry"];
  const { code, stdout, stderr } = await start(cwd, argv, { env: { PATH: bin } }).ended;
  expect(code).toBe(1);
  expect(stderr).toContain("no network");
  expect(stderr).toContain("Retry in metrics: npm install");
  expect(stdout).toContain("  cd metrics\n  npm install\n");
  expect(await readFile(join(cwd, "metrics", "package.json"), "utf8")).toContain('"metrics"');
});

it("names the development dependencies that NODE_ENV would omit, and installs them itself", async () => {
  const cwd = await temporaryFolder();
  const bin = join(cwd, "bin");
  await mkdir(bin);
  await writeFile(join(bin, "npm"), '#!/bin/sh\necho "for $NODE_ENV" >&2\nexit 1\n', {
    mode: 0o755,
  });
  const argv = ["metrics", "--yes", "--no-git", "--link", "registry"];
  const env = { PATH: bin, NODE_ENV: "production" };
  const { stdout, stderr } = await start(cwd, argv, { env }).ended;
  expect(stderr).toContain("for development");
  expect(stdout).toContain("  npm install --include=dev\n");
});
