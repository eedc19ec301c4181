import { basename } from "node:path";
import type { Output, World } from "../../../cli/command.js";
import { CommandError } from "../../../io/CommandError.js";
import { inParallel } from "../../../io/inParallel.js";
import { insidePath } from "../../../io/insidePath.js";
import { sizeInWords } from "../../../io/sizeInWords.js";
import { systemReason } from "../../../io/systemReason.js";
import type { Launcher } from "../Launcher.js";
import { originOf } from "../originOf.js";
import type { Progress } from "../Progress.js";
import { testPlace } from "../places.js";
import type { NamedFolder } from "../RehearsalOptions.js";
import type { RehearsalSummary, RunResult } from "../RunResult.js";
import { runTest } from "../runBuild.js";
import { findTests } from "../tests/findTests.js";
import { hashOfList, type MeasuredTest, measureTests } from "./measureTests.js";
import { openPartsFolder } from "./openPartsFolder.js";
import { PartWriter } from "./PartWriter.js";
import { manifestFile, type PartManifest, partVersion, testFolderName } from "./partFormat.js";
import { type Shard, shardFolder, shardName } from "./Shard.js";
import { splitTests } from "./splitTests.js";

export interface ShardOptions {
  tests: NamedFolder;
  /** Folder for the parts of all shards. */
  out: NamedFolder;
  shard: Shard;
  /** Where the share comes from, for messages; undefined if the user set it. */
  from: string | undefined;
  launcher: Launcher;
  /** Maximum number of parallel runs. */
  parallel: number;
  /** Timeout of a run in seconds. */
  timeout: number;
  /** Whether to rerun tests that failed before. */
  rerunFailed: boolean;
  /** Called with each file or folder added to the part, as a path below `out`. Default: does nothing. */
  publish?: (path: string) => Promise<void>;
}

/** A {@link RehearsalSummary} of one share of the tests, without batch and report. */
export interface ShardSummary extends RehearsalSummary {
  shard: Shard & {
    /** Tests of this share, and bytes of their inputs. */
    tests: number;
    bytes: number;
    /** Tests of all shards, and bytes of their inputs. */
    ofTests: number;
    ofBytes: number;
    /** Whether every test has a result that counts: its inputs were available. */
    complete: boolean;
  };
}

/**
 * Runs one share of the tests and writes their results as a part, for --merge. Tests that an earlier run of
 * the same shard completed, with this build and these inputs, do not run again.
 *
 * @throws CommandError if there are no tests, the folder is not for parts, or it cannot be written to
 */
export async function runShard(
  world: World,
  options: ShardOptions,
  progress: Progress,
  told: Output,
): Promise<ShardSummary> {
  const { tests: testsDir, out, launcher, shard } = options;
  const started = new Date();
  const all = await measureTests(await findTests(world, testsDir));
  const share = splitTests(all, shard);
  const list = { tests: all.length, bytes: bytesOf(all), hash: hashOfList(all) };
  const sizes = { tests: share.length, bytes: bytesOf(share) };
  const from = options.from === undefined ? "" : ` (${options.from})`;
  told.write(
    `${shardName(shard)}${from}: ${sizes.tests} of ${list.tests} tests, ${sizeInWords(sizes.bytes)} of ${sizeInWords(list.bytes)}\n`,
  );
  await openPartsFolder(out, shard);
  await launcher.prepare(world);
  const build = { name: launcher.build, hash: await launcher.fingerprint(world) };
  const manifest: PartManifest = {
    version: partVersion,
    shard,
    build,
    list: { from: testsDir.shown, ...list },
    tests: share.map(({ name, size, input }) => ({ name, size, input })),
  };
  const folder = partFolder(options);
  const shown = `${out.shown}/${shardFolder(shard)}`;
  const state = { done: 0, ran: 0, lacking: 0 };
  let runs: RunResult[];
  try {
    await using part = await PartWriter.open(folder, shown, manifest);
    await options.publish?.(`${shardFolder(shard)}/${manifestFile}`);
    runs = await runTests(world, options, {
      part,
      share,
      build: build.hash,
      progress,
      told,
      state,
    });
  } catch (error) {
    progress.finish();
    if (state.done > 0) {
      world.stderr.write(
        `${shown} contains ${state.done} of ${share.length} tests; run the shard again for the others\n`,
      );
    }
    throw explained(error, shown);
  }
  return {
    version: 1,
    title: `Rehearsal of ${basename(world.cwd)}, ${shardName(shard)}`,
    ...(await originOf(world)),
    startedAt: started.toISOString(),
    seconds: (Date.now() - started.getTime()) / 1000,
    build: build.name,
    outcome: outcomeOf(runs),
    ran: state.ran,
    runs,
    shard: {
      ...{ ...shard, ...sizes, ofTests: list.tests, ofBytes: list.bytes },
      complete: state.lacking === 0,
    },
  };
}

