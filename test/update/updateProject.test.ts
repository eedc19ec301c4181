import { execFileSync } from "node:child_process";
import {
  chmod,
  mkdir,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { updateProject } from "../../generators/commands/update/updateProject.js";
import type { RenderedFiles } from "../../generators/io/RenderedFiles.js";
import type { Answers } from "../../generators/project/answers.js";
import { projectRecord, recordFile, recordMore } from "../../generators/project/projectRecord.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { temporaryFolder } from "../temporary.js";

const answers: Answers = {
  name: "my-metrics",
  logs: "csv",
  modes: ["test"],
  ci: "none",
  packageManager: "npm",
  link: "registry",
};
const main = "one\ntwo\nthree\nfour\nfive\nsix\n";

/** What a version of ours would write. */
function render(version: string, files: Record<string, string>): RenderedFiles {
  const rendered: RenderedFiles = new Map(Object.entries(files));
  rendered.set(recordFile, projectRecord({ version, answers }, rendered));
  return rendered;
}

const git = (root: string, ...args: string[]) =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], {
    cwd: root,
    encoding: "utf8",
  });

interface Setting {
  version?: string;
  repository?: boolean;
  /** The project's folder within the repository. */
  folder?: string;
}

async function project({ version = "0.1.0", repository = true, folder = "." }: Setting = {}) {
  const top = await temporaryFolder();
  const root = join(top, folder);
  await write(root, { ...Object.fromEntries(render(version, { "src/main.ts": main })) });
  if (repository) {
    git(top, "init", "--quiet");
    commit(top);
  }
  return root;
}

const commit = (root: string) => {
  git(root, "add", "--all");
  git(root, "commit", "--quiet", "-m", "x");
};

async function write(root: string, files: Record<string, string | Uint8Array>) {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
}

const read = (root: string, path: string) => readFile(join(root, path), "utf8");

const update = (
  root: string,
  files: Record<string, string> = { "src/main.ts": main.replace("one", "ONE") },
  options: {
    force?: boolean;
    dryRun?: boolean;
    recopy?: boolean;
    version?: string;
    signal?: AbortSignal;
  } = {},
) => {
  const { version = "0.2.0", signal, ...rest } = options;
  const world = fakeWorld({ cwd: root, ...(signal ? { signal } : {}) });
  return updateProject(world, { version, render: async () => render(version, files), ...rest });
};

describe("updateProject", () => {
  test("applies the template's change, and keeps the user's change and the mode of the file", async () => {
    const root = await project();
    await write(root, { "src/main.ts": main.replace("six", "SIX") });
    await chmod(join(root, "src/main.ts"), 0o755);
    commit(root);
    const report = await update(root);
    expect(await read(root, "src/main.ts")).toBe(main.replace("one", "ONE").replace("six", "SIX"));
    expect((await stat(join(root, "src/main.ts"))).mode & 0o777).toBe(0o755);
    expect(report).toMatchObject({ from: "0.1.0", to: "0.2.0", conflicts: [], kept: [] });
    expect(JSON.parse(await read(root, recordFile)).version).toBe("0.2.0");
  });

  test("changes nothing when it is run again", async () => {
    const root = await project();
    await update(root);
    commit(root);
    expect((await update(root)).changes).toEqual([]);
    expect(git(root, "status", "--porcelain")).toBe("");
  });

  test("updates a project of a prerelease of this version", async () => {
    const root = await project({ version: "0.2.0-rc.2" });
    const { changes } = await update(root);
    expect(changes).toContainEqual({ kind: "changed", path: "src/main.ts" });
  });

  test("works from a folder within the project", async () => {
    const root = await project();
    await update(join(root, "src"));
    expect(await read(root, "src/main.ts")).toBe(main.replace("one", "ONE"));
  });

  test("marks conflicts and puts the three texts into git's index", async () => {
    const root = await project({ folder: "tools/my metrics" });
    await write(root, { "src/main.ts": main.replace("two", "mine") });
    commit(root);
    const report = await update(root, { "src/main.ts": main.replace("two", "theirs") });
    expect(report.conflicts).toEqual([{ path: "src/main.ts", places: 1 }]);
    expect(await read(root, "src/main.ts")).toContain("<<<<<<< yours\nmine\n=======\ntheirs\n");
    expect(git(root, "status", "--porcelain", "--", "src")).toContain("UU ");
    const staged = (stage: number) => git(root, "show", `:${stage}:./src/main.ts`);
    expect([1, 2, 3].map(staged)).toEqual([
      main,
      main.replace("two", "mine"),
      main.replace("two", "theirs"),
    ]);
  });

  test("--dry-run shows the difference and changes nothing", async () => {
    const root = await project();
    await write(root, { "uncommitted.txt": "x" });
    const report = await update(root, undefined, { dryRun: true });
    expect(report.diff).toBe(
      "--- a/src/main.ts\n+++ b/src/main.ts\n@@ -1,4 +1,4 @@\n-one\n+ONE\n two\n three\n four\n",
    );
    expect(git(root, "status", "--porcelain")).toBe("?? uncommitted.txt\n");
  });
});

