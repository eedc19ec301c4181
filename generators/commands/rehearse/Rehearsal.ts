import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join, posix } from "node:path";
import { perturbMessage, startPlatform } from "@metrics-project/platform";
import { decodeJobMetrics } from "@metrics-project/runtime";
import type { World } from "../../cli/command.js";
import { inParallel } from "../../io/inParallel.js";
import { insidePath } from "../../io/insidePath.js";
import { findTests, type TestFolder } from "./findTests.js";
import { failedRun, judgeRun, type RunPlace } from "./judgeRun.js";
import type { Launcher } from "./Launcher.js";
import type { Progress } from "./Progress.js";
import type { RehearsalSummary, RunResult } from "./RunResult.js";
import { keepOnly, openRehearsalFolder } from "./rehearsalFolder.js";

export interface RehearsalOptions {
  /** Folder of the tests, absolute, and as the user wrote it. */
  tests: { path: string; shown: string };
  /** Folder that keeps the outputs, absolute, and as the user wrote it. */
  out: { path: string; shown: string };
  launcher: Launcher;
  /** How many earlier batches there are; with none there is no report. */
  earlierBatches: number;
  /** Runs at a time. */
  parallel: number;
  /** Seconds that a run may take. */
  timeout: number;
}

/** What has to run; the rest keeps its last result. */
export interface Affected {
  /** Names of tests, or every one. */
  tests: "all" | ReadonlySet<string>;
  batch: boolean;
  report: boolean;
}

export const everything: Affected = { tests: "all", batch: true, report: true };

type Platform = Awaited<ReturnType<typeof startPlatform>>;

const day = 24 * 60 * 60 * 1000;

/** Runs a build as the platform would: its tests, their batch, earlier batches, a report. */
export class Rehearsal {
  readonly #options: RehearsalOptions;
  #last: RehearsalSummary | undefined;
  #ran = 0;

  constructor(options: RehearsalOptions) {
    this.#options = options;
  }

  /**
   * Runs what is affected and writes rehearsal.json.
   * @throws CommandError when there are no tests, or the folder of the outputs is not a rehearsal's
   */
  async run(
    world: World,
    progress: Progress,
    affected: Affected = everything,
  ): Promise<RehearsalSummary> {
    const { tests: testsDir, out, launcher, earlierBatches } = this.#options;
    const started = new Date();
    const folders = await findTests(testsDir.path, testsDir.shown);
    await launcher.prepare(world);
    await openRehearsalFolder(out.path, out.shown);
    await keepOnly(
      out.path,
      folders.map(({ name }) => name),
      earlierBatches,
    );
    const summaryFile = insidePath(out.path, "rehearsal.json");
    await rm(summaryFile, { force: true });

    progress.plan([
      ...folders.map(({ name }) => testPlace(name)),
      batchPlace,
      ...earlierPlaces(earlierBatches),
      ...(earlierBatches > 0 ? [reportPlace] : []),
    ]);
    this.#ran = 0;
    const tests = await this.#runTests(world, progress, folders, affected);
    const runs = await this.#runOverTests(world, progress, tests, affected);
    const summary: RehearsalSummary = {
      version: 1,
      title: `Rehearsal of ${basename(world.cwd)}`,
      startedAt: started.toISOString(),
      seconds: (Date.now() - started.getTime()) / 1000,
      build: launcher.build,
      outcome: "done",
      ran: this.#ran,
      runs,
    };
    if (runs.some((run) => run.status === "FAIL_BLOCK")) summary.outcome = "blocked";
    if (runs.some((run) => run.status === "ERROR")) summary.outcome = "failed";
    this.#last = summary;
    await writeFile(summaryFile, `${JSON.stringify(summary, null, 2)}\n`);
    return summary;
  }

