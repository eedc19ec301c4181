import type { Browser } from "playwright-core";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import { chromiumPath, launchChromium } from "../../generators/tasks/chromium.js";
import { type OpenedPage, PageBench } from "./openPage.js";

type OpenArguments = Parameters<PageBench["open"]> extends [Browser, ...infer Rest] ? Rest : never;

/** Where Chromium is; tests of pages are skipped where it is undefined. */
export const chromium = chromiumPath();

if (chromium === undefined) {
  console.warn("No Chromium found: set CHROMIUM to its path. The tests of the page are skipped.");
}

/** Opens pages in the browser of a `describe`. */
export interface Chromium {
  /** A page for one test, which closes with it. */
  open(...args: OpenArguments): Promise<OpenedPage>;
  /** A page that several tests look at, opened in `beforeAll`; it closes with the browser. */
  openForAll(...args: OpenArguments): Promise<OpenedPage>;
}

/** A browser for the tests of the `describe` around it. */
export function useChromium(): Chromium {
  let browser: Browser | undefined;
  let bench: PageBench | undefined;

  beforeAll(async () => {
    [browser, bench] = await Promise.all([launchChromium(chromium ?? ""), PageBench.create()]);
  });

  afterAll(async () => {
    await browser?.close();
    bench?.[Symbol.dispose]();
  });

  async function openForAll(...args: OpenArguments): Promise<OpenedPage> {
    if (browser === undefined || bench === undefined) throw new Error("Chromium did not start");
    return await bench.open(browser, ...args);
  }

  async function open(...args: OpenArguments): Promise<OpenedPage> {
    const opened = await openForAll(...args);
    onTestFinished(() => opened.page.context().close());
    return opened;
  }

  return { open, openForAll };
}
