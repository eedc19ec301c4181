import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { JobMetrics } from "@metrics-project/runtime";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";
import { packageRoot } from "../../generators/io/packageRoot.js";
import type { RunSource } from "../../generators/view/model/runSource.js";
import type { PageAssets } from "../../generators/view/PageAssets.js";
import { readAssets } from "../../generators/view/readAssets.js";
import { renderPage } from "../../generators/view/renderPage.js";

/** A page in the browser, and everything that went wrong in it. */
export interface OpenedPage {
  readonly page: Page;
  readonly errors: string[];
  /** What the page asked for besides itself. */
  readonly requests: string[];
}

/** A temporary folder of pages with the assets that `npm run build` left, removed when disposed of. */
export class PageBench implements Disposable {
  readonly folder: string;
  readonly #assets: PageAssets;
  #pages = 0;

  private constructor(folder: string, assets: PageAssets) {
    this.folder = folder;
    this.#assets = assets;
  }

  static async create(): Promise<PageBench> {
    const folder = mkdtempSync(join(tmpdir(), "view-"));
    return new PageBench(folder, await readAssets(join(packageRoot(), "dist", "view")));
  }

  render(runs: readonly RunSource[], title = "Test page"): string {
    return renderPage({ title, runs, assets: this.#assets });
  }

  /** Opens a page of these runs from disk. */
  async open(
    browser: Browser,
    runs: JobMetrics | readonly RunSource[],
    options: BrowserContextOptions & { hash?: string } = {},
  ): Promise<OpenedPage> {
    const { hash = "", ...contextOptions } = options;
    const list: readonly RunSource[] = Array.isArray(runs)
      ? runs
      : [{ kind: "message", name: "message", message: runs as JobMetrics }];
    const path = join(this.folder, `page-${this.#pages}.html`);
    this.#pages += 1;
    writeFileSync(path, this.render(list));
    const context = await browser.newContext(contextOptions);
    // A busy machine draws slowly; a test that waits in vain fails all the same.
    context.setDefaultTimeout(60_000);
    const page = await context.newPage();
    const errors: string[] = [];
    const requests: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") errors.push(message.text());
    });
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("request", (request) => {
      if (!/^(file|blob|data):/.test(request.url())) requests.push(request.url());
    });
    await page.goto(pathToFileURL(path).href + hash);
    await page.waitForSelector("[data-ready]");
    return { page, errors, requests };
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Asserts on what a page comes to show: closing and unfolding are events that the browser queues. */
export const soon = <T>(read: () => Promise<T>) => expect.poll(read, { timeout: 30_000 });

/** Loads a page anew at a place in it, as it is without anything that was done before. */
export async function load(page: Page, place: string): Promise<void> {
  const url = page.url().replace(/#.*|$/, "");
  await page.goto("about:blank");
  await page.goto(`${url}#${place}`);
  await page.waitForSelector("[data-ready]");
}

/** Where a page says that it is, with its escapes undone. */
export const placeOf = (page: Page): Promise<string> =>
  page.evaluate(() => decodeURIComponent(location.hash));

/** Scrolls down until every chart is drawn; the trace types that plotly made of each. */
export async function drawAll(page: Page): Promise<Record<string, string[]>> {
  await page.evaluate(async () => {
    const unfolded = [...document.querySelectorAll<HTMLDetailsElement>("details:not([open])")].map(
      (details) =>
        new Promise((resolve) => {
          details.addEventListener("toggle", resolve, { once: true });
          details.open = true;
        }),
    );
    await Promise.all(unfolded);
  });
  // A chart is drawn once it is seen: each look brings the next one into view.
  await page.waitForFunction(() => {
    const next = document.querySelector(".chart:not([data-drawn])");
    next?.scrollIntoView();
    return next === null;
  });
  return page.evaluate(() => {
    const types: Record<string, string[]> = {};
    for (const card of document.querySelectorAll<HTMLElement>("article")) {
      const chart = card.querySelector(".chart") as { _fullData?: { type: string }[] } | null;
      const name = card.dataset.metric ?? "";
      if (chart?._fullData) types[name] = chart._fullData.map(({ type }) => type);
    }
    return types;
  });
}
