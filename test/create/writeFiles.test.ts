import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findConflicts } from "../../generators/commands/create/findConflicts.js";
import { CommandError } from "../../generators/io/CommandError.js";
import { findUnfinished, type WriteChange, writeFiles } from "../../generators/io/writeFiles.js";
import { filesBelow, temporaryFolder } from "./temporaryFolder.js";

const never = new AbortController().signal;

function changesOf(files: Iterable<readonly [string, string]>): WriteChange[] {
  return [...files].map(([path, content]) => ({ path, content }));
}

it("writes into a new folder, with the folders above it", async () => {
  const cwd = await temporaryFolder();
  const target = join(cwd, "a", "b");
  await writeFiles(target, changesOf([["c/d.txt", "text"]]), never);
  expect(await filesBelow(cwd)).toEqual(["a/b/c/d.txt"]);
});

it("leaves nothing when it is cancelled, not even parent folders", async () => {
  const cwd = await temporaryFolder();
  const writing = writeFiles(join(cwd, "a", "b"), changesOf([["c", "text"]]), AbortSignal.abort());
  await expect(writing).rejects.toMatchObject({ name: "AbortError" });
  expect(await readdir(cwd)).toEqual([]);
});

it("restores replaced files if a later move fails", async () => {
  const cwd = await temporaryFolder();
  const target = join(cwd, "target");
  await mkdir(join(target, "z"), { recursive: true });
  await writeFile(join(target, "a"), "mine");
  await writeFile(join(target, "z", "file"), "mine");
  // A file cannot be moved below another file: the last move fails.
  const blocked = changesOf([
    ["a", "ours"],
    ["b/c", "ours"],
    ["a/z", "ours"],
  ]);
  await expect(writeFiles(target, blocked, never)).rejects.toBeInstanceOf(CommandError);
  expect(await filesBelow(target)).toEqual(["a", "z/file"]);
  expect(await readFile(join(target, "a"), "utf8")).toBe("mine");
  expect(await readdir(target)).toEqual(["a", "z"]);
});

it("removes obsolete files with the other changes", async () => {
  const target = await temporaryFolder();
  await writeFile(join(target, "old"), "1");
  const changes = [{ path: "kept", content: "1" }, { path: "old" }, { path: "gone already" }];
  await writeFiles(target, changes, never);
  expect(await readdir(target)).toEqual(["kept"]);
});

it("restores removed files if a later move fails", async () => {
  const target = await temporaryFolder();
  await writeFile(join(target, "old"), "1");
  await writeFile(join(target, "in the way"), "1");
  const blocked = changesOf([
    ["old/new", "2"],
    ["in the way/file", "3"],
  ]);
  const writing = writeFiles(target, [{ path: "old" }, ...blocked], never);
  await expect(writing).rejects.toBeInstanceOf(CommandError);
  expect(await readdir(target)).toEqual(["in the way", "old"]);
  expect(await readFile(join(target, "old"), "utf8")).toBe("1");
});

it("reports only existing files with different contents as conflicts", async () => {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, "same"), "1");
  await writeFile(join(cwd, "other"), "1");
  const files = new Map([
    ["same", "1"],
    ["other", "2"],
    ["new", "3"],
  ]);
  expect(findConflicts(cwd, files)).toEqual(["other"]);
});

it("refuses to replace a folder by a file", async () => {
  const cwd = await temporaryFolder();
  await mkdir(join(cwd, "z"));
  expect(() => findConflicts(cwd, new Map([["z", "1"]]))).toThrow("z: it is a folder");
});

describe("the folders that killed runs left for the target", () => {
  it.each([
    ["are none if its parent does not exist", "none/metrics", []],
    ["are beside a target that does not exist", "metrics", [".metrics-unfinished-abc123"]],
    ["are in a target that exists", "robot", ["robot/.robot-unfinished-def456"]],
  ])("%s", async (_, target, found) => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, ".metrics-unfinished-abc123"));
    await mkdir(join(cwd, ".other-unfinished-abc123"));
    await mkdir(join(cwd, "robot", ".robot-unfinished-def456"), { recursive: true });
    expect(findUnfinished(join(cwd, target))).toEqual(found.map((path) => join(cwd, path)));
  });
});
