import { existsSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { scalarMessage } from "../platform/messages.js";
import { fakeProject } from "./fakeProject.js";
import { hanging, startRehearse } from "./startRehearse.js";

vi.setConfig({ testTimeout: 180_000 });

it("refuses the folder of another running rehearsal by name, and takes over the folder of a dead one", async () => {
  const project = await fakeProject();
  await project.addTest("lap", "hang");
  const first = startRehearse(project);
  await hanging(project);
  const second = startRehearse(project);
  expect(await second.ended).toBe(1);
  expect(second.said()).toContain(
    `error: another rehearsal (process ${first.child.pid}) is using rehearsal`,
  );
  expect(second.said()).toContain("--out DIR");

  first.child.kill("SIGKILL");
  await first.ended;
  expect(await readdir(join(project.dir, "rehearsal"))).toEqual(
    expect.arrayContaining([".lock", ".unfinished"]),
  );
  await rm(join(project.dir, "samples/lap"), { recursive: true });
  await project.addTest("lap", scalarMessage("Distance", 1));
  expect((await project.rehearse("--batches", "0")).code).toBe(0);
  expect(await readdir(join(project.dir, "rehearsal"))).toEqual([
    ".gitignore",
    "batch",
    "rehearsal.json",
    "tests",
  ]);
});

// Only some systems tell when a process started.
const tellsStart = existsSync("/proc/self/stat");

it.each(
  [
    { who: "a process that is no more", pid: 2 ** 22 + 1, isKnown: true },
    {
      who: "a process of that ID that started at another time",
      pid: process.pid,
      isKnown: tellsStart,
    },
  ].filter(({ isKnown }) => isKnown),
)("does not take $who for the holder of a lock", async ({ pid }) => {
  const project = await fakeProject();
  await project.addTest("lap", scalarMessage("Distance", 1));
  expect((await project.rehearse("--batches", "0")).code).toBe(0);
  const lock = join(project.dir, "rehearsal/.lock");
  await writeFile(lock, JSON.stringify({ pid, started: "1", host: hostname() }));
  expect((await project.rehearse("--batches", "0")).code).toBe(0);
  expect(existsSync(lock)).toBe(false);
});

it("keeps the last results complete when it is cancelled, and reports it", async () => {
  const project = await fakeProject();
  await project.addTest("a", scalarMessage("Distance", 1));
  expect((await project.rehearse("--batches", "0")).code).toBe(0);
  const out = join(project.dir, "rehearsal");
  const files = ["rehearsal.json", "tests/a/outputs/metrics.binproto"];
  const contents = () => Promise.all(files.map((file) => readFile(join(out, file))));
  const before = await contents();

  await project.addTest("a", scalarMessage("Distance", 2));
  await project.addTest("b", "hang");
  const { child, said, ended } = startRehearse(project, "--parallel", "1");
  await hanging(project);
  child.kill("SIGINT");
  expect(await ended).toBe(130);
  expect(await contents()).toEqual(before);
  const { startedAt } = JSON.parse(String(before[0])) as { startedAt: string };
  expect(said()).toContain(`rehearsal still contains the results of ${startedAt}`);
  expect(said()).toContain("the results of this rehearsal are in rehearsal/.unfinished");
  const ran = await readFile(join(out, ".unfinished/tests/a/outputs/metrics.binproto"));
  expect(ran).not.toEqual(before[1]);
});

it("finishes with the correct exit code although nobody reads its output", async () => {
  const project = await fakeProject();
  await project.addTest("a", scalarMessage("Distance", 1));
  await project.addTest("b", "crash");
  const { child, ended } = startRehearse(project, "--batches", "0");
  child.stdout.destroy();
  child.stderr.destroy();
  expect(await ended).toBe(1);
  const index = JSON.parse(
    await readFile(join(project.dir, "rehearsal/rehearsal.json"), "utf8"),
  ) as { outcome: string; ran: number };
  expect(index).toMatchObject({ outcome: "failed", ran: 3 });
});
