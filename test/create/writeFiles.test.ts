import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { findConflicts } from "../../generators/commands/create/findConflicts.js";
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
  await expect(writing).rejects.toThrow();
  expect(await readdir(cwd)).toEqual([]);
});

it("restores replaced files if a later move fails", async () => {
  const cwd = await temporaryFolder();
  const target = join(cwd, "target");
  await mkdir(join(target, "z", "folder"), { recursive: true });
  await writeFile(join(target, "a"), "mine");
  // A file cannot take the place of a folder with something in it: the last move fails.
  const files = new Map([
    ["a", "ours"],
    ["b/c", "ours"],
    ["z", "ours"],
  ]);
  await writeFile(join(target, "z", "folder", "file"), "mine");
  expect(() => findConflicts(target, files)).toThrow("z: it is a folder");
  const blocked = new Map([...files].map(([path, text]) => [path === "z" ? "a/z" : path, text]));
  await expect(writeFiles(target, changesOf(blocked), never)).rejects.toThrow();
  expect(await filesBelow(target)).toEqual(["a", "z/folder/file"]);
  expect(await readFile(join(target, "a"), "utf8")).toBe("mine");
  expect(await readdir(target)).toEqual(["a", "z"]);
});

it("removes obsolete files with the other changes, or restores them", async () => {
  const target = await temporaryFolder();
  await writeFile(join(target, "old"), "1");
  const blocked = new Map([["old/new", "2"]]);
  await writeFiles(
    target,
    [{ path: "kept", content: "1" }, { path: "old" }, { path: "gone already" }],
    never,
  );
  expect(await readdir(target)).toEqual(["kept"]);
  await writeFile(join(target, "old"), "1");
  await writeFile(join(target, "in the way"), "1");
  blocked.set("in the way/file", "3");
  await expect(
    writeFiles(target, [{ path: "old" }, ...changesOf(blocked)], never),
  ).rejects.toThrow();
  expect(await readdir(target)).toEqual(["in the way", "kept", "old"]);
  expect(await readFile(join(target, "old"), "utf8")).toBe("1");
});

it("distinguishes equal files from different ones", async () => {
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

it("finds the files that killed runs left for the same target", async () => {
  const cwd = await temporaryFolder();
  expect(findUnfinished(join(cwd, "none", "metrics"))).toEqual([]);
  const left = join(cwd, ".metrics-unfinished-abc123");
  await mkdir(left);
  await mkdir(join(cwd, ".other-unfinished-abc123"));
  expect(findUnfinished(join(cwd, "metrics"))).toEqual([left]);
  await mkdir(join(cwd, "metrics", ".metrics-unfinished-def456"), { recursive: true });
  expect(findUnfinished(join(cwd, "metrics"))).toEqual([
    join(cwd, "metrics", ".metrics-unfinished-def456"),
  ]);
});
