import { execFile, execFileSync } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../generators/io/packageRoot.js";
import { temporaryFolder } from "../temporary.js";

const script = join(packageRoot(), "templates/project/ci/common/ci/propose-regenerated.sh");
const title = "Regenerate from the platform's changed API";

/** Paths of a project, as `generate` and its users write them. */
const first = {
  "openapi/platform.yaml": "version: 1\n",
  "src/generated/api/paths.ts": "// 1\n",
  "src/main.ts": "one\ntwo\nthree\n",
};

describe("the commit that a weekly job pushes", () => {
  it("is one commit on a branch of its own", async () => {
    const { propose, log, file } = await repository();
    expect(await propose({ "openapi/platform.yaml": "version: 2\n" })).toMatchObject({ code: 0 });
    expect(log("regenerate")).toEqual([title, "first"]);
    expect(log("main")).toEqual(["first"]);
    expect(file("regenerate", "openapi/platform.yaml")).toBe("version: 2\n");
  });

  it("follows a developer's commits on its branch", async () => {
    const { propose, develop, log, file } = await repository();
    await propose({ "openapi/platform.yaml": "version: 2\n" });
    await develop("regenerate", { "src/main.ts": "ONE\ntwo\nthree\n" }, "adapt");
    const { code, output } = await propose({
      "openapi/platform.yaml": "version: 3\n",
      "src/generated/api/paths.ts": "// 3\n",
    });
    expect({ code, output }).toEqual({
      code: 0,
      output: expect.stringContaining("after the commits of others"),
    });
    expect(log("regenerate")).toEqual(expect.arrayContaining(["adapt", title, "first"]));
    expect(file("regenerate", "src/main.ts")).toBe("ONE\ntwo\nthree\n");
    expect(file("regenerate", "openapi/platform.yaml")).toBe("version: 3\n");
    expect(file("regenerate", "src/generated/api/paths.ts")).toBe("// 3\n");
  });

  it("includes the default branch's new commits", async () => {
    const { propose, develop, file } = await repository();
    await propose({ "openapi/platform.yaml": "version: 2\n" });
    await develop("regenerate", { "src/main.ts": "ONE\ntwo\nthree\n" }, "adapt");
    await develop("main", { "src/main.ts": "one\ntwo\nTHREE\n" }, "more");
    await propose({ "openapi/platform.yaml": "version: 3\n" });
    expect(file("regenerate", "src/main.ts")).toBe("ONE\ntwo\nTHREE\n");
  });

  it("does not exist if the branch already has the change", async () => {
    const { propose, log } = await repository();
    await propose({ "openapi/platform.yaml": "version: 2\n" });
    const before = log("regenerate");
    const { code, output } = await propose({ "openapi/platform.yaml": "version: 2\n" });
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining("already") });
    expect(log("regenerate")).toEqual(before);
  });

  it("does not exist if the API did not change", async () => {
    const { propose, log } = await repository();
    expect(await propose({})).toMatchObject({
      code: 0,
      output: expect.stringContaining("not change"),
    });
    expect(log("regenerate")).toEqual([]);
  });

  it("starts from the default branch if the last one was merged and the branch was kept", async () => {
    const { propose, git, log } = await repository();
    await propose({ "openapi/platform.yaml": "version: 2\n" });
    git("push", "-q", "origin", "origin/regenerate:main");
    await propose({ "openapi/platform.yaml": "version: 3\n" });
    expect(log("regenerate")).toEqual([title, title, "first"]);
  });

  it("starts from the default branch if the last one was squashed into it", async () => {
    const { propose, develop, file } = await repository();
    await propose({ "openapi/platform.yaml": "version: 2\n" });
    await develop(
      "main",
      { "openapi/platform.yaml": "version: 2\n", "src/main.ts": "x\n" },
      "squashed",
    );
    expect(await propose({ "openapi/platform.yaml": "version: 3\n" })).toMatchObject({ code: 0 });
    expect(file("regenerate", "openapi/platform.yaml")).toBe("version: 3\n");
    expect(file("regenerate", "src/main.ts")).toBe("x\n");
  });

  it("is not pushed if developers changed the same lines in both branches, and the file is named", async () => {
    const { propose, develop, log } = await repository();
    await propose({ "openapi/platform.yaml": "version: 2\n" });
    await develop("regenerate", { "src/main.ts": "ONE\ntwo\nthree\n" }, "adapt");
    await develop("main", { "src/main.ts": "UNO\ntwo\nthree\n" }, "other");
    const before = log("regenerate");
    const { code, output } = await propose({ "openapi/platform.yaml": "version: 3\n" });
    expect(code).toBe(1);
    expect(output).toMatch(/both changed src\/main\.ts .*Nothing was pushed/s);
    expect(log("regenerate")).toEqual(before);
  });

  it("is not pushed if somebody else pushes at the same time", async () => {
    const { root, work, propose, develop, log } = await repository();
    await propose({ "openapi/platform.yaml": "version: 2\n" });
    await develop("regenerate", { "src/main.ts": "ONE\n" }, "adapt", { push: false });
    const hook = `#!/bin/sh\ncd ${join(root, "developer")} && git push -q origin HEAD:regenerate\n`;
    await writeFile(join(work, ".git/hooks/pre-push"), hook, { mode: 0o755 });
    const { code, output } = await propose({ "openapi/platform.yaml": "version: 3\n" });
    expect({ code, output }).toEqual({
      code: 1,
      output: expect.stringContaining("somebody else may have pushed"),
    });
    expect(log("regenerate")).toEqual(["adapt", title, "first"]);
  });

  it("contains only files of generate, whatever the patch contains", async () => {
    const { propose, file } = await repository();
    await propose({
      "openapi/platform.yaml": "version: 2\n",
      "src/main.ts": "evil\n",
      ".github/workflows/own.yml": "on: push\n",
    });
    expect(file("regenerate", "src/main.ts")).toBe("one\ntwo\nthree\n");
    expect(() => file("regenerate", ".github/workflows/own.yml")).toThrow();
  });

  it("removes files that are no longer generated", async () => {
    const { propose, file } = await repository({
      ...first,
      "src/generated/api/old.ts": "// old\n",
    });
    await propose({ "openapi/platform.yaml": "version: 2\n" });
    await propose({
      "openapi/platform.yaml": "version: 3\n",
      "src/generated/api/old.ts": undefined,
    });
    expect(() => file("regenerate", "src/generated/api/old.ts")).toThrow();
  });

  it("works for a project in a folder of its repository", async () => {
    const files = Object.entries(first).map(([path, text]) => [`apps/metrics/${path}`, text]);
    const { propose, file } = await repository(Object.fromEntries(files), "apps/metrics");
    const result = await propose({
      "apps/metrics/openapi/platform.yaml": "version: 2\n",
      "openapi/other.yaml": "not ours\n",
    });
    expect(result).toMatchObject({ code: 0 });
    expect(file("regenerate", "apps/metrics/openapi/platform.yaml")).toBe("version: 2\n");
    expect(() => file("regenerate", "openapi/other.yaml")).toThrow();
  });

  it("neither keeps nor prints a token", async () => {
    const { work, propose } = await repository();
    const { output } = await propose({ "openapi/platform.yaml": "version: 2\n" }, "s3cret");
    expect(output).not.toContain("s3cret");
    expect(await readFile(join(work, ".git/config"), "utf8")).not.toContain("s3cret");
  });
});

