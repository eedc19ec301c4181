import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip, gunzipSync } from "node:zlib";
import { htmlPage, type LinkedCode } from "./htmlPage.js";
import { RunIndexer, routesOf } from "./model/indexRuns.js";
import type { PageLink, PagesAround, RunIndex, RunKind } from "./model/pageData.js";
import type { PageAssets } from "./PageAssets.js";
import { pageNames } from "./pageNames.js";
import { type BuiltRun, needsFullPlotly } from "./renderPage.js";

/** The file to open, in the folder. */
export const indexPage = "index.html";

/** The folder of the runs' pages, in the folder. */
export const runsFolder = "runs";

const assetsFolder = "assets";

/** What a {@link PageFolder} takes. */
export interface PageFolderOptions {
  /** Shown at the top of every page, and in the browser's tab. */
  readonly title: string;
  /** All runs, in the order in which they are added and listed. */
  readonly runs: readonly { readonly kind: RunKind; readonly name: string }[];
  readonly assets: PageAssets;
  /** The pages listen at `/reload` of the server that they come from. Default: false. */
  readonly reload?: boolean;
}

/**
 * Runs as a folder of HTML pages that need no network and no server: an index, and a page for each run. Style and
 * scripts are there once. Of a run that was added, only what the index shows is kept: memory does not grow with the
 * messages.
 */
export class PageFolder {
  readonly #options: PageFolderOptions;
  readonly #indexer = new RunIndexer();
  readonly #routes: readonly string[];
  readonly #names: readonly string[];
  /** A run of the index each, as JSON: a fraction of the objects. */
  readonly #rows: string[] = [];
  #needsFull = false;

  constructor(options: PageFolderOptions) {
    this.#options = options;
    this.#routes = routesOf(options.runs);
    this.#names = pageNames(this.#routes);
  }

  /** The page of the run at a position, relative to the folder. */
  pathOf(at: number): string {
    return `${runsFolder}/${this.#names[at] ?? ""}`;
  }

  /** Takes the next run into the index. */
  add({ source, run }: BuiltRun): void {
    const at = this.#rows.length;
    const route = this.#routes[at] ?? String(at);
    const row = this.#indexer.add(source, run, { route, href: this.pathOf(at) });
    this.#rows.push(JSON.stringify(row));
  }

  /** The page of the run at a position. */
  page(at: number, { source, run, arrays }: BuiltRun): string {
    const { title, reload = false } = this.#options;
    const full = needsFullPlotly([run]);
    this.#needsFull ||= full;
    const blocks = arrays.pack(run);
    // As the script takes it, a page of its own that holds one run.
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

  /** The index, once all runs were added. */
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

  /** Style and scripts, by their paths in the folder, once all pages were made. */
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

  /** The index's data in pieces: of ten thousand runs, all of it at once would be the largest string here. */
  *#indexJSON(): Iterable<string> {
    const { title, reload = false } = this.#options;
    const rest = JSON.stringify({ title, reload, ...this.#indexer.rest() });
    yield `${rest.slice(0, -1)},"runs":[`;
    for (const [at, row] of this.#rows.entries()) yield at === 0 ? row : `,${row}`;
    yield "]}";
  }
}

/** @param up from the page to the folder: `../` */
function linkedCode(up: string, full: boolean): LinkedCode {
  return {
    styleURL: `${up}${assetsFolder}/page.css`,
    scriptURL: `${up}${assetsFolder}/page.js`,
    plotlyURL: `${up}${assetsFolder}/plotly-${full ? "full" : "basic"}.js`,
  };
}

/** JSON in pieces as gzipped base64. */
async function pack(pieces: Iterable<string>): Promise<string> {
  const gzip = createGzip();
  const chunks: Buffer[] = [];
  gzip.on("data", (chunk: Buffer) => chunks.push(chunk));
  await pipeline(Readable.from(pieces), gzip);
  return Buffer.concat(chunks).toString("base64");
}