  async #runTests(
    world: World,
    progress: Progress,
    folders: readonly TestFolder[],
    affected: Affected,
  ): Promise<RunResult[]> {
    return await inParallel(folders, this.#options.parallel, async (folder) => {
      const { name, path, hasInputs } = folder;
      const place = testPlace(name);
      const last = this.#lastOf(place);
      const isAffected = affected.tests === "all" || affected.tests.has(name);
      if (last !== undefined && !isAffected) return keep(progress, last);
      if (!hasInputs) {
        const missing = failedRun(place, `${path} has neither a logs nor an experience folder`);
        progress.ended(missing);
        return missing;
      }
      return await this.#runOne(world, progress, place, path);
    });
  }

  /** The tests with their batch, earlier batches and the report, on a local platform. */
  async #runOverTests(
    world: World,
    progress: Progress,
    tests: readonly RunResult[],
    affected: Affected,
  ): Promise<RunResult[]> {
    const { launcher, earlierBatches, parallel } = this.#options;
    await using platform = await startPlatform({ publicHost: launcher.hostName });
    const batches: { place: RunPlace; batchID: string }[] = [];
    // From the oldest on, as they came to be.
    for (const place of earlierPlaces(earlierBatches).toReversed()) {
      batches.push({ place, batchID: await this.#recordEarlier(platform, tests, place) });
    }
    const recorded = await this.#recordBatch(platform, tests);
    batches.push({ place: batchPlace, batchID: recorded.batchID });

    // The batch itself first: it is what the user waits for.
    const batchRuns = await inParallel(batches.toReversed(), parallel, async (entry) => {
      const { place, batchID } = entry;
      const last = this.#lastOf(place);
      const config = { "batch_metrics_config.json": platform.batchConfig(batchID) };
      const result =
        affected.batch || last === undefined
          ? await this.#runConfigured(world, progress, place, config)
          : keep(progress, last);
      await platform.recordBatchMetrics({ batchID, ...this.#written(result) });
      return { ...result, batchID };
    });
    const runs = [...recorded.tests, ...batchRuns];
    if (earlierBatches === 0) return runs;

    const last = this.#lastOf(reportPlace);
    if (!affected.report && last !== undefined) return [...runs, keep(progress, last)];
    const { reportID } = await platform.addReport();
    const config = { "report_config.json": platform.reportConfig(reportID) };
    return [...runs, await this.#runConfigured(world, progress, reportPlace, config)];
  }

  /** The batch of the tests as they ran, and the tests with their IDs. */
  async #recordBatch(
    platform: Platform,
    tests: readonly RunResult[],
  ): Promise<{ batchID: string; tests: RunResult[] }> {
    const { batchID } = await platform.addBatch({ friendlyName: "rehearsal" });
    const recorded: RunResult[] = [];
    for (const test of tests) {
      const { jobID } = await platform.recordTest({
        batchID,
        experience: test.name,
        // The same in every round of --watch: what is not run again may refer to it.
        ...(test.jobID === undefined ? {} : { jobID: test.jobID }),
        ...this.#written(test),
        ...(test.failure === undefined
          ? {}
          : { executionError: { errorCode: "METRICS_BUILD_FAILED", errorText: test.failure } }),
      });
      recorded.push({ ...test, jobID });
    }
    return { batchID, tests: recorded };
  }

  /** A batch that never was: the tests' results, each a little different. */
  async #recordEarlier(
    platform: Platform,
    tests: readonly RunResult[],
    { name, daysEarlier = 0 }: RunPlace,
  ): Promise<string> {
    const creationTimestamp = new Date(Date.now() - daysEarlier * day).toISOString();
    const { buildID } = await platform.addBuild({ creationTimestamp, version: name });
    const { batchID } = await platform.addBatch({ creationTimestamp, buildID, friendlyName: name });
    for (const test of tests) {
      const record = { batchID, experience: test.name, creationTimestamp };
      if (test.failure !== undefined) {
        await platform.recordTest(record);
        continue;
      }
      const file = insidePath(this.#options.out.path, `${test.outputs}/metrics.binproto`);
      const message = perturbMessage(
        decodeJobMetrics(await readFile(file)),
        `${name} ${test.name}`,
      );
      await platform.recordTest({ ...record, message });
    }
    return batchID;
  }

  #lastOf({ outputs }: RunPlace): RunResult | undefined {
    return this.#last?.runs.find((run) => run.outputs === outputs);
  }

  #written(result: RunResult): { outputsDir?: string } {
    if (result.failure !== undefined) return {};
    return { outputsDir: insidePath(this.#options.out.path, result.outputs) };
  }

  /** A run whose only input is a config file. */
  async #runConfigured(
    world: World,
    progress: Progress,
    place: RunPlace,
    config: Record<string, object>,
  ): Promise<RunResult> {
    const inputs = insidePath(this.#options.out.path, posix.join(place.outputs, "..", "inputs"));
    await rm(inputs, { recursive: true, force: true });
    await mkdir(inputs, { recursive: true });
    try {
      for (const [name, content] of Object.entries(config)) {
        await writeFile(join(inputs, name), `${JSON.stringify(content, null, 2)}\n`);
      }
      return await this.#runOne(world, progress, place, inputs);
    } finally {
      // It holds a token, though one of a platform that is gone in a moment.
      await rm(inputs, { recursive: true, force: true });
    }
  }

  async #runOne(
    world: World,
    progress: Progress,
    place: RunPlace,
    inputs: string,
  ): Promise<RunResult> {
    const { launcher, out, timeout } = this.#options;
    const outputs = insidePath(out.path, place.outputs);
    await rm(outputs, { recursive: true, force: true });
    await mkdir(outputs, { recursive: true });
    world.signal.throwIfAborted();
    progress.started(place);
    this.#ran += 1;
    const folders = { inputs, outputs, log: insidePath(out.path, place.log) };
    const end = await launcher.launch(world, folders, timeout);
    world.signal.throwIfAborted();
    const result = await judgeRun(place, end, outputs);
    progress.ended(result);
    return result;
  }
}

function keep(progress: Progress, last: RunResult): RunResult {
  progress.ended(last, { kept: true });
  return last;
}

const batchPlace = placeIn("batch", "batch", "batch");
const reportPlace = placeIn("report", "report", "report");

function testPlace(name: string): RunPlace {
  return placeIn("test", name, `tests/${name}`);
}

/** From the newest to the oldest. */
function earlierPlaces(count: number): RunPlace[] {
  return Array.from({ length: count }, (_, index) => {
    const daysEarlier = index + 1;
    const place = placeIn(
      "batch",
      `batch ${daysEarlier} d earlier`,
      `earlier-batches/${daysEarlier}`,
    );
    return { ...place, daysEarlier };
  });
}

function placeIn(kind: RunPlace["kind"], name: string, folder: string): RunPlace {
  return { kind, name, outputs: `${folder}/outputs`, log: `${folder}/log.txt` };
}
