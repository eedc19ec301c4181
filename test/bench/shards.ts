import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { fingerprintOfBundle } from "../../generators/commands/rehearse/fingerprintOfBundle.js";
import { judgeRun } from "../../generators/commands/rehearse/judgeRun.js";
import { testPlace } from "../../generators/commands/rehearse/places.js";
import { hashOfList } from "../../generators/commands/rehearse/shards/measureTests.js";
import { PartWriter } from "../../generators/commands/rehearse/shards/PartWriter.js";
import { partVersion } from "../../generators/commands/rehearse/shards/partFormat.js";
import { shardFolder } from "../../generators/commands/rehearse/shards/Shard.js";
import { splitTests } from "../../generators/commands/rehearse/shards/splitTests.js";
import { inParallel } from "../../generators/io/inParallel.js";
import { packageRoot } from "../../generators/io/packageRoot.js";
import { copySamples, scaffold, timed } from "./rehearse.js";

const launch = promisify(execFile);

/** Shards of each rehearsal here, counted from 1. */
const indexes = [1, 2, 3, 4, 5, 6, 7, 8];
const total = indexes.length;

/**
 * What it costs to divide a rehearsal, and what it takes to merge one.
 * `npm run bench -- shards [TESTS] [RECORDED]`, after `npm run build`. TESTS run in one rehearsal, then
 * in 8 shards, two at a time; then RECORDED tests are merged. 200 and 10000 unless given; 0 leaves one out.
 */
export async function run(args: string[]): Promise<void> {
  const [tests = 200, recorded = 10_000] = args.map(Number);
  // Below the root, where its packages are found without an installation.
  const project = join(packageRoot(), ".demo", "shards-bench");
  await rm(project, { recursive: true, force: true });
  try {
    await scaffold(packageRoot(), project);
    if (tests > 0) await compareWithOneRun(project, tests);
    if (recorded > 0) await mergeRecorded(project, recorded);
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}

/** The bar: shards and merge take at most 1.15 times the time of one rehearsal. */
async function compareWithOneRun(project: string, count: number): Promise<void> {
  await copySamples(project, count);
  const one = await timed(() => rehearse(project, "--tests", "many", "--batches", "0"));
  const divided = await timed(async () => {
    await inParallel(indexes, 2, (index) =>
      rehearse(
        project,
        ...["--tests", "many", "--out", "parts", "--parallel", "1"],
        ...["--shard", `${index}/${total}`],
      ),
    );
  });
  const merging = await timed(() => rehearse(project, "--merge", "parts", "--batches", "0"));
  const lines = [
    `${count} tests on ${availableParallelism()} processors`,
    `one rehearsal, with its batch        ${one.toFixed(1)} s`,
    `${total} shards, two at a time            ${divided.toFixed(1)} s`,
    `their merge, with its batch          ${merging.toFixed(1)} s`,
    `shards and merge                     ${((divided + merging) / one).toFixed(2)} of one rehearsal`,
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

/** The bar: 10,000 tests take at most 400 MB. */
async function mergeRecorded(project: string, count: number): Promise<void> {
  await rehearse(project, "--first", "--batches", "0", "--out", "first");
  const [name = ""] = (
    await readJSON<{ runs: { name: string }[] }>(join(project, "first", "rehearsal.json"))
  ).runs.map((run) => run.name);
  const message = await readFile(
    join(project, "first", "tests", name, "outputs", "metrics.binproto"),
  );
  await recordParts(project, count, message);

  const memory = join(project, "memory.txt");
  const tellMemory = join(project, "tell-memory.mjs");
  const tell = `process.on("exit", () => writeFileSync(process.env.MEMORY_FILE, String(process.resourceUsage().maxRSS)));`;
  await writeFile(
    tellMemory,
    `import { writeFileSync } from "node:fs";\nif (process.argv.includes("--merge")) ${tell}\n`,
  );
  const seconds = await timed(async () => {
    await launch(
      process.execPath,
      [
        "--import",
        pathToFileURL(tellMemory).href,
        cli,
        "rehearse",
        "--merge",
        "recorded",
        "--batches",
        "0",
      ],
      { cwd: project, maxBuffer: 2 ** 26, env: { ...process.env, MEMORY_FILE: memory } },
    );
  });
  const kilobytes = Number(await readFile(memory, "utf8"));
  const lines = [
    `merging ${count} recorded tests, each of ${(message.length / 1000).toFixed(0)} kB`,
    `with their batch                     ${seconds.toFixed(1)} s`,
    `memory of the merge, at most         ${(kilobytes / 1000).toFixed(0)} MB`,
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

/** Parts of 8 shards, of the project's build, whose tests all gave this message. */
export async function recordParts(
  project: string,
  count: number,
  message: Uint8Array,
): Promise<void> {
  const tests = Array.from({ length: count }, (_, at) => ({
    name: `test-${at + 1}`,
    size: 1_000_000 + at,
    input: "recorded",
  }));
  const build = {
    name: "dist/main.mjs",
    hash: await fingerprintOfBundle(project, "dist/main.mjs"),
  };
  const list = {
    from: "archive",
    tests: count,
    bytes: tests.reduce((sum, { size }) => sum + size, 0),
    hash: hashOfList(tests),
  };
  for (const index of indexes) {
    const shard = { index, total };
    const share = splitTests(tests, shard);
    const folder = join(project, "recorded", shardFolder(shard));
    const manifest = { version: partVersion, shard, build, list, tests: share } as const;
    await using part = await PartWriter.open(folder, folder, manifest);
    await inParallel(share, 16, (test) =>
      part.record(test, async ({ outputs, log }) => {
        await mkdir(outputs);
        await writeFile(join(outputs, "metrics.binproto"), message);
        await writeFile(log, "");
        const end = { code: 0, seconds: 1, stderr: "", warnings: [] };
        const result = await judgeRun(testPlace(test.name), end, outputs, false);
        return { result, isLasting: true };
      }),
    );
  }
}

const cli = join(packageRoot(), "dist", "metrics-project.js");

async function rehearse(project: string, ...options: string[]): Promise<void> {
  await launch(process.execPath, [cli, "rehearse", ...options], {
    cwd: project,
    maxBuffer: 2 ** 26,
  });
}

async function readJSON<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(path, "utf8")) as T;
}
