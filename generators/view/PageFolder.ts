import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip, gunzipSync } from "node:zlib";
import { htmlPage, type LinkedCode } from "./htmlPage.js";
import { RunIndexer, routesOf } from "./model/indexRuns.js";
import type { PageLink, PagesAround } from "./model/overviewData.js";
import type { RunIndex, RunKind } from "./model/pageData.js";
import type { PageAssets } from "./PageAssets.js";
import { pageNames } from "./pageNames.js";
import { type BuiltRun, needsFullPlotly } from "./renderPage.js";

/** The file to open. */
export const indexPage = "index.html";

/** The subfolder with the pages of the runs. */
export const runsFolder = "runs";

const assetsFolder = "assets";

/** Options of {@link PageFolder}. */
export interface PageFolderOptions {
  /** Shown at the top of every page, and in the browser's tab. */
  readonly title: string;
  /** All runs, in the order in which they are added and listed. */
  readonly runs: readonly { readonly kind: RunKind; readonly name: string }[];
  readonly assets: PageAssets;
  /** The pages reload when their server requests it at `/reload`. Default: false. */
  readonly reload?: boolean;
}

/**
 * Renders runs as a folder of HTML pages that need no network and no server: an index, and a page per run. All pages
 * share style and scripts. Only the data for the index stay in memory.
 */
export class PageFolder {
  readonly #options: PageFolderOptions;
  readonly #indexer = new RunIndexer();
  readonly #routes: readonly string[];
  readonly #names: readonly string[];
  /** The runs of the index as JSON, which takes much less memory than objects. */
  readonly #rows: string[] = [];
  #needsFull = false;

  constructor(options: PageFolderOptions) {
    this.#options = options;
    this.#routes = routesOf(options.runs);
    this.#names = pageNames(this.#routes);
  }

  /** The path of a run's page, relative to the folder. */
  pathOf(at: number): string {
    return `${runsFolder}/${this.#names[at] ?? ""}`;
  }

  /** Adds the next run to the index. */
  add({ source, run }: BuiltRun): void {
    const at = this.#rows.length;
    const route = this.#routes[at] ?? String(at);
    const row = this.#indexer.add(source, run, { route, href: this.pathOf(at) });
    this.#rows.push(JSON.stringify(row));
  }

  /** The page of a run. */
  page(at: number, { source, run, arrays }: BuiltRun): string {
    const { title, reload = false } = this.#options;
    const full = needsFullPlotly([run]);
    this.#needsFull ||= full;
    const blocks = arrays.pack(run);
    // To the script, this is a page with a single run.
    const indexer = new RunIndexer();
    const index: RunIndex = indexer.add(source, run, { route: this.#routes[at] ?? String(at) });
    return htmlPage({
      title: `${run.name} – ${title}`,
      code: linkedCode("../", full),
      compiles: full,
      reload,
      data: { title, reload, runs: [index], ...indexer.rest(), around: this.#around(at) },
      early: [["run-0", blocks.main]],
      blocks: blocks.large.map((bytes, i) => [`run-0-${i}`, bytes] as const),
    });
  }

  /** The index page. Add all runs first. */
  async index(): Promise<string> {
    const { title, reload = false } = this.#options;
    return htmlPage({
      title,
      code: linkedCode("", false),
      compiles: false,
      reload,
      data: await pack(this.#indexJSON()),
      blocks: [],
    });
  }

  /** Style and scripts with their paths in the folder. Render all pages first. */
  *assets(): Iterable<[path: string, content: string | Uint8Array]> {
    const { script, style, plotly } = this.#options.assets;
    yield [`${assetsFolder}/page.js`, script];
    yield [`${assetsFolder}/page.css`, style];
    yield [`${assetsFolder}/plotly-basic.js`, gunzipSync(plotly.basic.gzip)];
    if (this.#needsFull) yield [`${assetsFolder}/plotly-full.js`, gunzipSync(plotly.full.gzip)];
  }

  #around(at: number): PagesAround {
    const link = (other: number): PageLink | undefined => {
      const [href, run] = [this.#names[other], this.#options.runs[other]];
      return href === undefined || run === undefined ? undefined : { href, name: run.name };
    };
    const [previous, next] = [link(at - 1), link(at + 1)];
    return { index: `../${indexPage}`, ...(previous && { previous }), ...(next && { next }) };
  }

  /** The data of the index in pieces, because the whole would be by far the largest string in memory. */
  *#indexJSON(): Iterable<string> {
    const { title, reload = false } = this.#options;
    const rest = JSON.stringify({ title, reload, ...this.#indexer.rest() });
    yield `${rest.slice(0, -1)},"runs":[`;
    for (const [at, row] of this.#rows.entries()) yield at === 0 ? row : `,${row}`;
    yield "]}";
  }
}

/** @param up the path from the page to the folder, such as `../` */
function linkedCode(up: string, full: boolean): LinkedCode {
  return {
    styleURL: `${up}${assetsFolder}/page.css`,
    scriptURL: `${up}${assetsFolder}/page.js`,
    plotlyURL: `${up}${assetsFolder}/plotly-${full ? "full" : "basic"}.js`,
  };
}

/** Gzips JSON given in pieces, and encodes it as base64. */
async function pack(pieces: Iterable<string>): Promise<string> {
  const gzip = createGzip();
  const chunks: Buffer[] = [];
  gzip.on("data", (chunk: Buffer) => chunks.push(chunk));
  await pipeline(Readable.from(pieces), gzip);
  return Buffer.concat(chunks).toString("base64");
}
