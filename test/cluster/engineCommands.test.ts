import { type ExecFileException, execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EngineCommand, engineCommands } from "./engineCommands.js";
import { installedProject, smallTests } from "./installedProject.js";

/** Of the shards, counted from 1. */
const indexes = [1, 2, 3];
let project: string;
let tests: string;

/** Runs a program in the project, whose own programs come first; how it ended, and what it printed. */
function start({ command: [program = "", ...args], env }: EngineCommand) {
  const path = `${join(project, "node_modules/.bin")}:${process.env.PATH}`;
  return new Promise<{ code: number; output: string }>((resolve) => {
    const options = { cwd: project, env: { ...process.env, ...env, PATH: path } };
    execFile(program, args, options, (error: ExecFileException | null, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), output: stdout + stderr });
    });
  });
}

const cli = (...args: string[]) => start({ command: ["metrics-project", ...args], env: {} });

beforeAll(async () => {
  project = await installedProject();
  tests = join(project, "tests");
  await smallTests(project, tests, 6);
  const { code, output } = await cli("rehearse", "--tests", tests, "--out", "of-all");
  expect({ code, output }).toMatchObject({ code: 0 });
}, 300_000);

afterAll(() => rm(dirname(project), { recursive: true, force: true }));

describe.each(Object.entries(engineCommands))("as %s starts them", (engine, commandsIn) => {
  const places = () => ({
    tests,
    parts: join(project, `${engine}-parts`),
    out: join(project, `${engine}-merged`),
  });

  test("shards find their share, and their merge equals one rehearsal", async () => {
    const prefix = engine === "aws-batch" ? ["--tests", "s3://acme-logs/2026"] : [];
    await cli("new", "cluster", "--engine", engine, "--shards", String(indexes.length), ...prefix);
    const { shard, merge } = await commandsIn(project, places());
    // At the same time, as an engine starts them.
    const ended = await Promise.all(indexes.map((index) => start(shard(index, indexes.length))));
    expect(ended).toEqual(
      indexes.map((index) => ({
        code: 0,
        output: expect.stringContaining(`shard ${index} of ${indexes.length} (`),
      })),
    );
    const merged = await start(merge);
    expect(merged).toMatchObject({ code: 0 });
    expect(await cli("diff", "of-all", places().out)).toMatchObject({ code: 0 });
  }, 300_000);

  test("a merge without one of the shards fails, and names it", async () => {
    await rm(join(places().parts, "shard-002-of-003"), { recursive: true });
    const { merge } = await commandsIn(project, places());
    const { code, output } = await start(merge);
    expect({ code, output }).toEqual({
      code: 1,
      output: expect.stringMatching(/1 of 3 shards is missing: 2\b/),
    });
  }, 60_000);
});

test("AWS Batch starts the merge after failed tests, which the merge reports", async () => {
  const failing = join(project, "failing");
  await smallTests(project, failing, 1);
  await mkdir(join(failing, "broken/logs"), { recursive: true });
  await writeFile(join(failing, "broken/logs/odometry.jsonl"), "{ not JSON\n");
  const places = {
    tests: failing,
    parts: join(project, "failing-parts"),
    out: join(project, "failing-merged"),
  };
  await cli("new", "cluster", "--engine", "aws-batch", "--tests", "s3://acme-logs/2026");
  const { shard, merge } = await engineCommands["aws-batch"](project, places);
  const ended = await Promise.all([shard(1, 2), shard(2, 2)].map(start));
  expect(ended).toMatchObject([{ code: 0 }, { code: 0 }]);
  expect(await start(merge)).toEqual({
    code: 1,
    output: expect.stringMatching(/^broken: exit code 1$/m),
  });
  const unknown = await engineCommands["aws-batch"](project, { ...places, tests: "nowhere" });
  expect(await start(unknown.shard(1, 2))).toMatchObject({ code: 2 });
}, 120_000);
