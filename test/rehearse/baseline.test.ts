import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseBaseline, writeBaseline } from "../../generators/compare/side/Baseline.js";
import { MetricStatus } from "../../runtime/src/generated/proto/resim/metrics/proto/metrics.js";
import { rowsOf } from "../diff/rehearsed.js";
import { scalarMessage } from "../platform/messages.js";
import { type FakeProject, fakeProject } from "./fakeProject.js";

const failed = MetricStatus.FAIL_BLOCK_METRIC_STATUS;

let project: FakeProject;
let folder: string;
let baseline: string;

/** Sets what the one test of the project writes. */
const setLap = (speed: number, status?: MetricStatus) =>
  project.addTest("lap", scalarMessage("Top speed", speed, "m/s", status));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "baseline-"));
  project = await fakeProject(folder);
  await writeFile(join(folder, "package.json"), '{ "name": "mine" }');
  await setLap(1);
  const { code, stdout } = await project.rehearse("--save-baseline", "baseline.json");
  expect(stdout).toContain("baseline: baseline.json\n");
  expect(code).toBe(0);
  baseline = await readFile(join(folder, "baseline.json"), "utf8");
  const git = (...args: string[]) => execFileSync("git", [...identity, ...args], { cwd: folder });
  await writeFile(join(folder, ".gitignore"), "rehearsal\nruns.txt\n");
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all");
  git("commit", "--quiet", "--message", "with a baseline");
  git("branch", "kept");
  git("rm", "--quiet", "--cached", "baseline.json");
  git("commit", "--quiet", "--message", "without");
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

const identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
/** No report, and no batches made up for it. */
const brief = ["--batches", "0"];

describe("rehearse --baseline", () => {
  it("shows the change beside each figure, and all changes below the table", async () => {
    await setLap(2, failed);
    const { code, stdout } = await project.rehearse("--baseline", "baseline.json", ...brief);
    expect(code).toBe(0);
    expect(stdout).toContain("Top speed 2 m/s (+100 %)");
    expect(stdout).toMatch(
      /^lap +Top speed +1 m\/s +2 m\/s +\+1 \(\+100 %\) +PASSED → FAIL_BLOCK$/m,
    );
    expect(stdout).toContain("1 worse, 1 missing; compared: 1 test and 1 other run");
  });

  it.each([
    ["status", failed, 3],
    ["status", undefined, 0],
    ["any", undefined, 3],
  ])("--fail-on %s, with a status of %s, ends with %d", async (failOn, status, code) => {
    await setLap(2, status);
    const args = ["--baseline", "baseline.json", "--fail-on", failOn, "--json", ...brief];
    const run = await project.rehearse(...args);
    expect(run.code).toBe(code);
    const { comparison } = JSON.parse(run.stdout) as { comparison: { rows: object[] } };
    expect(comparison.rows).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ run: "lap", name: "Top speed", percent: 100 }),
      ]),
    );
  });

  it("finds no difference if nothing changed, including reports and simulated batches", async () => {
    await setLap(1);
    const args = ["--baseline", "baseline.json", "--fail-on", "any"];
    const { code, stdout } = await project.rehearse(...args);
    expect(stdout).toContain("no difference; compared");
    expect(code).toBe(0);
  });

  it("compares with the last rehearsal, and replaces it", async () => {
    await setLap(1);
    await project.rehearse(...brief);
    await setLap(3);
    const { stdout } = await project.rehearse("--baseline", "rehearsal", ...brief);
    expect(stdout).toContain("Top speed 3 m/s (+200 %)");
    expect(stdout).toContain("1 changed; compared");
  });

  it("uses the baseline.json of a branch, or rehearses its code", async () => {
    await writeFile(join(folder, "batch.binproto"), scalarMessage("Mean speed", 1, "m/s"));
    await setLap(2);

    const kept = await project.rehearse("--baseline", "kept", ...brief);
    expect(kept.stdout).toMatch(/^BASE {2}baseline\.json of kept/m);
    expect(kept.stdout).toContain("Top speed 2 m/s (+100 %)");

    // The code of main writes what the tests of today tell it to; its batch is what it was.
    const code = await project.rehearse("--baseline", "main", ...brief);
    expect(code.stderr).toMatch(/--baseline main \(\w{7}\) contains no baseline\.json: rehearsing/);
    expect(code.stdout).toMatch(/^batch +Mean speed +0\.5 m\/s +1 m\/s +\+0\.5 \(\+100 %\)/m);
    expect(code.stdout).not.toMatch(/^lap +Top speed +1/m);
    const trees = execFileSync("git", ["worktree", "list"], { cwd: folder, encoding: "utf8" });
    // The temporary worktree of the other branch is gone.
    expect(trees.trim().split("\n")).toEqual([expect.stringContaining(basename(folder))]);
  });

  it.each([
    ["nowhere", "no such file, folder or branch", 2],
    ["cut.json", "the baseline is truncated or damaged", 1],
    ["newer.json", "of version 2, written by a newer create-metrics-project", 1],
    ["strange.json", "it is not a baseline", 1],
    ["wrong.json", "the baseline is damaged: runs[0].metrics is 5", 1],
    ["theirs.json", 'belongs to the project "theirs", but this project is "mine"', 1],
    ["batch.binproto", "is not the folder of a rehearsal", 1],
  ])("is refused before anything runs: %s", async (name, message, code) => {
    const write = (file: string, content: string) => writeFile(join(folder, file), content);
    const parsed = JSON.parse(baseline) as { runs: object[] };
    const damaged = JSON.stringify({ ...parsed, runs: [{ ...parsed.runs[0], metrics: 5 }] });
    await write("cut.json", baseline.slice(0, baseline.length / 2));
    await write("newer.json", baseline.replace('"version": 1', '"version": 2'));
    await write("strange.json", '{ "name": "mine" }');
    await write("wrong.json", damaged);
    await write("theirs.json", baseline.replace('"project": "mine"', '"project": "theirs"'));
    await rm(join(folder, "runs.txt"), { force: true });
    const run = await project.rehearse("--baseline", name);
    expect(run.stderr).toContain(message);
    expect(run.code).toBe(code);
    await expect(stat(join(folder, "runs.txt"))).rejects.toThrow();
  });

  it("--fail-on status needs it", async () => {
    const run = await project.rehearse("--fail-on", "status");
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining("requires --baseline") });
  });
});

