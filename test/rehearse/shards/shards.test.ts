import {
  appendFile,
  cp,
  mkdir,
  readdir,
  readFile,
  rm,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { RehearsalSummary } from "../../../generators/commands/rehearse/RunResult.js";
import { scalarMessage } from "../../platform/messages.js";
import type { FakeProject } from "../fakeProject.js";
import { edit, projectOf, runShards } from "./shardedProject.js";

// Each of them starts a dozen processes, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const blocks = 5;

/** Names of the tests that the build ran on, in the order of their start; forgets them. */
async function testsThatRan(project: FakeProject): Promise<string[]> {
  const file = join(project.dir, "runs.txt");
  const lines = (await readFile(file, "utf8").catch(() => "")).split("\n").filter(Boolean);
  await rm(file, { force: true });
  return lines.flatMap((line) => /^samples\/(.*)$/.exec(line)?.[1] ?? []).sort();
}

/** What a rehearsal gave, without what differs from run to run. */
async function resultsIn(project: FakeProject, out: string) {
  const text = await readFile(join(project.dir, out, "rehearsal.json"), "utf8");
  const { runs, outcome, title } = JSON.parse(text) as RehearsalSummary;
  return { outcome, title, runs: runs.map(({ seconds: _, ...run }) => run) };
}

describe("shards and their merge", () => {
  it("give the results, messages, summary and exit code of one rehearsal", async () => {
    const project = await projectOf(7);
    await project.addTest("slow", scalarMessage("Distance", 1, "m", blocks));
    const whole = await project.rehearse("--out", "whole", "--fail-on", "block");
    const shards = await runShards(project, 3);
    expect(shards.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(shards[2]?.stdout).toMatch(/^shard 3 of 3: 2 of 8 tests, \d+ bytes of [\d.]+ kB$/m);
    const merged = await project.rehearse("--merge", "parts", "--out", "all", "--fail-on", "block");
    expect(merged.code).toBe(whole.code);
    expect(merged.code).toBe(3);
    expect(merged.stdout).toContain("13 runs of dist/main.mjs");
    expect(merged.stdout).toContain("a metric blocks: slow");
    expect(await resultsIn(project, "all")).toEqual(await resultsIn(project, "whole"));
    for (const run of (await resultsIn(project, "whole")).runs) {
      const message = `${run.outputs}/metrics.binproto`;
      expect(await readFile(join(project.dir, "all", message)), message).toEqual(
        await readFile(join(project.dir, "whole", message)),
      );
    }
    // The parts stay as they are, to be merged again.
    expect((await project.rehearse("--merge", "parts", "--batches", "0")).code).toBe(0);
  });

  it("run each test once, for any folder that the parts are copied to", async () => {
    const project = await projectOf(5);
    await runShards(project, 2);
    expect(await testsThatRan(project)).toEqual(["lap-1", "lap-2", "lap-3", "lap-4", "lap-5"]);
    // As artifacts of CI come: each in a folder of its own.
    for (const name of await readdir(join(project.dir, "parts"))) {
      if (!name.startsWith("shard-")) continue;
      await cp(
        join(project.dir, "parts", name),
        join(project.dir, "artifacts", `a-${name}`, name),
        {
          recursive: true,
          preserveTimestamps: false,
        },
      );
    }
    await rm(join(project.dir, "parts"), { recursive: true });
    const folders = await readdir(join(project.dir, "artifacts"));
    const named = folders.map((name) => join("artifacts", name));
    for (const args of [["artifacts"], named]) {
      const merged = await project.rehearse("--merge", ...args, "--batches", "0");
      expect(merged).toMatchObject({ code: 0, stderr: "" });
      expect(await testsThatRan(project)).toEqual([]);
    }
  });

  it("treat a crash as a result: the shard continues, and both exit codes show it", async () => {
    const project = await projectOf(3);
    await project.addTest("bad", "crash");
    const [first, second] = await runShards(project, 2);
    expect([first?.code, second?.code].sort()).toEqual([0, 1]);
    const failed = first?.code === 1 ? first : second;
    expect(failed?.stdout).toContain("\nbad: exit code 1\n  | the log is cut off\n");
    const merged = await project.rehearse("--merge", "parts", "--batches", "0");
    expect(merged.code).toBe(1);
    expect(merged.stdout).toContain("\nbad: exit code 1\n  | the log is cut off\n");
    expect(merged.stdout).toContain("5 runs of dist/main.mjs");
  });

  it("may be more than there are tests: those without any write an empty part", async () => {
    const project = await projectOf(2);
    const shards = await runShards(project, 4);
    expect(shards.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(shards[3]?.stdout).toContain("shard 4 of 4: 0 of 2 tests, 0 bytes of");
    expect((await project.rehearse("--merge", "parts", "--batches", "0")).code).toBe(0);
  });

  it("print their results as JSON, with their share", async () => {
    const project = await projectOf(3);
    const { stdout, stderr } = await project.rehearse("--shard", "1/2", "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: "done",
      ran: 2,
      shard: { index: 1, total: 2, tests: 2, ofTests: 3 },
      runs: [{ name: "lap-1" }, { name: "lap-3" }],
    });
    expect(stderr).toContain("shard 1 of 2: 2 of 3 tests");
  });

  it("follow an engine's variables, and name them", async () => {
    const project = await projectOf(3);
    const env = { CI_NODE_INDEX: "2", CI_NODE_TOTAL: "3" };
    const { code, stdout } = await project.rehearseWith(env, "--out", "parts");
    expect(stdout).toContain(
      "shard 2 of 3 (GitLab: CI_NODE_INDEX=2, CI_NODE_TOTAL=3): 1 of 3 tests",
    );
    expect(code).toBe(0);
    expect(await testsThatRan(project)).toEqual(["lap-2"]);
    const all = await project.rehearseWith(env, "--shard", "none", "--batches", "0");
    expect(all.code).toBe(0);
    expect(await testsThatRan(project)).toEqual(["lap-1", "lap-2", "lap-3"]);
  });
});

describe("a restarted shard", () => {
  it("runs only the missing tests, and reports how many are done", async () => {
    const project = await projectOf(4);
    await project.rehearse("--shard", "1/1", "--out", "parts");
    await testsThatRan(project);
    await rm(join(project.dir, "parts/shard-001-of-001/tests/lap-2"), { recursive: true });
    const { code, stdout } = await project.rehearse("--shard", "1/1", "--out", "parts");
    expect(code).toBe(0);
    expect(stdout).toContain("3 of 4 already done\n");
    expect(stdout).toMatch(/^lap-2 +PASSED/m);
    expect(stdout).not.toMatch(/^lap-1 +PASSED/m);
    expect(stdout).toContain("1 of 4 runs of dist/main.mjs");
    expect(await testsThatRan(project)).toEqual(["lap-2"]);
  });

  const part = "parts/shard-001-of-001/tests/lap-1";
  it.each<[what: string, change: (project: FakeProject) => Promise<unknown>, again: string[]]>([
    ["nothing", async () => {}, []],
    [
      "the build",
      (project) => appendFile(join(project.dir, "dist/main.mjs"), "// other\n"),
      ["lap-1", "lap-2"],
    ],
    [
      "the size of a log",
      (project) => writeFile(join(project.dir, "samples/lap-1/logs/more.txt"), "more"),
      ["lap-1"],
    ],
    [
      "the time of a log",
      (project) => utimes(join(project.dir, "samples/lap-1/logs/message.binproto"), 1, 1),
      ["lap-1"],
    ],
    [
      "a message, which is cut",
      (project) => truncate(join(project.dir, part, "outputs/metrics.binproto"), 9),
      ["lap-1"],
    ],
    [
      "a message, which is gone",
      (project) => rm(join(project.dir, part, "outputs/metrics.binproto")),
      ["lap-1"],
    ],
    [
      "a result, which is cut",
      (project) => truncate(join(project.dir, part, "result.json"), 30),
      ["lap-1"],
    ],
    [
      "a result, which an older format wrote",
      (project) => edit(project, `${part}/result.json`, (json) => ({ ...json, version: 0 })),
      ["lap-1"],
    ],
    [
      "the description of the part, which is cut",
      (project) => truncate(join(project.dir, "parts/shard-001-of-001/shard.json"), 10),
      [],
    ],
  ])(
    "runs a test again unless its result is complete and from this build and these inputs: changed is %s",
    async (_what, change, again) => {
      const project = await projectOf(2);
      await project.rehearse("--shard", "1/1", "--out", "parts");
      await testsThatRan(project);
      await change(project);
      expect((await project.rehearse("--shard", "1/1", "--out", "parts")).code).toBe(0);
      expect(await testsThatRan(project)).toEqual(again);
      expect((await project.rehearse("--merge", "parts", "--batches", "0")).code).toBe(0);
    },
  );

  it("keeps a failure, unless it must rerun failed tests", async () => {
    const project = await projectOf(1);
    await project.addTest("bad", "crash");
    const again = async (...args: string[]) => {
      const { code } = await project.rehearse("--shard", "1/1", "--out", "parts", ...args);
      return { code, ran: await testsThatRan(project) };
    };
    expect(await again()).toEqual({ code: 1, ran: ["bad", "lap-1"] });
    expect(await again()).toEqual({ code: 1, ran: [] });
    expect(await again("--rerun-failed")).toEqual({ code: 1, ran: ["bad"] });
    // Every test has a result, so the merge can judge them.
    expect(await again("--allow-failed")).toEqual({ code: 0, ran: [] });
  });
});

describe("--shard refuses", () => {
  it.each<[what: string, args: string[], stderr: RegExp]>([
    ["--first", ["--first"], /--first does not work with --shard/],
    ["--batches", ["--batches", "1"], /--batches does not work with a shard/],
    [
      "--baseline",
      ["--baseline", "main"],
      /--baseline does not work with a shard.*\nPass it with --merge/,
    ],
  ])("%s", async (_what, args, stderr) => {
    const { code, stderr: said } = await (await projectOf(1)).rehearse("--shard", "1/2", ...args);
    expect(said).toMatch(stderr);
    expect(code).toBe(2);
  });

  it("a folder with parts of another number of shards, or with files of anybody's", async () => {
    const project = await projectOf(1);
    await project.rehearse("--shard", "1/2", "--out", "parts");
    expect(await project.rehearse("--shard", "1/3", "--out", "parts")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("parts contains shard-001-of-002, but this is shard 1 of 3"),
    });
    await mkdir(join(project.dir, "mine/own"), { recursive: true });
    expect(await project.rehearse("--shard", "1/3", "--out", "mine")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("mine contains files not written by a rehearsal"),
    });
  });

  it("folders without --merge, and options of shards without --shard", async () => {
    const project = await projectOf(1);
    expect(await project.rehearse("parts")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('unexpected argument "parts"'),
    });
    expect(await project.rehearse("--rerun-failed")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--rerun-failed requires --shard"),
    });
    expect(await project.rehearse("--allow-failed")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--allow-failed requires --shard"),
    });
  });
});
