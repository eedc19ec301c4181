import { resolve } from "node:path";
import type { EmissionRow, JobMetrics } from "@metrics-project/runtime";
import type { World } from "../../cli/command.js";
import { CommandError } from "../../io/CommandError.js";
import type { ConfigMetric, EmissionsConfig } from "../EmissionsConfig.js";
import { templatesFolder } from "../findConfig.js";
import { readConfig } from "../readConfig.js";
import { chooseMetrics, metricsOf } from "./chooseMetrics.js";
import { EmissionsDatabase, type Scope, type TestOutcome } from "./EmissionsDatabase.js";
import { LiquidCharts } from "./liquidChart.js";
import type { PreviewedBatch, PreviewedTest } from "./PreviewedTest.js";
import { type PreviewedMetric, previewMetric } from "./previewMetric.js";
import { findPreviewTools } from "./previewTools.js";
import { readTemplates } from "./readTemplates.js";
import { TestEvents } from "./testEvents.js";

/** The results of the queries for one test, the batch or a dashboard. */
export interface Previewed {
  /** In the form of a message that a metrics build writes. */
  readonly message: JobMetrics;
  /** The worst status of the metrics, and of a test's events. */
  readonly status: "PASSED" | "FAIL_WARN" | "FAIL_BLOCK";
  readonly metrics: readonly PreviewedMetric[];
  readonly events: number;
}

export interface PreviewOptions {
  /** The config, absolute or relative to the world's folder. */
  config: string;
  /** Name of the metrics set to evaluate the batch with. Default: all sets not used by a dashboard. */
  metricsSet?: string | undefined;
  /** The batch of the added tests. */
  batch: PreviewedBatch;
}

/** Runs the queries of a config over the emissions of a batch's tests, one at a time. */
export class Preview implements Disposable {
  readonly config: EmissionsConfig;
  /** The config's problems, one sentence each. */
  readonly configProblems: readonly string[];
  readonly #metrics: readonly ConfigMetric[];
  readonly #database: EmissionsDatabase;
  readonly #charts: LiquidCharts;
  readonly #problems = new Set<string>();
  readonly #warnings = new Set<string>();
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(parts: {
    config: EmissionsConfig;
    configProblems: readonly string[];
    metrics: readonly ConfigMetric[];
    database: EmissionsDatabase;
    charts: LiquidCharts;
  }) {
    this.config = parts.config;
    this.configProblems = parts.configProblems;
    this.#metrics = parts.metrics;
    this.#database = parts.database;
    this.#charts = parts.charts;
  }

  /**
   * Undefined if the config has no metrics: then no tools are needed.
   * @throws CommandError if the config cannot be read, does not have the set, or the preview's tools are not
   *   available
   */
  static async open(
    world: Pick<World, "cwd" | "env" | "signal" | "stderr">,
    { config: path, metricsSet, batch }: PreviewOptions,
  ): Promise<Preview | undefined> {
    const { config, problems } = await readConfig(world.cwd, [path]);
    const unread = problems.find(({ code }) => code === "Y1");
    if (unread !== undefined) {
      const { file, line } = unread.at;
      throw new CommandError(`${file}:${line}: ${unread.message} (Y1)`, { hint: unread.remedy });
    }
    const metrics = chooseMetrics(config, metricsSet);
    if (config.metrics.size === 0) return undefined;
    const tools = await findPreviewTools(world);
    const database = await EmissionsDatabase.open(tools.duckdb, config.topics.values());
    await database.addBatch(batch);
    const templates = await readTemplates(templatesFolder(resolve(world.cwd, path)));
    return new Preview({
      config,
      configProblems: problems
        .filter(({ severity }) => severity === "problem")
        .map(({ at, message, code }) => `${at.file}:${at.line}: ${message} (${code})`),
      metrics,
      database,
      charts: new LiquidCharts(tools.liquid, templates),
    });
  }

  [Symbol.dispose](): void {
    this.#database[Symbol.dispose]();
  }

  /** What the platform would reject or fail on, once per metric. */
  get problems(): readonly string[] {
    return [...this.#problems];
  }

  /** What may be right but cannot be shown here, once per metric. */
  get warnings(): readonly string[] {
    return [...this.#warnings];
  }

  /** Adds a test's rows, and runs the test metrics' queries over them. */
  addTest(test: PreviewedTest): Promise<Previewed> {
    return this.#inTurn(async () => {
      const events = new TestEvents();
      await this.#database.addTest(test, rowsOf(test.files, events));
      return await this.#preview({ name: "test", jobID: test.jobID }, this.#of("test"), {
        jobID: test.jobID,
        events,
      });
    });
  }

  /** Sets the result of a test, for queries over the batch. */
  setOutcome(jobID: string, outcome: TestOutcome): Promise<void> {
    return this.#inTurn(() => this.#database.setOutcome(jobID, outcome));
  }

  /** Runs the batch metrics' queries over the added tests. */
  previewBatch(): Promise<Previewed> {
    return this.#inTurn(() => this.#preview({ name: "batch" }, this.#of("batch")));
  }

  /** Runs each dashboard's queries over the batch and synthetic earlier ones. */
  previewDashboards(
    earlier: readonly PreviewedBatch[],
  ): Promise<{ name: string; previewed: Previewed }[]> {
    return this.#inTurn(async () => {
      for (const batch of earlier) await this.#database.addEarlierBatch(batch);
      const shown: { name: string; previewed: Previewed }[] = [];
      for (const { name, set } of this.config.dashboards.values()) {
        const chosen = this.config.sets.get(set.name);
        const metrics = chosen === undefined ? [] : metricsOf(this.config, chosen);
        shown.push({ name, previewed: await this.#preview({ name: "dashboard" }, metrics) });
      }
      return shown;
    });
  }

  #of(type: ConfigMetric["type"]): ConfigMetric[] {
    return this.#metrics.filter((metric) => metric.type === type);
  }

  async #preview(
    scope: Scope,
    metrics: readonly ConfigMetric[],
    { jobID, events }: { jobID?: string; events?: TestEvents } = {},
  ): Promise<Previewed> {
    const { MetricsWriter } = await import("@metrics-project/runtime");
    const writer = new MetricsWriter(jobID === undefined ? {} : { jobID });
    const context = { database: this.#database, charts: this.#charts, scope, writer };
    const previewed: PreviewedMetric[] = [];
    for (const metric of metrics) {
      const one = await previewMetric(context, metric);
      if (one === undefined) continue;
      previewed.push(one);
      if (one.problem !== undefined) this.#problems.add(`metric "${one.name}": ${one.problem}`);
      if (one.warning !== undefined) this.#warnings.add(`metric "${one.name}" ${one.warning}`);
    }
    await events?.addTo(writer);
    const all = [...previewed.map(({ status }) => status), events?.worst];
    const status = (["FAIL_BLOCK", "FAIL_WARN"] as const).find((one) => all.includes(one));
    writer.status = status ?? "PASSED";
    const message = writer.write();
    return {
      message,
      status: status ?? "PASSED",
      metrics: previewed,
      events: message.events.length,
    };
  }

  /** A connection of the database runs only one query at a time. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }
}

/** The rows of files. Skips invalid lines, which judging the run has reported. */
async function* rowsOf(files: readonly string[], events: TestEvents): AsyncGenerator<EmissionRow> {
  const { readEmissions } = await import("@metrics-project/runtime");
  for (const file of files) {
    for await (const row of readEmissions(file, { onProblem: () => {} })) {
      events.add(row);
      yield row;
    }
  }
}
