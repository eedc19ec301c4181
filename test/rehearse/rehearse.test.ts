import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import type { RehearsalSummary } from "../../generators/commands/rehearse/RunResult.js";
import { scalarMessage } from "../platform/messages.js";
import { bundledProject, packageJson } from "./bundledProject.js";
import { type FakeProject, fakeProject, rehearseIn } from "./fakeProject.js";

// Each of them starts a dozen processes, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const passed = 1;
const blocks = 5;

function summaryOf(stdout: string): RehearsalSummary {
  return JSON.parse(stdout) as RehearsalSummary;
}

it("runs the tests, their batch, earlier batches and a report, and keeps their output", async () => {
  const project = await fakeProject();
  await project.addTest("lap", scalarMessage("Distance traveled", 11.3, "m"));
  await project.addTest("sprint", scalarMessage("Distance traveled", 13, "m"));
  const { code, stdout } = await project.rehearse("--batches", "2");
  expect(stdout).toMatch(/^lap +PASSED +\d+\.\d+ s +1 +0 +Distance traveled 11.3 m$/m);
  expect(stdout).toMatch(/^batch 2 d earlier +PASSED/m);
  expect(stdout).toMatch(/^report +PASSED/m);
  expect(stdout).toContain("6 runs of dist/main.mjs");
  expect(code).toBe(0);

  const out = join(project.dir, "rehearsal");
  expect(await readdir(out)).toEqual([
    ".gitignore",
    "batch",
    "earlier-batches",
    "rehearsal.json",
    "report",
    "tests",
  ]);
  expect(await readFile(join(out, "tests/lap/outputs/metrics.binproto"))).toEqual(
    await readFile(join(project.dir, "samples/lap/logs/message.binproto")),
  );
  const jobs = JSON.parse(await readFile(join(out, "batch/log.txt"), "utf8"));
  expect(jobs.jobs).toMatchObject([{ experienceName: "lap" }, { experienceName: "sprint" }]);
  const { batches } = JSON.parse(await readFile(join(out, "report/log.txt"), "utf8"));
  expect(batches.map(({ friendlyName }: { friendlyName: string }) => friendlyName)).toEqual([
    "batch 2 d earlier",
    "batch 1 d earlier",
    "rehearsal",
  ]);
  expect(existsSync(join(out, "batch/inputs"))).toBe(false);
});

it("prints the results as JSON, and the table elsewhere", async () => {
  const project = await fakeProject();
  await project.addTest("lap", scalarMessage("Distance traveled", 11.3, "m"));
  const { stdout, stderr } = await project.rehearse("--json", "--batches", "0");
  expect(stderr).toMatch(/^lap +PASSED/m);
  const summary = summaryOf(stdout);
  expect(summary).toMatchObject({
    outcome: "done",
    runs: [
      {
        kind: "test",
        name: "lap",
        status: "PASSED",
        outputs: "tests/lap/outputs",
        figures: [{ name: "Distance traveled", value: 11.3, unit: "m", status: "PASSED" }],
      },
      { kind: "batch", status: "PASSED", batchID: expect.any(String) },
    ],
  });
});

it.each([
  ["crash", "exit code 1", "the log is cut off"],
  ["rubbish", "its metrics.binproto cannot be read", ""],
  ["nothing", "exit code 0, but it wrote neither metrics.binproto nor emissions", ""],
  ["empty", "exit code 0, but its metrics.binproto is empty", ""],
])("fails on a build that does this: %s", async (behavior, message, stderrText) => {
  const project = await fakeProject();
  await project.addTest("bad", behavior);
  await project.addTest("good", scalarMessage("a", 1));
  const { code, stdout } = await project.rehearse("--batches", "1");
  expect(stdout).toMatch(/^bad +ERROR/m);
  expect(stdout).toMatch(/^good +PASSED/m);
  expect(stdout).toMatch(/^report +PASSED/m);
  expect(stdout).toContain(`\nbad: ${message}`);
  expect(stdout).toContain(stderrText);
  expect(code).toBe(1);
});

