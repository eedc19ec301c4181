import type { Page } from "playwright-core";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { chromium, useChromium } from "./chromium.js";
import { testRuns, timedRun } from "./largeRuns.js";
import { load, type OpenedPage, placeOf, soon } from "./openPage.js";
import { png } from "./png.js";

describe.skipIf(chromium === undefined)(
  "a run that failed, in Chromium",
  { timeout: 240_000 },
  () => {
    const { openForAll } = useChromium();
    let opened: OpenedPage;

    beforeAll(async () => {
      opened = await openForAll([
        {
          kind: "test",
          name: "a/b 100%",
          message: timedRun(),
          files: new Map([["frames/a.png", { bytes: png(4, 3, [200, 40, 40]) }]]),
          log: { text: "started\nwarning: odd clock", omitted: 0 },
          warnings: ["odd clock"],
        },
        ...testRuns(2),
      ]);
    });

    afterEach(() => {
      expect(opened.errors.splice(0)).toEqual([]);
    });

    const card = (page: Page, metric: string) => page.locator(`article[data-metric="${metric}"]`);

    /** The page of the run, with these charts drawn. */
    async function showRun(...charts: string[]): Promise<Page> {
      const { page } = opened;
      await load(page, "test/a%2Fb%20100%25");
      await page.locator("h1", { hasText: "a/b 100%" }).waitFor();
      for (const name of charts) {
        await card(page, name).locator(".chart").scrollIntoViewIfNeeded();
        await card(page, name).locator(".chart[data-drawn]").waitFor();
      }
      return page;
    }

    /** Where the common clock stands on a chart's x axis; undefined if it is hidden. */
    const cursorAt = (page: Page, metric: string) =>
      card(page, metric).evaluate((article) => {
        const mark = article.querySelector<HTMLElement>(".cursor-line, .cursor-dot");
        const plot = article.querySelector(".chart") as unknown as {
          _fullLayout: { xaxis: { p2l(x: number): number; _offset: number } };
        };
        if (mark === null || mark.hidden) return undefined;
        const { xaxis } = plot._fullLayout;
        const x = new DOMMatrix(getComputedStyle(mark).transform).m41;
        return Math.round(xaxis.p2l(x - xaxis._offset) * 10) / 10;
      });

    test("it says why, and the overview counts what its own page counts", async () => {
      const { page } = opened;
      await load(page, "");
      const tallies = await page.locator('tr[data-run^="a/b"] a.tally').allTextContents();
      const counts = tallies.map((text) => text.replace(/\D/g, ""));
      expect(counts).toEqual(["2", "2"]);
      await showRun();
      const why = page.getByRole("region", { name: "Why" });
      await soon(() => why.innerText()).toContain(
        "Clearance, group forklift: −1 m at 30.5 s, limit 0 m; 10 samples",
      );
      expect(await why.innerText()).toContain("Mode: COLLISION at 100 s");
      const chips = await page
        .locator("button.filter")
        .evaluateAll((all) => all.map((chip) => chip.querySelector(".tally")?.textContent));
      expect(chips.filter((n) => n !== "0")).toEqual(counts);
      expect(await page.locator(".log pre").textContent()).toContain("warning: odd clock");
    });

    test("its sentences, events and 'next failure' move one clock", async () => {
      const page = await showRun("Clearance", "Speed", "Mode", "Path");
      const why = page.getByRole("region", { name: "Why" });
      await why.getByRole("link", { name: /Clearance, group forklift/ }).click();
      expect(await placeOf(page)).toBe("#test/a/b 100%/metric/Clearance/group/forklift/at/30.5");
      await soon(() => page.locator(".clock-time").innerText()).toBe("30.5 s");
      expect(await card(page, "Clearance").locator("select").inputValue()).toBe("1");
      await soon(() => cursorAt(page, "Speed")).toBe(30.5);
      await soon(() => cursorAt(page, "Mode")).toBe(30.5);
      // The path is at x = i / 10 at 0.5 i seconds.
      await soon(() => cursorAt(page, "Path")).toBe(6.1);

      await page.keyboard.press("n");
      await soon(() => page.locator(".clock-told").innerText()).toMatch(/Braking 500/);
      await soon(() => cursorAt(page, "Speed")).toBe(50);
      await page.locator(".shot.at-cursor").waitFor();
      await page.keyboard.press("n");
      await soon(() => cursorAt(page, "Speed")).toBe(100);
      await page.keyboard.press("N");
      await soon(() => cursorAt(page, "Mode")).toBe(50);
    });

    test("its charts have one zoom", async () => {
      const page = await showRun("Clearance", "Speed", "Mode");
      const rangeOf = (metric: string) =>
        card(page, metric)
          .locator(".chart")
          .evaluate((chart) => {
            const plot = chart as unknown as { _fullLayout: { xaxis: { range: number[] } } };
            return plot._fullLayout.xaxis.range.map(Math.round);
          });
      await card(page, "Speed")
        .locator(".chart")
        .evaluate(async (chart) => {
          const { Plotly } = globalThis as unknown as {
            Plotly: { relayout(chart: Element, change: object): Promise<void> };
          };
          await Plotly.relayout(chart, { "xaxis.range[0]": 40, "xaxis.range[1]": 60 });
        });
      for (const metric of ["Clearance", "Mode"]) {
        await card(page, metric).scrollIntoViewIfNeeded();
        await soon(() => rangeOf(metric)).toEqual([40, 60]);
      }
      await page.getByRole("button", { name: "Whole time" }).click();
      await soon(async () => (await rangeOf("Mode"))[0]).toBe(0);
    });

    test("its thousand events scroll within their list, and are grouped on request", async () => {
      const page = await showRun();
      const height = await page.locator(".event-list").evaluate((list) => list.clientHeight);
      expect(height).toBeLessThanOrEqual(460);
      await page.getByRole("button", { name: "Group by name" }).click();
      await soon(() => page.locator(".event-group > summary strong").allInnerTexts()).toEqual([
        "Braking",
        "Lane change",
      ]);
    });

    test("after a reload, it is where it was, with what was enlarged", async () => {
      const page = await showRun("Speed");
      await page.getByRole("button", { name: "Enlarge Speed" }).click();
      const speed = card(page, "Speed");
      await speed.and(page.locator(".large")).waitFor();
      await speed.scrollIntoViewIfNeeded();
      const topOf = () => speed.evaluate((article) => article.getBoundingClientRect().top);
      // Charts that are drawn on the way move the page.
      let top = Number.NaN;
      await soon(async () => {
        const before = top;
        top = await topOf();
        // The page records its position a moment after the last scroll.
        const [at, recorded] = await page.evaluate(() => [scrollY, history.state?.scroll]);
        return before === top && at > 100 && at === recorded;
      }).toBe(true);
      await page.reload();
      await page.waitForSelector("[data-ready]");
      // Notes that come a little later move the page, and what is looked at with it.
      await soon(async () => Math.abs((await topOf()) - top)).toBeLessThan(60);
      await speed.and(page.locator(".large")).waitFor();
    });
  },
);
