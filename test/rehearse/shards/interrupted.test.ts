import { spawnSync } from "node:child_process";
import { mkdir, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { scalarMessage } from "../../platform/messages.js";
import { bundledProject } from "../bundledProject.js";
import { type FakeProject, fakeProject } from "../fakeProject.js";
import { hanging, metricsProject, startRehearse } from "../startRehearse.js";

vi.setConfig({ testTimeout: 180_000 });

const part = "parts/shard-001-of-001";

async function letItPass(project: FakeProject, name: string) {
  await rm(join(project.dir, "samples", name), { recursive: true });
  await project.addTest(name, scalarMessage("Distance", 1));
}

it.each(["SIGKILL", "SIGTERM"] as const)(
  "a shard that %s ended leaves a readable part, and continues with the rest",
  async (signal) => {
    const project = await fakeProject();
    // The largest comes first.
    await project.addTest("done", scalarMessage("A metric of a long name", 1));
    await project.addTest("hung", "hang");
    const shard = ["--shard", "1/1", "--out", "parts", "--parallel", "1"];
    const first = startRehearse(project, ...shard);
    await hanging(project);
    first.child.kill(signal);
    expect(await first.ended).toBe(signal === "SIGKILL" ? null : 130);
    if (signal === "SIGTERM") {
      expect(first.said()).toContain(
        `${part} contains 1 of 2 tests; run the shard again for the others`,
      );
    }
    expect(await readdir(join(project.dir, part, "tests"))).toEqual(["done"]);
    const merged = await project.rehearse("--merge", "parts", "--batches", "0");
    expect(merged).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`${part} lacks 1 of 2 tests: hung has not run`),
    });

    await letItPass(project, "hung");
    const again = await project.rehearse(...shard);
    expect(again.stdout).toContain("1 of 2 already done");
    expect(again.code).toBe(0);
    expect((await project.rehearse("--merge", "parts", "--batches", "0")).code).toBe(0);
  },
);

it("removes the files of a process that has been silent for long, but not those of an active one", async () => {
  const project = await fakeProject();
  await project.addTest("lap", scalarMessage("Distance", 1));
  await project.rehearse("--shard", "1/1", "--out", "parts");
  const running = join(project.dir, part, ".running");
  for (const name of ["dead", "working"]) {
    await mkdir(join(running, name, "outputs"), { recursive: true });
    await writeFile(join(running, name, "alive"), "");
  }
  await utimes(join(running, "dead/alive"), 1, 1);
  expect((await project.rehearse("--shard", "1/1", "--out", "parts")).code).toBe(0);
  expect(await readdir(running)).toEqual(["working"]);
});

it("two processes of the same shard do not interfere", async () => {
  const project = await fakeProject();
  for (let lap = 1; lap <= 6; lap++) {
    await project.addTest(`lap-${lap}`, scalarMessage("Distance", lap));
  }
  const shard = ["--shard", "1/1", "--out", "parts", "--parallel", "2"];
  const twins = [startRehearse(project, ...shard), startRehearse(project, ...shard)];
  for (const { ended, said } of twins) expect([await ended, said()]).toEqual([0, ""]);
  expect(await readdir(join(project.dir, part))).toEqual(["shard.json", "tests"]);
  const merged = await project.rehearse("--merge", "parts", "--batches", "0");
  expect(merged).toMatchObject({ code: 0, stderr: "" });
  expect(merged.stdout).toContain("7 runs of dist/main.mjs");
});

it("all shards of a new folder may begin at once", async () => {
  const project = await fakeProject();
  for (let lap = 1; lap <= 4; lap++) {
    await project.addTest(`lap-${lap}`, scalarMessage("Distance", lap));
  }
  const codes = await Promise.all(
    Array.from({ length: 8 }, (_, at) =>
      project.rehearse("--shard", `${at + 1}/8`, "--out", "parts"),
    ),
  );
  expect(codes.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
    codes.map(() => ({ code: 0, stderr: "" })),
  );
  expect((await project.rehearse("--merge", "parts", "--batches", "0")).code).toBe(0);
});

const canMount = spawnSync("unshare", ["-rm", "true"]).status === 0;
it.skipIf(!canMount)(
  "a full disk stops the shard with what is done, and it goes on when there is room (skipped where no file system can be mounted)",
  async () => {
    const project = await fakeProject();
    for (let lap = 1; lap <= 12; lap++) {
      await project.addTest(`lap-${lap}`, scalarMessage("Distance", lap));
    }
    await mkdir(join(project.dir, "parts"));
    const script = [
      "mount -t tmpfs -o size=48k none parts",
      '"$@" --shard 1/1 --out parts --parallel 1; echo "code $?"',
      "mount -o remount,size=1m parts",
      '"$@" --shard 1/1 --out parts; echo "code $?"',
      '"$@" --merge parts --batches 0; echo "code $?"',
    ].join("\n");
    const { stdout, stderr } = spawnSync(
      "unshare",
      ["-rm", "sh", "-c", script, "sh", ...metricsProject, "rehearse"],
      { cwd: project.dir, encoding: "utf8" },
    );
    expect(stdout.match(/^code .*$/gm)).toEqual(["code 1", "code 0", "code 0"]);
    expect(stderr).toMatch(/room on the disk|the disk is full/);
    expect(stderr).toMatch(/contains \d of 12 tests; run the shard again for the others/);
    expect(stdout).toMatch(/^\d of 12 already done$/m);
  },
);

it("shards that share an unbuilt project build it once", async () => {
  const project = await bundledProject();
  for (const name of ["a", "b", "c"]) await project.addTest(name, scalarMessage("Distance", 1));
  const ended = await Promise.all(
    [1, 2, 3].map((index) => project.rehearse("--shard", `${index}/3`, "--out", "parts")),
  );
  expect(ended.map(({ code }) => code)).toEqual([0, 0, 0]);
  const built = ended.map(({ stderr }) => stderr.includes("npm run build"));
  expect(built.sort()).toEqual([false, false, true]);
  expect((await project.rehearse("--merge", "parts", "--batches", "0")).code).toBe(0);
});
