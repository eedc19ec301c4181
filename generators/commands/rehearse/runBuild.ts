import { mkdir } from "node:fs/promises";
import { stableID } from "@metrics-project/platform";
import type { World } from "../../cli/command.js";
import { findConfig } from "../../emissions/findConfig.js";
import { CommandError } from "../../io/CommandError.js";
import { failedRun, judgeRun, type RunPlace } from "./judgeRun.js";
import type { Launcher, RunFolders } from "./Launcher.js";
import type { RunResult } from "./RunResult.js";
import type { TestToRun } from "./tests/TestToRun.js";

/** A planned run. */
export interface BuildRun {
  launcher: Launcher;
  place: RunPlace;
  /** Absolute paths for its outputs and its log. */
  folders: Omit<RunFolders, "inputs">;
  /** Timeout in seconds. */
  timeout: number;
  /** Called once: before a test's inputs are downloaded, or when the build starts. */
  started(): void;
}

/**
 * Runs the build once and judges its outputs.
 *
 * @param inputs folder, absolute
 * @throws the reason of the world's signal, if that ended the run: it then has no result
 */
export async function runBuild(world: World, inputs: string, run: BuildRun): Promise<RunResult> {
  run.started();
  return launchBuild(world, inputs, run);
}

async function launchBuild(
  world: World,
  inputs: string,
  { launcher, place, folders, timeout }: BuildRun,
): Promise<RunResult> {
  await mkdir(folders.outputs, { recursive: true });
  world.signal.throwIfAborted();
  const end = await launcher.launch(world, { inputs, ...folders }, timeout);
  world.signal.throwIfAborted();
  // An emissions build writes emissions in test mode, and nothing in other modes.
  const emits = findConfig(world.cwd) !== undefined;
  const judged = await judgeRun(place, end, folders.outputs, emits);
  return place.kind === "test" ? { ...judged, jobID: testID(place.name) } : judged;
}

/**
 * Runs the build on a test. Its inputs exist as long as it runs.
 *
 * @returns `hadInputs`: false if they were not available: the test failed, but may pass next time
 */
export async function runTest(
  world: World,
  test: TestToRun,
  run: BuildRun,
): Promise<{ result: RunResult; hadInputs: boolean }> {
  const { source, hasInputs } = test;
  if (!hasInputs) {
    const why = `${source} must contain a logs or an experience folder`;
    return { result: failedRun(run.place, why), hadInputs: true };
  }
  // The time includes the download, which is long for large logs.
  run.started();
  const opened = await test.open(world.signal).catch((error: unknown) => {
    if (!(error instanceof CommandError) || world.signal.aborted) throw error;
    return failedRun(run.place, [error.message, error.hint ?? []].flat().join("\n  "));
  });
  if (!("folder" in opened)) return { result: opened, hadInputs: false };
  await using inputs = opened;
  return { result: await launchBuild(world, inputs.folder, run), hadInputs: true };
}

/**
 * A test's ID on the local platform, the same in every rehearsal: results that are kept may refer to it, and
 * rehearsals can be compared.
 */
export function testID(name: string): string {
  return stableID(`test ${name}`);
}