it("stops a build that hangs, and shows its output", async () => {
  const project = await fakeProject();
  await project.addTest("bad", "hang");
  // Long enough for the build to say something on a busy machine; its batch need not make it.
  const { code, stdout } = await project.rehearse("--batches", "0", "--timeout", "5");
  expect(stdout).toMatch(/^bad +ERROR/m);
  expect(stdout).toContain("\nbad: it timed out after 5 s\n  | waiting\n");
  expect(code).toBe(1);
});

it("fails on a message that the platform would reject, and explains why", async () => {
  const project = await fakeProject();
  await project.addTest("bad", scalarMessage("", 1));
  const { code, stdout } = await project.rehearse("--batches", "0");
  expect(stdout).toContain("the platform would reject its metrics.binproto");
  expect(stdout).toContain("T1: job_level_metrics.metrics[0].name");
  expect(code).toBe(1);
});

it("fails on a sample that has neither logs nor an experience", async () => {
  const project = await fakeProject();
  await mkdir(join(project.dir, "samples", "empty"));
  const { code, stdout } = await project.rehearse("--batches", "0");
  expect(stdout).toContain("must contain a logs or an experience folder");
  expect(code).toBe(1);
});

it("follows links", async () => {
  const project = await fakeProject();
  await project.addTest("lap", scalarMessage("a", 1));
  await symlink(join(project.dir, "samples", "lap"), join(project.dir, "samples", "again"), "dir");
  await symlink(join(project.dir, "gone"), join(project.dir, "samples", "gone"), "dir");
  const { code, stdout } = await project.rehearse("--batches", "0");
  expect(stdout).toMatch(/^again +PASSED/m);
  expect(stdout).toContain("3 runs");
  expect(code).toBe(0);
});

it("exits with 3 when a metric blocks, if requested", async () => {
  const project = await fakeProject();
  await project.addTest("fine", scalarMessage("a", 1, "", passed));
  await project.addTest("slow", scalarMessage("a", 1, "", blocks));
  expect((await project.rehearse("--batches", "0")).code).toBe(0);
  const { code, stdout } = await project.rehearse("--batches", "0", "--fail-on", "block");
  expect(code).toBe(3);
  expect(stdout).toContain("a metric blocks: slow\n");
});

it.each([
  ["no tests", [], "no tests in samples"],
  ["a folder of tests that is not there", ["--tests", "elsewhere"], "not found: elsewhere"],
  ["a timeout that is not a duration", ["--timeout", "soon"], 'got "soon"'],
])("refuses %s before it runs anything", async (_, args, message) => {
  const project = await fakeProject();
  const run = await project.rehearse(...args);
  expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  expect(existsSync(join(project.dir, "runs.txt"))).toBe(false);
});

it.each([
  ["a folder of other files", ".", "files not written by a rehearsal"],
  ["a file", "precious.txt", "it is a file"],
])("refuses to write its results to %s", async (_, out, message) => {
  const project = await fakeProject();
  await project.addTest("lap", scalarMessage("a", 1));
  await writeFile(join(project.dir, "precious.txt"), "");
  const run = await project.rehearse("--out", out);
  expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  expect(existsSync(join(project.dir, "runs.txt"))).toBe(false);
});

it("says how to build if there is neither a bundle nor a build script", async () => {
  const project = await fakeProject();
  await project.addTest("lap", scalarMessage("a", 1));
  const { code, stderr } = await rehearseIn(
    join(project.dir, "dist"),
    ["--tests", "../samples"],
    new AbortController().signal,
  );
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringContaining("npm run build"),
  });
});