const who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];

/** A bare origin with one commit, a developer's clone of it, and a fresh clone for every run of the job. */
async function repository(files: Record<string, string> = first, folder = "") {
  const root = await temporaryFolder();
  const origin = join(root, "origin.git");
  const developer = join(root, "developer");
  const work = join(root, "work");
  const gitIn = (cwd: string, ...args: string[]) =>
    execFileSync("git", [...who, ...args], { cwd, encoding: "utf8", stdio: "pipe" });
  const write = async (cwd: string, changes: Record<string, string | undefined>) => {
    for (const [path, text] of Object.entries(changes)) {
      await mkdir(dirname(join(cwd, path)), { recursive: true });
      if (text === undefined) await rm(join(cwd, path));
      else await writeFile(join(cwd, path), text);
    }
  };
  gitIn(root, "init", "-q", "--bare", "-b", "main", origin);
  gitIn(root, "clone", "-q", origin, developer);
  await write(developer, files);
  gitIn(developer, "add", "--all");
  gitIn(developer, "commit", "-qm", "first");
  gitIn(developer, "push", "-q", "origin", "HEAD:main");
  await mkdir(join(work, ".git/hooks"), { recursive: true });

  return {
    root,
    work,
    git: (...args: string[]) => {
      gitIn(developer, "fetch", "-q");
      return gitIn(developer, ...args);
    },
    /** What a person commits to a branch. */
    async develop(
      branch: string,
      changes: Record<string, string>,
      message: string,
      { push = true } = {},
    ) {
      gitIn(developer, "fetch", "-q");
      gitIn(developer, "checkout", "-q", "--detach", `origin/${branch}`);
      await write(developer, changes);
      gitIn(developer, "commit", "-qam", message);
      if (push) gitIn(developer, "push", "-q", "origin", `HEAD:${branch}`);
    },
    /** One run of the job: a clone of the default branch, what generate left there as a patch, and the script. */
    async propose(changes: Record<string, string | undefined>, token = "") {
      const hook = await readFile(join(work, ".git/hooks/pre-push"), "utf8").catch(() => undefined);
      await rm(work, { recursive: true });
      gitIn(root, "clone", "-q", origin, work);
      if (hook !== undefined)
        await writeFile(join(work, ".git/hooks/pre-push"), hook, { mode: 0o755 });
      await write(work, changes);
      gitIn(work, "add", "--all");
      await writeFile(join(root, "change.patch"), gitIn(work, "diff", "--cached", "--binary"));
      await writeFile(join(root, "summary.md"), "## Platform API\n\nChanged.\n");
      gitIn(work, "reset", "-q", "--hard");
      const args = [script, join(root, "change.patch"), join(root, "summary.md")];
      const env = { ...process.env, PUSH_TOKEN: token, HOME: root };
      const done = promisify(execFile)("sh", args, { cwd: join(work, folder), env });
      return done.then(
        ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
        (error: { code: number; stdout: string; stderr: string }) => ({
          code: error.code,
          output: error.stdout + error.stderr,
        }),
      );
    },
    /** Titles of the commits of a branch at the origin, merges left out, from the newest on. */
    log(branch: string): string[] {
      try {
        const text = gitIn(origin, "log", "--no-merges", "--format=%s", `refs/heads/${branch}`);
        return text.trim().split("\n");
      } catch {
        return [];
      }
    },
    file: (branch: string, path: string) => gitIn(origin, "show", `${branch}:${path}`),
  };
}