describe("removed and kept files", () => {
  const changed = { "src/main.ts": main.replace("one", "ONE") };

  test("empty folders are removed, others are kept", async () => {
    const root = await temporaryFolder();
    const old = { "a/b/old.ts": main, "c/old.ts": main.toUpperCase(), "src/main.ts": main };
    await write(root, { ...Object.fromEntries(render("0.1.0", old)), "c/mine.ts": "mine" });
    await update(root, changed, { force: true });
    expect(await readdir(root)).toEqual([recordFile, "c", "src"]);
    expect(await readdir(join(root, "c"))).toEqual(["mine.ts"]);
  });

  test("our tarballs that no dependency names are removed, others are kept", async () => {
    const root = await project();
    const manifest = '{"dependencies":{"x":"file:vendor/metrics-project-platform-0.1.0-aa.tgz"}}\n';
    await write(root, {
      "package.json": manifest,
      "vendor/create-metrics-project-0.1.0-aaaaaaaa.tgz": "old",
      "vendor/metrics-project-runtime-0.2.0-bbbbbbbb.tgz": "new",
      "vendor/metrics-project-platform-0.1.0-aa.tgz": "in use",
      "vendor/theirs-1.0.0.tgz": "mine",
    });
    commit(root);
    const next = {
      ...changed,
      "package.json": manifest,
      "vendor/metrics-project-runtime-0.2.0-bbbbbbbb.tgz": "new",
    };
    const report = await update(root, next);
    expect(report.changes).toContainEqual({
      kind: "removed",
      path: "vendor/create-metrics-project-0.1.0-aaaaaaaa.tgz",
    });
    expect(await readdir(join(root, "vendor"))).toEqual([
      "metrics-project-platform-0.1.0-aa.tgz",
      "metrics-project-runtime-0.2.0-bbbbbbbb.tgz",
      "theirs-1.0.0.tgz",
    ]);
  });

  test("a link to a file of the project stays a link, and its target is changed", async () => {
    const root = await project();
    await write(root, { "shared/main.ts": main });
    await rm(join(root, "src/main.ts"));
    await symlink("../shared/main.ts", join(root, "src/main.ts"));
    commit(root);
    await update(root, changed);
    expect(await readlink(join(root, "src/main.ts"))).toBe("../shared/main.ts");
    expect(await read(root, "shared/main.ts")).toBe(changed["src/main.ts"]);
  });

  test("a file that git ignores does not count as a moved file", async () => {
    const root = await project();
    await rm(join(root, "src/main.ts"));
    await write(root, { ".gitignore": ".venv/\n", ".venv/main.ts": main });
    commit(root);
    const report = await update(root);
    expect(report.kept).toEqual([{ path: "src/main.ts", reason: "deleted by you" }]);
    expect(await read(root, ".venv/main.ts")).toBe(main);
  });

  test("a moved file is found before it is committed", async () => {
    const root = await project();
    await rm(join(root, "src/main.ts"));
    await write(root, { "lib/start.ts": main });
    await update(root, changed, { force: true });
    expect(await read(root, "lib/start.ts")).toBe(changed["src/main.ts"]);
  });

  test.skipIf(process.getuid?.() === 0)("a folder that cannot be read is named", async () => {
    const root = await project({ repository: false });
    await rm(join(root, "src/main.ts"));
    await mkdir(join(root, "locked"), { mode: 0 });
    await expect(update(root, changed, { force: true })).rejects.toThrow(
      "cannot read locked: no permission",
    );
    await chmod(join(root, "locked"), 0o755);
  });

  test("existing files that the user kept at creation stay, as do other fields of the record", async () => {
    const root = await project();
    const text = recordMore(await read(root, recordFile), {
      kept: ["src/main.ts", "gone.ts"],
      others: { tolerances: { absolute: 1 } },
    });
    await write(root, { "src/main.ts": "mine\n", [recordFile]: text });
    commit(root);
    const report = await update(root);
    expect(report).toMatchObject({
      conflicts: [],
      kept: [{ path: "src/main.ts", reason: "kept by you" }],
    });
    expect(await read(root, "src/main.ts")).toBe("mine\n");
    expect(JSON.parse(await read(root, recordFile))).toMatchObject({
      version: "0.2.0",
      kept: ["src/main.ts"],
      tolerances: { absolute: 1 },
    });
  });
});

