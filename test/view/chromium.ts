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

/** A browser for the tests of the `describe` around it. Pages close with the test that opened them. */
export function useChromium(): (...args: OpenArguments) => Promise<OpenedPage> {
  let browser: Browser | undefined;
  let bench: PageBench | undefined;

  beforeAll(async () => {
    [browser, bench] = await Promise.all([launchChromium(chromium ?? ""), PageBench.create()]);
  });

  afterAll(async () => {
    await browser?.close();
    bench?.[Symbol.dispose]();
  });

  return async (...args) => {
    if (browser === undefined || bench === undefined) throw new Error("Chromium did not start");
    const opened = await bench.open(browser, ...args);
    onTestFinished(() => opened.page.context().close());
    return opened;
  };
}