it("builds first if there is no build, and reports why that fails", async () => {
  const project = await bundledProject();
  await project.addTest("lap", scalarMessage("a", 1));
  await rm(join(project.dir, "dist", "main.mjs"));
  const missing = "dist/main.mjs is missing: npm run build\n";
  expect(await project.rehearse("--batches", "0")).toMatchObject({ code: 0, stderr: missing });
  expect(await project.rehearse("--batches", "0")).toMatchObject({ code: 0, stderr: "" });
  const broken = packageJson("echo no such module && exit 1");
  await writeFile(join(project.dir, "package.json"), broken);
  const { code, stderr } = await project.rehearse("--batches", "0");
  expect(stderr).toContain("dist/main.mjs is older than package.json: npm run build\n");
  expect(stderr).toContain("no such module");
  expect(stderr).toContain("error: building the project failed\n");
  expect(code).toBe(1);
});

it("stops with all its processes when it is cancelled", async () => {
  const project = await fakeProject();
  await project.addTest("hangs", "helper");
  const cancel = new AbortController();
  const ended = rehearseIn(project.dir, [], cancel.signal);
  const helper = () => readFile(join(project.dir, "helper.txt"), "utf8").catch(() => "");
  await expect.poll(helper, { timeout: 60_000 }).toMatch(/^\d+$/);
  cancel.abort();
  expect((await ended).code).toBe(130);
  // On Windows, processes have no group that could be stopped as one.
  if (process.platform === "win32") process.kill(Number(await helper()));
  const isRunning = async () => isAlive(Number(await helper()));
  await expect.poll(isRunning, { timeout: 60_000 }).toBe(false);
});

it("runs only the tests that a change affects again", async () => {
  const project = await bundledProject();
  await project.addTest("lap", scalarMessage("a", 1));
  await project.addTest("sprint", scalarMessage("a", 2));
  const { wait, end } = watched(project, "--batches", "1");
  const others = ["batch/inputs", "1/inputs", "report/inputs"];
  await wait("samples/lap", "samples/sprint", ...others);
  await waitForSummary(project.dir);
  await project.addTest("lap", scalarMessage("a", 30));
  await wait("samples/lap", ...others);
  await waitForSummary(project.dir);
  await writeFile(
    join(project.dir, "src", "over-time.mjs"),
    "export const reportMetrics = () => 2;",
  );
  await wait("report/inputs");
  expect(await end()).toBe(130);
});

it("watches all inputs of the bundle: JSON beside src, a helper by an alias", async () => {
  const project = await bundledProject();
  await project.addTest("lap", scalarMessage("a", 1));
  const { runs, wait, end } = watched(project, "--batches", "0");
  await wait("samples/lap", "batch/inputs");
  await waitForSummary(project.dir);
  await writeFile(join(project.dir, "limits.json"), '{"speed":1}');
  await wait("samples/lap", "batch/inputs");
  await waitForSummary(project.dir);
  await writeFile(join(project.dir, "lib", "helper.mjs"), "export const help = () => 2;");
  await wait("samples/lap", "batch/inputs");
  expect(await runs()).toEqual(Array(3).fill(["samples/lap", "batch/inputs"]).flat());
  expect(await readFile(join(project.dir, "dist", "main.mjs"), "utf8")).toContain("=> 2");
  expect(await end()).toBe(130);
});

/** A rehearsal with --watch, and the runs that it has started. */
function watched(project: FakeProject, ...args: string[]) {
  const cancel = new AbortController();
  const ended = rehearseIn(project.dir, ["--watch", ...args], cancel.signal);
  const runsFile = join(project.dir, "runs.txt");
  const runs = async () =>
    existsSync(runsFile) ? (await readFile(runsFile, "utf8")).trim().split("\n") : [];
  let seen = 0;
  /** Waits for exactly these runs since the last time, in any order. */
  const wait = async (...names: string[]) => {
    const fresh = async () => (await runs()).slice(seen).sort();
    await expect.poll(fresh, { timeout: 60_000 }).toEqual(names.toSorted());
    seen += names.length;
  };
  const end = async () => {
    cancel.abort();
    return (await ended).code;
  };
  return { runs, wait, end };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function waitForSummary(dir: string): Promise<void> {
  const file = join(dir, "rehearsal", "rehearsal.json");
  await expect.poll(() => existsSync(file), { timeout: 60_000 }).toBe(true);
}