/** The folder of the part, absolute. */
export function partFolder({ out, shard }: Pick<ShardOptions, "out" | "shard">): string {
  return insidePath(out.path, shardFolder(shard));
}

interface Work {
  part: PartWriter;
  share: readonly MeasuredTest[];
  /** Hash of the build. */
  build: string;
  progress: Progress;
  told: Output;
  /** Number of tests with a result, how many of them ran now, and how many did so without their inputs. */
  state: { done: number; ran: number; lacking: number };
}

async function runTests(
  world: World,
  { launcher, parallel, timeout, rerunFailed, shard, publish }: ShardOptions,
  { part, share, build, progress, told, state }: Work,
): Promise<RunResult[]> {
  const results = new Map<string, RunResult>();
  for (const test of share) {
    const found = await part.find(test);
    if ("lacks" in found) continue;
    const isToRun = !found.isLasting || (rerunFailed && found.result.status === "ERROR");
    if (isToRun) await part.remove(test);
    else results.set(test.name, found.result);
  }
  state.done = results.size;
  if (results.size > 0) told.write(`${results.size} of ${share.length} already done\n`);
  progress.plan(share.map(({ name }) => testPlace(name)));
  for (const result of results.values()) progress.ended(result, { kept: true });

  return await inParallel(share, parallel, async (test) => {
    const before = results.get(test.name);
    if (before !== undefined) return before;
    world.signal.throwIfAborted();
    const place = testPlace(test.name);
    // Another process may run the same shard.
    const found = await part.find(test);
    if ("result" in found) {
      state.done += 1;
      if (!found.isLasting) state.lacking += 1;
      progress.ended(found.result);
      return found.result;
    }
    const result = await part.record(test, async (folders) => {
      const started = () => progress.started(place);
      const run = { launcher, place, folders, timeout, started };
      const ended = await runTest(world, test.test, run);
      await assertRan(world, launcher, build, ended.result);
      if (!ended.hadInputs) state.lacking += 1;
      return { result: ended.result, isLasting: ended.hadInputs };
    });
    await publish?.(`${shardFolder(shard)}/${testFolderName(test.name)}`);
    state.done += 1;
    state.ran += 1;
    progress.ended(result);
    return result;
  });
}

/** Rejects a result that says nothing about the build of the part. */
async function assertRan(
  world: World,
  launcher: Launcher,
  build: string,
  { name, status, stderr = "", failure = "" }: RunResult,
): Promise<void> {
  if ((await launcher.fingerprint(world)) !== build) {
    throw new CommandError(`${launcher.build} changed while ${name} ran`, {
      hint: "Run the shard again, and do not rebuild while shards run: all tests must run with one build.",
    });
  }
  if (status === "ERROR" && /ENOSPC|EDQUOT|disk is full|quota is used up/.test(stderr + failure)) {
    throw new CommandError(`${name} failed because the disk is full`, {
      hint: "Free some space, then run the shard again: it resumes with the missing tests.",
      code: "cannot-write",
    });
  }
}

function explained(error: unknown, shown: string): unknown {
  const reason = error instanceof CommandError ? undefined : systemReason(error);
  if (reason === undefined) return error;
  return new CommandError(`${shown} cannot be written: ${reason}`, {
    hint: "Fix that, then run the shard again: it resumes with the missing tests.",
    code: "cannot-write",
    cause: error,
  });
}

function outcomeOf(runs: readonly RunResult[]): RehearsalSummary["outcome"] {
  if (runs.some(({ status }) => status === "ERROR")) return "failed";
  return runs.some(({ status }) => status === "FAIL_BLOCK") ? "blocked" : "done";
}

function bytesOf(tests: readonly MeasuredTest[]): number {
  return tests.reduce((sum, { size }) => sum + size, 0);
}
