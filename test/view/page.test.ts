import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { RunSource } from "../../generators/view/model/runSource.js";
import { chromium, useChromium } from "./chromium.js";
import { figures, hostileText, longLine, vector, withFiles } from "./messages.js";
import { drawAll } from "./openPage.js";
import { png } from "./png.js";

const vectors = readdirSync(new URL("../fixtures/vectors/", import.meta.url))
  .filter((name) => name.endsWith(".binproto"))
  .map((name) => name.replace(".binproto", ""));

/** Asserts on what a page comes to show: closing and unfolding are events that the browser queues. */
const soon = <T>(read: () => Promise<T>) => expect.poll(read, { timeout: 30_000 });

const words = ["No status", "Passed", "Warning", "Not applicable", "Raw", "Blocking"];

describe.skipIf(chromium === undefined)("the page in Chromium", { timeout: 120_000 }, () => {
  const open = useChromium();

  test.each(vectors)("%s: every metric with its name, status and chart", async (name) => {
    const message = vector(name);
    const { page, errors, requests } = await open(message);
    await drawAll(page);
    for (const metric of message.jobLevelMetrics?.metrics ?? []) {
      const card = page.locator("article", {
        has: page.getByRole("heading", { name: metric.name, exact: true }),
      });
      expect(await card.locator(".badge").getAttribute("title")).toBe(words[metric.status]);
      const body = card.locator(".body").first();
      expect(await body.innerText(), metric.name).not.toContain("cannot be drawn");
      const holdsChart = ![1, 7, 9, 11, 12].includes(metric.type);
      expect(await body.locator(".js-plotly-plot").count()).toBe(holdsChart ? 1 : 0);
    }
    for (const event of message.events) {
      expect(await page.locator(".event", { hasText: event.name }).count()).toBe(1);
    }
    expect(errors).toEqual([]);
    expect(requests).toEqual([]);
  });

  test("all kinds are drawn correctly", async () => {
    const { page } = await open(vector("kitchen_sink"));
    const types = await drawAll(page);
    expect(new Set(types["Wheel tracking error"])).toEqual(new Set(["scatter"]));
    expect(types["Sensor latency"]).toEqual(["bar", "bar"]);
    expect(new Set(types["Mission phases"])).toEqual(new Set(["bar"]));
    expect(new Set(types["Stopping distance"])).toEqual(new Set(["bar"]));
    expect(types["Route map"]).toEqual(["scatter"]);
    const text = await page.locator("main").innerText();
    for (const expected of ["182.375", "fails above 250", "at ramp", "Fails above".toLowerCase()]) {
      expect(text).toContain(expected);
    }
  });

  test("figures get the requested traces, and report unknown ones", async () => {
    const { page, errors } = await open(figures());
    await page.evaluate(() => {
      for (const chart of document.querySelectorAll(".chart")) chart.scrollIntoView();
    });
    await page.locator('article[data-metric="Nothing"]').scrollIntoViewIfNeeded();
    const types = await drawAll(page);
    expect(types.Flight).toEqual(["scatter3d"]);
    expect(types.Table).toEqual(["table"]);
    expect(types.Heat).toEqual(["heatmap"]);
    expect(types.Unknown).toEqual(["scatter"]);
    expect(await page.locator('article[data-metric="Unknown"] .notes').innerText()).toContain(
      "hologram",
    );
    for (const name of ["Refused", "Odd"]) {
      const card = page.locator(`article[data-metric="${name}"]`);
      expect(await card.innerText()).toContain("plotly cannot draw this figure");
    }
    expect(errors.filter((text) => !/webgl|gpu|Canvas2D/i.test(text))).toEqual([]);
  });

  test("a chooser shows one group of the data", async () => {
    const { page } = await open(vector("kitchen_sink"));
    await drawAll(page);
    const card = page.locator('article[data-metric="Subsystem modes"]');
    const names = await card.locator("select.chooser option").allInnerTexts();
    expect(names).toEqual(["arm", "base"]);
    const before = await card.locator(".chart").getAttribute("aria-label");
    await card.locator("select.chooser").selectOption({ label: "base" });
    await card.locator(".chart[data-drawn]").waitFor();
    await soon(() => card.locator(".chart").getAttribute("aria-label")).not.toBe(before);
    await soon(() => card.locator(".js-plotly-plot").count()).toBe(1);
  });

  test("filters by status, name and importance", async () => {
    const { page } = await open(vector("kitchen_sink"));
    const shown = () => page.locator("main article:visible").count();
    const all = await shown();
    expect(all).toBe(17);
    await page.getByRole("button", { name: /Blocking/ }).click();
    await soon(shown).toBe(2);
    await page
      .getByRole("button", { name: /Warning/ })
      .first()
      .click();
    await soon(shown).toBe(5);
    await page.getByRole("button", { name: /Blocking/ }).click();
    await page
      .getByRole("button", { name: /Warning/ })
      .first()
      .click();
    await page.getByRole("searchbox").fill("clear");
    await soon(shown).toBe(2);
    await soon(() => page.locator(".result").innerText()).toBe("2 of 17 metrics, 0 of 2 events");
    await soon(() => page.locator(".timeline").isVisible()).toBe(false);
    await page.getByRole("searchbox").fill("");
    await page.getByLabel("Filter by importance").selectOption({ label: "critical and above" });
    await soon(() => page.locator("article:visible").allInnerTexts()).toHaveLength(1);
  });

  test("works by keyboard", async () => {
    const { page } = await open(vector("kitchen_sink"));
    await page.keyboard.press("/");
    await page.keyboard.type("path");
    await soon(() => page.locator("main article:visible").count()).toBe(1);
    await page.keyboard.press("Escape");
    await soon(() => page.locator("main article:visible").count()).toBe(17);
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    const focused = () =>
      page.evaluate(() => (document.activeElement as HTMLElement).dataset.metric);
    await soon(focused).toBe("Ramp peak acceleration");
    await page.keyboard.press("k");
    await soon(focused).toBe("Path length");
    await page.keyboard.press("1");
    await soon(() => page.locator("main article:visible").count()).toBe(2);
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
    const before = await theme();
    await page.keyboard.press("t");
    await soon(theme).not.toBe(before);
    await page.keyboard.press("?");
    await soon(() => page.locator("dialog.keys").isVisible()).toBe(true);
    await page.keyboard.press("Escape");
    await soon(() => page.locator("dialog.keys").count()).toBe(0);
  });

  test("text cannot run anything", async () => {
    const { page, requests } = await open(hostileText());
    const markdown = page.locator(".markdown");
    await page.waitForTimeout(200);
    expect(await page.evaluate(() => "hacked" in window)).toBe(false);
    expect(
      await markdown.locator("script, iframe, svg, form, button, img, [onclick], [style]").count(),
    ).toBe(0);
    const links = await markdown
      .locator("a")
      .evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    expect(links).toEqual([null, "https://example.com/a?b=c"]);
    expect(await markdown.innerText()).toContain("[image: remote]");
    expect(await markdown.locator("table").count()).toBe(1);
    expect(requests).toEqual([]);
    expect(await page.locator("article h3").allInnerTexts()).toContain(
      '</script><img src=x onerror="window.hacked=8">',
    );
  });

  test("images, their gallery, and missing ones", async () => {
    const picture = png(4, 3, [200, 40, 40]);
    const run: RunSource = {
      kind: "message",
      name: "files",
      message: withFiles(),
      files: new Map([
        ["frames/a.png", { bytes: picture }],
        ["frames/b.png", { bytes: png(4, 3, [40, 40, 200]) }],
        ["frames/a.txt", { bytes: new TextEncoder().encode("no image") }],
        ["frames/gone.png", { missing: "no such file" }],
        ["../secret.png", { missing: "the path is outside the message's folder" }],
        ["run log.txt", { bytes: new Uint8Array(1), href: "run%20log.txt" }],
      ]),
    };
    const { page, errors } = await open([run]);
    const natural = await page
      .locator('article[data-metric="There"] img')
      .evaluate(async (image) => {
        await (image as HTMLImageElement).decode();
        return (image as HTMLImageElement).naturalWidth;
      });
    expect(natural).toBe(4);
    for (const [name, reason] of [
      ["Gone", "no such file"],
      ["Outside", "the path is outside the message's folder"],
      ["No image", "not an image"],
    ] as const) {
      expect(await page.locator(`article[data-metric="${name}"]`).innerText()).toContain(reason);
    }
    await page.locator('article[data-metric="Frames"] button.picture').first().click();
    const dialog = page.locator("dialog.lightbox");
    await soon(() => dialog.innerText()).toContain("1 of 2");
    await page.keyboard.press("ArrowRight");
    await soon(() => dialog.innerText()).toContain("2 of 2");
    await page.keyboard.press("Escape");
    await soon(() => dialog.count()).toBe(0);
    expect(await page.locator(".files a").getAttribute("href")).toBe("run%20log.txt");
    expect(await page.locator('article[data-metric="Hidden"]').count()).toBe(0);
    await page.getByText("1 metric not displayed").click();
    await soon(() => page.locator('article[data-metric="Hidden"]').count()).toBe(1);
    expect(await page.locator('article[data-metric="Errors"]').innerText()).toContain("2 values");
    expect(errors).toEqual([]);
  });

  test("a million points are thinned with a note, and complete after zooming in", async () => {
    const { page, errors } = await open(longLine(1_000_000));
    const card = page.locator('article[data-metric="Long"]');
    await card.locator(".chart[data-drawn]").waitFor();
    const notes = card.locator(".notes");
    expect(await notes.innerText()).toMatch(/Downsampled: [\d,]+ of 1,000,000 points/);
    const extremes = await pointsOf(page);
    expect(extremes.count).toBeLessThanOrEqual(10_000);
    expect(extremes.lowest).toBe(-9);
    expect(extremes.highest).toBe(12);
    await page.evaluate(async () => {
      const { Plotly } = globalThis as unknown as {
        Plotly: { relayout(chart: Element, change: object): Promise<void> };
      };
      const chart = document.querySelector(".chart");
      if (chart !== null)
        await Plotly.relayout(chart, { "xaxis.range[0]": 10, "xaxis.range[1]": 20 });
    });
    await soon(() => notes.innerText()).toContain("All 1,003 points of this interval are drawn");
    await soon(async () => (await pointsOf(page)).count).toBe(1003);
    expect(errors).toEqual([]);
  });

  function pointsOf(page: Page) {
    return page.evaluate(() => {
      const chart = document.querySelector(".chart") as unknown as { _fullData: { y: number[] }[] };
      const y = Array.from(chart._fullData[0]?.y ?? []);
      return { count: y.length, lowest: Math.min(...y), highest: Math.max(...y) };
    });
  }

  test("an event opens to its metrics, also from the timeline", async () => {
    const { page } = await open(vector("kitchen_sink"));
    expect(await page.locator('article[data-metric="Braking distance"]').count()).toBe(0);
    await page.getByRole("button", { name: /^Emergency stop/ }).click();
    const details = page.locator('.event[data-event="Emergency stop"]');
    await details.locator("article").first().waitFor();
    await soon(async () => (await details.locator("article h3").allInnerTexts()).sort()).toEqual([
      "Braking distance",
      "What happened",
    ]);
  });

  test("a chart's values can be read as a table", async () => {
    const { page } = await open(vector("kitchen_sink"));
    await page.getByRole("button", { name: "Values of Pallet detector PR" }).click();
    const rows = page.locator('article[data-metric="Pallet detector PR"] .values tbody tr');
    await soon(() => rows.count()).toBe(4);
    expect(await rows.last().locator("td").allInnerTexts()).toContain("Warning");
    await page.getByRole("button", { name: "Values of Pallet detector PR" }).click();
    await soon(() => rows.count()).toBe(0);
  });

  test("problems of the validator are at the top", async () => {
    const message = vector("kitchen_sink");
    message.metricsStatus = 0;
    const [metric] = message.jobLevelMetrics?.metrics ?? [];
    if (metric !== undefined) metric.name = "";
    const { page } = await open(message);
    const section = page.locator(".findings.problem");
    expect(await section.innerText()).toContain("M2");
    expect(await section.innerText()).toContain("metrics_status");
    const top = await section.evaluate((element) => element.getBoundingClientRect().top);
    expect(top).toBeLessThan(300);
  });

  test("a metric with missing data reports it, and the others are drawn", async () => {
    const message = vector("kitchen_sink");
    message.metricsData = message.metricsData.filter(({ name }) => name !== "Recall");
    const { page, errors } = await open(message);
    await drawAll(page);
    expect(await page.locator('article[data-metric="Pallet detector PR"]').innerText()).toContain(
      "cannot be drawn",
    );
    expect(
      await page.locator('article[data-metric="Sensor latency"] .js-plotly-plot').count(),
    ).toBe(1);
    expect(errors).toEqual([]);
  });

  test("a rehearsal: an overview with links to every run, including failed ones", async () => {
    const runs: RunSource[] = [
      {
        kind: "test",
        name: "drive-1",
        message: vector("kitchen_sink"),
        facts: [["time", "1.20 s"]],
      },
      { kind: "test", name: "drive-2", failure: "exit code 1\nTypeError: boom" },
      { kind: "test", name: "drive-3", message: vector("scalar") },
      { kind: "batch", name: "batch", message: vector("batchwise") },
      { kind: "report", name: "report", message: vector("plotly") },
    ];
    const { page, errors } = await open(runs);
    expect(await page.locator("table.runs").first().innerText()).toContain("report");
    expect(await page.getByText("Tests side by side").count()).toBe(1);
    await page.locator("main").getByRole("link", { name: "drive-2" }).first().click();
    await soon(() => page.locator("main .failure").innerText()).toContain("TypeError: boom");
    await page.keyboard.press("]");
    await page.locator("main h1", { hasText: "drive-3" }).waitFor();
    await page.getByRole("link", { name: "Overview" }).click();
    await page.locator("main h1", { hasText: "Test page" }).waitFor();
    expect(errors).toEqual([]);
  });

  test("an empty message and one with data only", async () => {
    for (const name of ["empty", "bare_data"]) {
      const { page, errors } = await open(vector(name));
      expect(await page.locator("main").innerText()).toContain("contains no metrics");
      expect(errors).toEqual([]);
    }
  });

  test.each([
    ["light", { colorScheme: "light", viewport: { width: 1280, height: 900 } }],
    ["dark", { colorScheme: "dark", viewport: { width: 1280, height: 900 } }],
    ["phone", { colorScheme: "light", viewport: { width: 390, height: 844 } }],
  ] as const)("accessible and within its width: %s", async (_, options) => {
    const runs: RunSource[] = [
      { kind: "test", name: "drive", message: vector("kitchen_sink") },
      { kind: "test", name: "broken", failure: "it broke" },
      // More than a phone has room for beside each other.
      ...Array.from({ length: 8 }, (_, i): RunSource => {
        return { kind: "batch", name: `batch ${i} of some days ago`, message: vector("scalar") };
      }),
    ];
    const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
    for (const hash of ["", "#0"]) {
      const { page } = await open(runs, { ...options, hash, bypassCSP: true });
      await drawAll(page);
      const widths = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      expect(widths[0]).toBeLessThanOrEqual(widths[1] ?? 0);
      await page.addScriptTag({ path: axePath });
      const violations = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as {
          axe: {
            run(): Promise<{
              violations: { id: string; impact: string; nodes: { html: string }[] }[];
            }>;
          };
        };
        return (await axe.run()).violations.map(({ id, impact, nodes }) => ({
          id,
          impact,
          nodes: nodes.slice(0, 3).map(({ html }) => html),
        }));
      });
      expect(
        violations.filter(({ impact }) => impact === "serious" || impact === "critical"),
      ).toEqual([]);
    }
  });
});