describe("a baseline", () => {
  it("is not written if a run failed", async () => {
    const failing = await fakeProject();
    await failing.addTest("lap", "crash");
    const run = await failing.rehearse("--save-baseline", "baseline.json", ...brief);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain("did not write baseline.json, because a run failed");
    await expect(stat(join(failing.dir, "baseline.json"))).rejects.toThrow();
  });

  it("represents its rehearsal in diff", async () => {
    await setLap(2);
    await project.rehearse(...brief);
    const { rows } = await rowsOf(folder, "baseline.json", "rehearsal");
    expect(rows).toContainEqual(
      expect.objectContaining({ run: "lap", name: "Top speed", before: 1, after: 2 }),
    );
  });

  it("of two hundred tests with twenty metrics each takes at most a megabyte", () => {
    const random = mulberry(1);
    const series = (name: string) => ({
      name,
      unit: "m/s",
      count: 12_345,
      failing: 12,
      notFinite: 0,
      quantiles: [random(), random(), random(), random(), random()].map((x) =>
        Number((x * 1000).toPrecision(6)),
      ) as [number, number, number, number, number],
      mean: Number(random().toPrecision(6)),
    });
    const metrics = Array.from({ length: 20 }, (_, i) => ({
      name: `Distance to the nearest obstacle ${i}`,
      type: i % 2 === 0 ? "SCALAR" : "DOUBLE_OVER_TIME",
      status: "PASSED",
      content: "Hb3rCq0k2w",
      identity: "Hb3rCq0k2x",
      figures: i % 2 === 0 ? [{ name: "", value: random() * 1000, unit: "m" }] : [],
      series: i % 2 === 0 ? [] : [series("front"), series("rear")],
    }));
    const runs = Array.from({ length: 200 }, (_, i) => ({
      kind: "test" as const,
      name: `warehouse aisle ${i}`,
      status: "PASSED",
      metrics,
      events: [{ name: "Stop", count: 3, status: "PASSED", content: "Hb3rCq0k2w" }],
    }));
    const text = writeBaseline({ project: "mine", startedAt: "2026-11-26T10:00:00Z", runs });
    expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
    expect(parseBaseline(text).runs).toEqual(runs);
  });
});

function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
