import { mkdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, posix } from "node:path";
import { startPlatform } from "@metrics-project/platform";
import type { World } from "../../cli/command.js";
import { inParallel } from "../../io/inParallel.js";
import { insidePath } from "../../io/insidePath.js";
import { lockFolder } from "../../io/lockFolder.js";
import { renamePatiently } from "../../io/renamePatiently.js";
import { type Affected, everything } from "./Affected.js";
import type { RunPlace } from "./judgeRun.js";
import { originOf } from "./originOf.js";
import type { Progress } from "./Progress.js";
import { batchPlace, earlierPlaces, reportPlace, testPlace } from "./places.js";
import type { RecordedTest, RehearsalOptions } from "./RehearsalOptions.js";
import { previewFolder, RehearsedEmissions } from "./RehearsedEmissions.js";
import type { RehearsalSummary, RunResult } from "./RunResult.js";
import { recordBatch, recordEarlierBatch, type TestResults } from "./recordTests.js";
import { keepOnly, openRehearsalFolder, previousRehearsal } from "./rehearsalFolder.js";
import { type BuildRun, runBuild, runTest } from "./runBuild.js";
import { findTests } from "./tests/findTests.js";
import type { TestToRun } from "./tests/TestToRun.js";

/** Subfolder of the outputs folder: the results in progress, until they replace the last ones together. */
const unfinished = ".unfinished";

/**
 * Runs a build as the platform does: its tests, their batch, earlier batches, a report. Results are written to a
 * staging folder and replace the last ones together. No other rehearsal can write to the folder until this one is
 * disposed of.
 */
export class Rehearsal implements Disposable {
  readonly #options: RehearsalOptions;
  /** Results of the last rehearsal's builds, by outputs folder, without query results. */
  #last: ReadonlyMap<string, RunResult> = new Map();
  #judged = new Map<string, RunResult>();
  #emissions: RehearsedEmissions | undefined;
  #lock: Disposable | undefined;
  /** Outputs folders of the runs that keep their last result. */
  readonly #kept = new Set<string>();
  #ran = 0;

  constructor(options: RehearsalOptions) {
    this.#options = options;
  }

  [Symbol.dispose](): void {
    this.#lock?.[Symbol.dispose]();
    this.#lock = undefined;
  }

  /**
   * Runs what is affected and writes rehearsal.json. What is affected may be decided once the build is ready, from its
   * inputs.
   * @throws CommandError if there are no tests, the outputs folder was not created by a rehearsal, or another rehearsal
   *   is using it
   */
  async run(
    world: World,
    progress: Progress,
    affected: Affected | (() => Promise<Affected>) = everything,
  ): Promise<RehearsalSummary> {
    const { out, launcher, earlierBatches } = this.#options;
    const started = new Date();
    const tests = await this.#findTests(world);
    await openRehearsalFolder(out.path, out.shown);
    this.#lock ??= await lockFolder(out.path, out.shown, "rehearsal");
    await launcher.prepare(world);
    const toRun = typeof affected === "function" ? await affected() : affected;
    // Leftovers of an interrupted rehearsal.
    await rm(this.#aside("."), { recursive: true, force: true });

    using emissions = await RehearsedEmissions.open(world, {
      folder: this.#aside(previewFolder),
      metricsSet: this.#options.metricsSet,
      earlierBatches,
    });
    this.#emissions = emissions;
    progress.plan([
      ...tests.map(({ name }) => testPlace(name)),
      batchPlace,
      ...earlierPlaces(earlierBatches),
      ...(earlierBatches > 0 ? [reportPlace] : []),
      ...(emissions?.dashboards ?? []),
    ]);
    this.#ran = 0;
    this.#kept.clear();
    this.#judged = new Map();
    let runs: RunResult[];
    try {
      const ended = await this.#runTests(world, progress, tests, toRun);
      runs = await this.#runOverTests(world, progress, ended, toRun);
      for (const dashboard of (await emissions?.runDashboards()) ?? []) {
        progress.ended(dashboard);
        runs.push(dashboard);
      }
    } catch (error) {
      await this.#tellWhatIsLeft(world, progress);
      throw error;
    }
    const summary: RehearsalSummary = {
      version: 1,
      title: `Rehearsal of ${basename(world.cwd)}`,
      ...(await originOf(world)),
      startedAt: started.toISOString(),
      seconds: (Date.now() - started.getTime()) / 1000,
      build: launcher.build,
      outcome: "done",
      ran: this.#ran,
      runs,
      ...(emissions && { queries: { problems: emissions.problems, warnings: emissions.warnings } }),
    };
    if (runs.some((run) => run.status === "FAIL_BLOCK")) summary.outcome = "blocked";
    const isQueryWrong = emissions !== undefined && emissions.problems.length > 0;
    if (isQueryWrong || runs.some((run) => run.status === "ERROR")) summary.outcome = "failed";
    await this.#publish(
      summary,
      tests.map(({ name }) => name),
    );
    this.#last = this.#judged;
    return summary;
  }

