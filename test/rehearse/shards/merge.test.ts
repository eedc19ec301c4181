import { execFileSync } from "node:child_process";
import { appendFile, cp, readdir, rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { scalarMessage } from "../../platform/messages.js";
import type { FakeProject } from "../fakeProject.js";
import { edit, projectOf, runShards } from "./shardedProject.js";

// Each of them starts a dozen processes, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

describe("--merge refuses", () => {
  it.each<[what: string, change: (project: FakeProject) => Promise<unknown>, stderr: RegExp]>([
    [
      "what lacks a shard",
      (project) => rm(join(project.dir, "parts/shard-002-of-003"), { recursive: true }),
      /^error: the parts are not a complete rehearsal:\n {2}1 of 3 shards is missing: 2\nRun the missing shards, then merge again: metrics-project rehearse --tests samples --shard 2\/3 --out parts\n$/,
    ],
    [
      "a shard that is there twice",
      (project) =>
        cp(join(project.dir, "parts/shard-002-of-003"), join(project.dir, "parts/copy"), {
          recursive: true,
        }),
      /shard 2 of 3 is present 2 times: parts\/copy, parts\/shard-002-of-003\nPass each part once/,
    ],
    [
      "a part that lacks a test",
      (project) => rm(join(project.dir, "parts/shard-002-of-003/tests/lap-2"), { recursive: true }),
      /parts\/shard-002-of-003 lacks 1 of 2 tests: lap-2 has not run\n.* --shard 2\/3/,
    ],
    [
      "a part that is cut",
      (project) =>
        truncate(
          join(project.dir, "parts/shard-002-of-003/tests/lap-5/outputs/metrics.binproto"),
          20,
        ),
      /lacks 1 of 2 tests: lap-5 is truncated: its outputs\/metrics.binproto has 20 of \d+ bytes\n/,
    ],
    [
      "a part whose description is cut",
      (project) => truncate(join(project.dir, "parts/shard-002-of-003/shard.json"), 40),
      /parts\/shard-002-of-003\/shard.json is damaged, or does not belong to a shard\nRun the shard again/,
    ],
    [
      "a part by a newer version",
      (project) =>
        edit(project, "parts/shard-002-of-003/shard.json", (json) => ({ ...json, version: 2 })),
      /parts\/shard-002-of-003\/shard.json has version 2, written by a newer metrics-project\n/,
    ],
    [
      "parts of two builds",
      async (project) => {
        await appendFile(join(project.dir, "dist/main.mjs"), "// other\n");
        await project.rehearse("--shard", "3/3", "--out", "parts");
      },
      /the parts are of different builds:\n.*sha256:[0-9a-f]+: parts\/shard-001-of-003, parts\/shard-002-of-003\n.*parts\/shard-003-of-003\n/,
    ],
    [
      "parts of two lists of tests",
      async (project) => {
        await project.addTest("new", scalarMessage("Distance", 1));
        await project.rehearse("--shard", "3/3", "--out", "parts");
      },
      /of different lists of tests:\n {2}5 tests, .*\n {2}6 tests, /,
    ],
    [
      "parts of another build than the one that batch and report would run with",
      (project) => appendFile(join(project.dir, "dist/main.mjs"), "// other\n"),
      /the shards ran dist\/main.mjs \(sha256:\w+\), but this is dist\/main.mjs \(sha256:\w+\)\n/,
    ],
    [
      "parts of different numbers of shards",
      async (project) => {
        await project.rehearse("--shard", "1/2", "--out", "other");
        await cp(join(project.dir, "other"), join(project.dir, "parts/other"), { recursive: true });
      },
      /divided into different numbers of shards:\n {2}3 shards: .*\n {2}2 shards: parts\/other\/shard-001-of-002\n/,
    ],
  ])("%s", async (_what, change, stderr) => {
    const project = await projectOf(5);
    await runShards(project, 3);
    await change(project);
    const merged = await project.rehearse("--merge", "parts", "--batches", "0");
    expect(merged.stderr).toMatch(stderr);
    expect(merged.code).toBe(1);
    await expect(readdir(join(project.dir, "rehearsal"))).rejects.toThrow("ENOENT");
  });

  it.each<[what: string, args: string[], stderr: RegExp]>([
    ["a folder that is not there", ["--merge", "gone"], /--merge gone cannot be read: ENOENT/],
    ["a folder without parts", ["--merge", "samples"], /--merge samples: no part of a shard found/],
    [
      "--shard beside it",
      ["--merge", "samples", "--shard", "1/2"],
      /--shard does not work with --merge/,
    ],
    [
      "--tests beside it",
      ["--merge", "samples", "--tests", "x"],
      /--tests does not work with --merge/,
    ],
    ["--watch beside it", ["--merge", "samples", "--watch"], /--watch does not work with --merge/],
  ])("%s", async (_what, args, stderr) => {
    const { code, stderr: said } = await (await projectOf(1)).rehearse(...args);
    expect(said).toMatch(stderr);
    expect(code).toBe(2);
  });
});

it("--merge compares with the rehearsal in a folder, but not with a branch that it would have to run", async () => {
  const project = await projectOf(2);
  await project.rehearse("--batches", "0", "--out", "before");
  await runShards(project, 2);
  const merge = ["--merge", "parts", "--batches", "0", "--baseline"];
  const compared = await project.rehearse(...merge, "before", "--fail-on", "any");
  expect(compared).toMatchObject({ code: 0, stderr: "" });
  const git = (...args: string[]) => execFileSync("git", args, { cwd: project.dir });
  git("init", "--quiet", "--initial-branch=main");
  git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "empty", "--allow-empty");
  expect(await project.rehearse(...merge, "main")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("contains no baseline.json, and --merge cannot run another"),
  });
});
