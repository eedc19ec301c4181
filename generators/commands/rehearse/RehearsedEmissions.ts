import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { encodeJobMetrics } from "@metrics-project/runtime";
import type { World } from "../../cli/command.js";
import { findConfig } from "../../emissions/findConfig.js";
import { emissionPaths } from "../../emissions/preview/emissionFiles.js";
import { Preview, type Previewed } from "../../emissions/preview/Preview.js";
import { CommandError } from "../../io/CommandError.js";
import type { RunPlace } from "./judgeRun.js";
import type { RunResult, RunStatus } from "./RunResult.js";

const day = 24 * 60 * 60 * 1000;

/** Subfolder of the outputs folder for query results. */
export const previewFolder = "preview";

export interface RehearsedEmissionsOptions {
  /** Absolute path of the folder for previews; it replaces {@link previewFolder} later. */
  folder: string;
  metricsSet: string | undefined;
  earlierBatches: number;
}

/** A rehearsal's emissions and the queries of the project's config: what the page shows in addition to messages. */
export class RehearsedEmissions implements Disposable {
  readonly #preview: Preview;
  readonly #options: RehearsedEmissionsOptions;

  private constructor(preview: Preview, options: RehearsedEmissionsOptions) {
    this.#preview = preview;
    this.#options = options;
  }

  /**
   * Undefined if the project has no config, or the preview's tools are not available; then prints a warning.
   * @throws CommandError if the config cannot be read, or does not have the metrics set
   */
  static async open(
    world: World,
    options: RehearsedEmissionsOptions,
  ): Promise<RehearsedEmissions | undefined> {
    const config = findConfig(world.cwd);
    if (config === undefined) return undefined;
    const batch = { batchID: randomUUID(), name: "rehearsal", buildVersion: "rehearsal" };
    try {
      const preview = await Preview.open(world, {
        config,
        metricsSet: options.metricsSet,
        batch: { ...batch, created: new Date() },
      });
      return preview && new RehearsedEmissions(preview, options);
    } catch (error) {
      if (!(error instanceof CommandError) || !/could not be fetched/.test(error.message))
        throw error;
      world.stderr.write(`warning: cannot preview emissions: ${error.message}\n  ${error.hint}\n`);
      return undefined;
    }
  }

  [Symbol.dispose](): void {
    this.#preview[Symbol.dispose]();
  }

  /** Problems in the config and its queries that the platform would reject or fail on. */
  get problems(): string[] {
    return [...this.#preview.configProblems, ...this.#preview.problems];
  }

  get warnings(): string[] {
    return [...this.#preview.warnings];
  }

  /** The planned dashboards, for the list of runs. */
  get dashboards(): RunPlace[] {
    return [...this.#preview.config.dashboards.keys()].map(dashboardPlace);
  }

  /** A test with the results of its queries. */
  async test(result: RunResult, outputsDir: string): Promise<RunResult> {
    if (result.failure !== undefined) return result;
    const { jobID = randomUUID(), name } = result;
    const previewed = await this.#preview.addTest({
      jobID,
      name,
      files: await emissionPaths(outputsDir),
    });
    const shown = await this.#with({ ...result, jobID }, previewed);
    await this.#preview.setOutcome(jobID, {
      jobStatus: "SUCCEEDED",
      conflatedStatus: conflated(shown.status),
      metricsStatus: shown.status,
    });
    return shown;
  }

  /** The batch with the results of the queries over its tests. */
  async batch(result: RunResult): Promise<RunResult> {
    if (result.failure !== undefined) return result;
    return await this.#with(result, await this.#preview.previewBatch());
  }

  /** One run per dashboard, over this batch and the earlier ones. */
  async runDashboards(): Promise<RunResult[]> {
    const started = performance.now();
    const earlier = Array.from({ length: this.#options.earlierBatches }, (_, at) => ({
      batchID: randomUUID(),
      name: `batch ${at + 1} d earlier`,
      buildVersion: `batch ${at + 1} d earlier`,
      created: new Date(Date.now() - (at + 1) * day),
    }));
    const shown = await this.#preview.previewDashboards(earlier);
    const seconds = (performance.now() - started) / 1000;
    return await Promise.all(
      shown.map(async ({ name, previewed }) => {
        const empty: RunResult = {
          ...dashboardPlace(name),
          status: "PASSED",
          seconds,
          metrics: 0,
          metricsData: 0,
          events: 0,
          warnings: [],
          figures: [],
          message: false,
          dashboard: true,
        };
        return await this.#with(empty, previewed);
      }),
    );
  }

  /** A run's result, and the message next to it that contains its charts. */
  async #with(
    result: RunResult,
    { message, status, metrics, events }: Previewed,
  ): Promise<RunResult> {
    if (message.jobLevelMetrics?.metrics.length === 0 && events === 0) return result;
    const { indexRun } = await import("@metrics-project/platform");
    const bytes = encodeJobMetrics(message);
    const path = `${posix.dirname(result.outputs)}/metrics.binproto`;
    const file = join(this.#options.folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
    const index = indexRun(bytes);
    const figures = index.metrics.flatMap(({ name, value, unit, status: own }) =>
      value === null ? [] : [{ name, value, unit: unit ?? "", status: own }],
    );
    return {
      ...result,
      status: worse(result.status, status),
      metrics: result.metrics + metrics.length,
      events: result.events + events,
      figures: [...result.figures, ...figures],
      preview: `${previewFolder}/${path}`,
    };
  }
}

function dashboardPlace(name: string): RunPlace {
  const folder = `dashboards/${name.replace(/[^\w.-]+/g, "-").replace(/^[.-]+/, "") || "dashboard"}`;
  return {
    kind: "report",
    name: `dashboard ${name}`,
    outputs: `${folder}/outputs`,
    log: `${folder}/log.txt`,
  };
}

const gravest: readonly RunStatus[] = ["ERROR", "FAIL_BLOCK", "FAIL_WARN"];

function worse(a: RunStatus, b: RunStatus): RunStatus {
  const found = gravest.find((status) => status === a || status === b);
  return found ?? (a === "NO_STATUS_REPORTED" || a === "NOT_APPLICABLE" ? b : a);
}

function conflated(status: RunStatus): string {
  if (status === "FAIL_BLOCK") return "BLOCKER";
  if (status === "FAIL_WARN") return "WARNING";
  return status === "ERROR" ? "ERROR" : "PASSED";
}