  async #findTests(world: World): Promise<readonly (TestToRun | RecordedTest)[]> {
    const { tests, first = false } = this.#options;
    if ("recorded" in tests) return tests.recorded;
    const found = await findTests(world, tests);
    return first ? found.slice(0, 1) : found;
  }

  /** A path in the outputs folder. */
  #inside(path: string): string {
    return insidePath(this.#options.out.path, path);
  }

  /** Where it is staged until the whole rehearsal has run. */
  #aside(path: string): string {
    return this.#inside(posix.join(unfinished, path));
  }

  /**
   * Replaces the old results with the new ones. During this moment there is no rehearsal.json: results that do not
   * belong together have no index.
   */
  async #publish(summary: RehearsalSummary, tests: readonly string[]): Promise<void> {
    const { out, earlierBatches } = this.#options;
    await mkdir(this.#aside("."), { recursive: true });
    const index = this.#aside("rehearsal.json");
    await writeFile(index, `${JSON.stringify(summary, null, 2)}\n`);
    await rm(this.#inside("rehearsal.json"), { force: true });
    await keepOnly(out.path, tests, earlierBatches);
    for (const { outputs, dashboard } of summary.runs) {
      if (dashboard || this.#kept.has(outputs)) continue;
      const folder = posix.dirname(outputs);
      const target = this.#inside(folder);
      await rm(target, { recursive: true, force: true });
      await mkdir(dirname(target), { recursive: true });
      // A test without inputs did not run, and has no outputs.
      await renamePatiently(this.#aside(folder), target).catch(ignoreAbsence);
    }
    await rm(this.#inside(previewFolder), { recursive: true, force: true });
    await renamePatiently(this.#aside(previewFolder), this.#inside(previewFolder)).catch(
      ignoreAbsence,
    );
    await renamePatiently(index, this.#inside("rehearsal.json"));
    await rm(this.#aside("."), { recursive: true, force: true });
  }

  /** Notice for an interrupted rehearsal. */
  async #tellWhatIsLeft(world: World, progress: Progress): Promise<void> {
    const { out } = this.#options;
    progress.finish();
    const before = await previousRehearsal(out.path);
    const kept =
      before === undefined
        ? `${out.shown} contains no results`
        : `${out.shown} still contains the results of ${before}`;
    const ran = `the results of this rehearsal are in ${posix.join(out.shown, unfinished)} until the next one`;
    world.stderr.write(`${kept}; ${ran}\n`);
  }

  async #runTests(
    world: World,
    progress: Progress,
    tests: readonly (TestToRun | RecordedTest)[],
    affected: Affected,
  ): Promise<RunResult[]> {
    return await inParallel(tests, this.#options.parallel, async (test) => {
      const { name } = test;
      const place = testPlace(name);
      if ("take" in test) return await this.#take(world, progress, place, test);
      const last = this.#lastOf(place);
      const isAffected = affected.tests === "all" || affected.tests.has(name);
      if (last !== undefined && !isAffected) return await this.#keep(progress, last);
      const { result } = await runTest(world, test, this.#runOf(progress, place));
      return await this.#ended(progress, result);
    });
  }

  /** Runs the tests, their batch, earlier batches and the report against a local platform. */
  async #runOverTests(
    world: World,
    progress: Progress,
    tests: readonly RunResult[],
    affected: Affected,
  ): Promise<RunResult[]> {
    const { launcher, earlierBatches, parallel, description } = this.#options;
    await using platform = await startPlatform({
      publicHost: launcher.hostName,
      ...(description !== undefined && { description }),
    });
    const results: TestResults = { results: tests, outputsOf: (test) => this.#outputsOf(test) };
    const batches: { place: RunPlace; batchID: string }[] = [];
    // Oldest first, in the order they would have been created.
    for (const place of earlierPlaces(earlierBatches).toReversed()) {
      batches.push({ place, batchID: await recordEarlierBatch(platform, results, place) });
    }
    const recorded = await recordBatch(platform, results);
    batches.push({ place: batchPlace, batchID: recorded.batchID });

    // The batch itself first: the user is waiting for it.
    const batchRuns = await inParallel(batches.toReversed(), parallel, async (entry) => {
      const { place, batchID } = entry;
      const last = this.#lastOf(place);
      const config = { "batch_metrics_config.json": platform.batchConfig(batchID) };
      const result =
        affected.batch || last === undefined
          ? await this.#runConfigured(world, progress, place, config)
          : await this.#keep(progress, last);
      const outputsDir = result.failure === undefined ? this.#outputsOf(result) : undefined;
      await platform.recordBatchMetrics({ batchID, ...(outputsDir && { outputsDir }) });
      return { ...result, batchID };
    });
    const runs = [...recorded.tests, ...batchRuns];
    if (earlierBatches === 0) return runs;

    const last = this.#lastOf(reportPlace);
    if (!affected.report && last !== undefined) {
      return [...runs, await this.#keep(progress, last)];
    }
    const { reportID } = await platform.addReport();
    const config = { "report_config.json": platform.reportConfig(reportID) };
    return [...runs, await this.#runConfigured(world, progress, reportPlace, config)];
  }

  #lastOf({ outputs }: RunPlace): RunResult | undefined {
    return this.#last.get(outputs);
  }

  /** A run's outputs in the staging folder. */
  #outputsOf({ outputs }: RunResult): string {
    return this.#kept.has(outputs) ? this.#inside(outputs) : this.#aside(outputs);
  }

  /** A test that ran elsewhere, where its result was printed. */
  async #take(
    world: World,
    progress: Progress,
    { outputs }: RunPlace,
    test: RecordedTest,
  ): Promise<RunResult> {
    world.signal.throwIfAborted();
    const result = await test.take(this.#aside(posix.dirname(outputs)));
    this.#ran += 1;
    return await this.#ended(progress, result, { isTold: true });
  }

  #runOf(progress: Progress, place: RunPlace): BuildRun {
    const { launcher, timeout } = this.#options;
    const folders = { outputs: this.#aside(place.outputs), log: this.#aside(place.log) };
    const started = () => {
      progress.started(place);
      this.#ran += 1;
    };
    return { launcher, place, folders, timeout, started };
  }

  #keep(progress: Progress, last: RunResult): Promise<RunResult> {
    this.#kept.add(last.outputs);
    return this.#ended(progress, last, { isTold: true });
  }

  /** Records a build's result, and adds the results of the queries over its emissions. */
  async #ended(progress: Progress, judged: RunResult, { isTold = false } = {}): Promise<RunResult> {
    const { kind, outputs, daysEarlier } = judged;
    this.#judged.set(outputs, judged);
    let result = judged;
    if (kind === "test") {
      result = (await this.#emissions?.test(judged, this.#outputsOf(judged))) ?? judged;
    } else if (kind === "batch" && daysEarlier === undefined) {
      result = (await this.#emissions?.batch(judged)) ?? judged;
    }
    const finished = this.#options.finish?.(result) ?? result;
    progress.ended(finished, { kept: isTold });
    return finished;
  }

  /** A run with a config file as its only input. */
  async #runConfigured(
    world: World,
    progress: Progress,
    place: RunPlace,
    config: Record<string, object>,
  ): Promise<RunResult> {
    const inputs = this.#aside(posix.join(place.outputs, "..", "inputs"));
    await rm(inputs, { recursive: true, force: true });
    await mkdir(inputs, { recursive: true });
    try {
      for (const [name, content] of Object.entries(config)) {
        await writeFile(join(inputs, name), `${JSON.stringify(content, null, 2)}\n`);
      }
      const result = await runBuild(world, inputs, this.#runOf(progress, place));
      return await this.#ended(progress, result);
    } finally {
      // It contains a token, if only of a short-lived local platform.
      await rm(inputs, { recursive: true, force: true });
    }
  }
}

function ignoreAbsence(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}
