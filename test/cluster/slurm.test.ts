import { execFile } from "node:child_process";
import { readdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installedProject, smallTests } from "./installedProject.js";
import { type Slurm, slurmTool, startSlurm } from "./startSlurm.js";

const run = promisify(execFile);

describe.skipIf(slurmTool === undefined)("on Slurm (skipped without tools/with-slurm)", () => {
  let slurm: Slurm;
  let project: string;

  beforeAll(async () => {
    const prepare = async () => {
      project = await installedProject();
      await smallTests(project, join(project, "tests"), 199);
    };
    const start = async () => {
      slurm = await startSlurm(slurmTool ?? "", { SHARDS: "8", TESTS: "tests" });
    };
    await Promise.all([start(), prepare()]);
  }, 600_000);

  afterAll(async () => {
    await slurm.stop();
    await rm(dirname(project), { recursive: true, force: true });
  }, 60_000);

  test("200 tests in 8 shards, one of them killed and all submitted again, equal one rehearsal", async () => {
    const cli = join(project, "node_modules/.bin/metrics-project");
    const inProject = async (...args: string[]) => {
      const { stdout } = await run(cli, args, { cwd: project, maxBuffer: 64 << 20 });
      return stdout;
    };
    const log = (name: string) => readFile(join(project, "cluster/logs", name), "utf8");
    await inProject("new", "cluster", "--engine", "slurm");
    // Nodes of the test's cluster have one core and say nothing of their memory.
    const submit = ["cluster/slurm/submit.sh", "--cpus-per-task=1", "--mem=0", "--time=60"];
    const submitted = async () => {
      const told = await slurm.run(project, "bash", ...submit);
      const [, shards = "", merge = ""] = /Shards: job (\d+)\. Merge: job (\d+)\./.exec(told) ?? [];
      return { shards, merge };
    };

    const first = await submitted();
    const part = join(project, "cluster/rehearsal/shard-003-of-008/tests");
    while ((await readdir(part).catch(() => [])).length < 5) await setTimeout(100);
    await slurm.run(project, "scancel", "--signal=KILL", `${first.shards}_3`);
    await slurm.settled();
    const states = [1, 2, 3, 4, 5, 6, 7, 8].map((task) => slurm.stateOf(`${first.shards}_${task}`));
    const others = Array.from({ length: 5 }, () => "COMPLETED");
    expect(await Promise.all(states)).toEqual([
      ...["COMPLETED", "COMPLETED"],
      expect.stringMatching(/FAILED|CANCELLED/),
      ...others,
    ]);
    expect(await slurm.stateOf(first.merge)).toBe("FAILED");
    const done = (await readdir(part)).length;
    const told = await log(`merge-${first.merge}.log`);
    const [, lacking, share] = /shard-003-of-008 lacks (\d+) of (\d+) tests: /.exec(told) ?? [];
    expect(told, "the only one that is not whole").not.toMatch(/shard-00[^3]-of-008 lacks/);
    expect(Number(share) - Number(lacking)).toBe(done);

    const second = await submitted();
    // Meanwhile, the cluster mostly waits: nearly everything is done.
    await inProject("rehearse", "--tests", "tests", "--out", "rehearsal-of-all");
    await slurm.settled();
    expect(await slurm.stateOf(second.merge)).toBe("COMPLETED");
    expect(await log(`shard-${second.shards}_3.log`)).toContain(
      `${done} of ${share} already done\n`,
    );
    expect(await log(`shard-${second.shards}_4.log`)).toMatch(/^(\d+) of \1 already done$/m);

    // Ends with 3 where any value of any message differs.
    expect(await inProject("diff", "rehearsal-of-all", "rehearsal")).toMatch(/no difference/i);
    const written = await readdir(join(project, "rehearsal/tests"));
    expect(written.sort()).toEqual((await readdir(join(project, "tests"))).sort());
  }, 1_200_000);
});
