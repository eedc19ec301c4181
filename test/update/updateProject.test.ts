import { chmod, mkdir, readdir, readlink, rm, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { recordFile, recordMore } from "../../generators/project/projectRecord.js";
import { temporaryFolder } from "../temporary.js";
import {
  answers,
  commit,
  git,
  main,
  project,
  read,
  render,
  update,
  write,
} from "./projectUnderUpdate.js";

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
