import { htmlPage } from "./htmlPage.js";
import { ArrayTable } from "./model/arrayTable.js";
import { traceTypes } from "./model/bodies/figureBody.js";
import { buildRun } from "./model/buildRun.js";
import { RunIndexer, routesOf } from "./model/indexRuns.js";
import type { PageData, RunView } from "./model/pageData.js";
import type { RunSource } from "./model/runSource.js";
import type { PageAssets } from "./PageAssets.js";

/** Options of {@link renderPage}. */
export interface PageOptions {
  /** Shown at the top and in the browser's tab. */
  readonly title: string;
  /** In the order of the page's list. */
  readonly runs: readonly RunSource[];
  readonly assets: PageAssets;
  /** The page listens at `/reload` of its server. Default: false. */
  readonly reload?: boolean;
}

/** A run, ready to be rendered. */
export interface BuiltRun {
  readonly source: RunSource;
  readonly run: RunView;
  /** The numbers of its series. */
  readonly arrays: ArrayTable;
}

export function buildSource(source: RunSource): BuiltRun {
  const arrays = new ArrayTable();
  return { source, run: buildRun(source, arrays), arrays };
}

/** Trace types of plotly's basic build. It draws all others as scatter plots, without an error. */
const basicTypes = new Set(["scatter", "bar", "pie"]);

/**
 * Messages as one HTML page that needs no network: data, images and plotly.js are inside. Parts that
 * cannot be drawn are shown as problems; a message that breaks rules does not throw.
 *
 * The page's data come first, then the script, which starts while the browser still reads the rest.
 * The rest is a block for each run, followed by one for each large array, which is unpacked when a
 * chart needs it.
 */
export function renderPage(options: PageOptions): string {
  const { title, assets, reload = false } = options;
  const built = options.runs.map((source) => {
    const { run, arrays } = buildSource(source);
    return { source, run, blocks: arrays.pack(run) };
  });
  const indexer = new RunIndexer();
  const routes = routesOf(options.runs);
  const index: PageData = {
    title,
    reload,
    runs: built.map(({ source, run }, at) => {
      return indexer.add(source, run, { route: routes[at] ?? String(at) });
    }),
    ...indexer.rest(),
  };
  const full = needsFullPlotly(built.map(({ run }) => run));
  const plotly = full ? assets.plotly.full : assets.plotly.basic;
  const runs = built.map(({ blocks }, at) => [`run-${at}`, blocks.main] as const);
  return htmlPage({
    title,
    code: { style: assets.style, script: assets.script, plotly },
    compiles: full,
    reload,
    data: index,
    // A single run is shown immediately; for several, the overview is shown.
    early: built.length === 1 ? runs : [],
    blocks: [
      ...(built.length === 1 ? [] : runs),
      ...built.flatMap(({ blocks }, at) =>
        blocks.large.map((bytes, i) => [`run-${at}-${i}`, bytes] as const),
      ),
    ],
  });
}

/** Whether these runs have figures that only plotly's full build can draw. */
export function needsFullPlotly(runs: readonly RunView[]): boolean {
  return runs.some((run) =>
    run.metrics.some((metric) =>
      metric.groups.some(
        ({ body }) =>
          body.kind === "figure" && traceTypes(body).some((type) => !basicTypes.has(type)),
      ),
    ),
  );
}