describe("recopy", () => {
  test("overwrites edits and deletions with the templates, and keeps the user's files", async () => {
    const root = await project();
    await write(root, { "src/main.ts": "edited\n", "src/mine.ts": "mine\n" });
    commit(root);
    const files = { "src/main.ts": main, "README.md": "new\n" };
    const report = await update(root, files, { recopy: true });
    expect(report).toMatchObject({
      conflicts: [],
      kept: [],
      changes: expect.arrayContaining([
        { kind: "added", path: "README.md" },
        { kind: "changed", path: "src/main.ts" },
      ]),
    });
    expect(await read(root, "src/main.ts")).toBe(main);
    expect(await read(root, "src/mine.ts")).toBe("mine\n");
  });

  test("changes nothing when it is run again", async () => {
    const root = await project();
    await update(root, { "src/main.ts": main }, { recopy: true });
    commit(root);
    const again = await update(root, { "src/main.ts": main }, { recopy: true });
    expect(again.changes).toEqual([]);
  });

  test("removes unchanged files of an older template", async () => {
    const root = await project();
    await update(root, { "src/start.ts": "start\n" }, { recopy: true });
    expect(await readdir(join(root, "src"))).toEqual(["start.ts"]);
  });

  test("refuses uncommitted changes, which could not be restored", async () => {
    const root = await project();
    await write(root, { "src/main.ts": "edited\n" });
    await expect(update(root, undefined, { recopy: true })).rejects.toThrow("uncommitted changes");
    expect(await read(root, "src/main.ts")).toBe("edited\n");
  });

  test("works with a damaged record", async () => {
    const root = await project();
    const record = { version: "0.1.0", pristine: "H4s", answers };
    await write(root, { [recordFile]: JSON.stringify(record) });
    commit(root);
    await update(root, undefined, { recopy: true });
    expect(await read(root, "src/main.ts")).toBe(main.replace("one", "ONE"));
  });
});

describe("an update is refused, and changes nothing, for", () => {
  const reasons: [what: string, prepare: () => Promise<string>, text: string, message: RegExp][] = [
    [
      "uncommitted changes",
      async () => {
        const root = await project();
        await write(root, { "src/main.ts": main.replace("six", "SIX") });
        return root;
      },
      main.replace("six", "SIX"),
      /uncommitted changes:\n +M src\/main.ts/,
    ],
    [
      "a project without a repository",
      () => project({ repository: false }),
      main,
      /is not in a git repository/,
    ],
  ];

  test.each(reasons)("%s", async (_, prepare, text, message) => {
    const root = await prepare();
    await expect(update(root)).rejects.toThrow(message);
    expect(await read(root, "src/main.ts")).toBe(text);
  });

  test.each(reasons)("%s, unless it is forced", async (_, prepare, text) => {
    const root = await prepare();
    await update(root, undefined, { force: true });
    expect(await read(root, "src/main.ts")).toBe(text.replace("one", "ONE"));
  });

  test("a folder that is not a project of ours", async () => {
    const root = await temporaryFolder();
    await expect(update(root)).rejects.toThrow(
      "not in a project created by create-metrics-project",
    );
  });

  test.each(["0.10.0", "0.2.1-rc.1", "1.0.0"])(
    "a project of a newer version: %s",
    async (version) => {
      const root = await project({ version });
      await expect(update(root)).rejects.toThrow(
        `this project was written by create-metrics-project ${version}, but this is the older 0.2.0`,
      );
    },
  );

  test("a newer record with unknown fields, which is reported as newer, not as damaged", async () => {
    const root = await temporaryFolder();
    const record = { version: "99.0.0", pristine: "H4s", answers: { ...answers, logs: "bag" } };
    await write(root, { [recordFile]: JSON.stringify(record, null, 2) });
    await expect(update(root)).rejects.toThrow(
      "this project was written by create-metrics-project 99.0.0",
    );
  });

  test.each([
    ["not JSON", "{", "it is not JSON"],
    ["no version", "{}", '"version" is undefined'],
    ["a foreign file", '{ "version": "1.2.3" }', '"pristine" is missing'],
    [
      "an answer that does not exist",
      JSON.stringify({ version: "0.1.0", pristine: "", answers: { ...answers, logs: "bag" } }),
      '"logs" is "bag"',
    ],
    [
      "a cut record",
      JSON.stringify({ version: "0.1.0", pristine: "H4s", answers }),
      "it cannot be decoded",
    ],
  ])("a damaged record: %s", async (_name, text, message) => {
    const root = await temporaryFolder();
    await write(root, { [recordFile]: text });
    await expect(update(root, undefined, { force: true })).rejects.toThrow(message);
  });

  test("a file that cannot be written; the others are restored", async () => {
    const root = await project();
    // A folder has the name of a new file of the template.
    await write(root, { "z.ts/mine.txt": "mine" });
    commit(root);
    const files = { "src/main.ts": main.replace("one", "ONE"), "z.ts": "theirs" };
    await expect(update(root, files)).rejects.toThrow(/cannot write .*z.ts: it is a folder/);
    expect(await read(root, "src/main.ts")).toBe(main);
    expect(await read(root, "z.ts/mine.txt")).toBe("mine");
    expect((await readdir(root)).filter((name) => name.includes("-unfinished-"))).toEqual([]);
    expect(git(root, "status", "--porcelain")).toBe("");
  });

  test("the remains of a killed run, with the command that restores its files", async () => {
    const root = await project();
    const left = `.${basename(root)}-unfinished-abc123`;
    await write(root, { [`${left}/old/src/main.ts`]: main });
    await expect(update(root)).rejects.toMatchObject({
      message: expect.stringContaining(`and left ${left}`),
      hint: expect.stringContaining(`the contents of ${left}/old back`),
    });
  });

  test("a signal that cancels it; no temporary files remain", async () => {
    const root = await project({ repository: false });
    const signal = AbortSignal.abort();
    await expect(update(root, undefined, { force: true, signal })).rejects.toMatchObject({
      name: "AbortError",
    });
    expect(await read(root, "src/main.ts")).toBe(main);
    await rm(join(root, recordFile));
    expect(await readdir(root)).toEqual(["src"]);
  });
});
