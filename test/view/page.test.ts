import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { RunSource } from "../../generators/view/model/runSource.js";
import { chromium, useChromium } from "./chromium.js";
import { figures, hostileText, longLine, vector, withFiles } from "./messages.js";
import { drawAll, soon } from "./openPage.js";
import { png } from "./png.js";
import { overflowOf, seriousFindings } from "./seriousFindings.js";

/** The metrics that kitchen_sink displays, in the page's order. */
const kitchenSink = [
  "Path length",
  "Ramp peak acceleration",
  "Clearance at one second",
  "First clearance",
  "Second pallet distance",
  "Top speeds",
  "Wheel tracking error",
  "Pallet detector PR",
  "Sensor latency",
  "Outcomes per batch",
  "Mission phases",
  "Subsystem modes",
  "Stopping distance",
  "Route map",
  "Operator notes",
  "Final camera frame",
  "Key frames",
];

const blocking = ["Clearance at one second", "Sensor latency"];

/** The names of the metrics that are visible, in the page's order. */
const namesOn = (page: Page): Promise<(string | undefined)[]> =>
  page
    .locator("main article:visible")
    .evaluateAll((cards) => cards.map((card) => (card as HTMLElement).dataset.metric));

/** The words on the card of a metric. */
const textOf = (page: Page, metric: string): Promise<string> =>
  page.locator(`article[data-metric="${metric}"]`).innerText();

describe.skipIf(chromium === undefined)("the page in Chromium", { timeout: 120_000 }, () => {
  const { open } = useChromium();

  test("figures get the requested traces, and report unknown ones", async () => {
    const { page, errors } = await open(figures());
    const types = await drawAll(page);
    expect(types).toEqual({
      Flight: ["scatter3d"],
      Table: ["table"],
      Heat: ["heatmap"],
      Unknown: ["scatter"],
      Nothing: [],
    });
    expect(await page.locator('article[data-metric="Unknown"] .notes').innerText()).toContain(
      "hologram",
    );
    for (const name of ["Refused", "Odd"]) {
      expect(await textOf(page, name)).toContain("plotly cannot draw this figure");
    }
    expect(errors.filter((text) => !/webgl|gpu|Canvas2D/i.test(text))).toEqual([]);
  });

  test("filters by status, name and importance", async () => {
    const { page } = await open(vector("kitchen_sink"));
    const chip = (name: RegExp) => page.getByRole("button", { name }).first();
    const shown = () => namesOn(page);
    expect(await shown()).toEqual(kitchenSink);
    await chip(/Blocking/).click();
    await soon(shown).toEqual(blocking);
    await chip(/Warning/).click();
    await soon(shown).toEqual([
      "Ramp peak acceleration",
      "Clearance at one second",
      "Wheel tracking error",
      "Pallet detector PR",
      "Sensor latency",
    ]);
    await chip(/Blocking/).click();
    await chip(/Warning/).click();
    await page.getByRole("searchbox").fill("clear");
    await soon(shown).toEqual(["Clearance at one second", "First clearance"]);
    await soon(() => page.locator(".result").innerText()).toBe("2 of 17 metrics, 0 of 2 events");
    await soon(() => page.locator(".timeline").isVisible()).toBe(false);
    await page.getByRole("searchbox").fill("");
    await page.getByLabel("Filter by importance").selectOption({ label: "critical and above" });
    await soon(shown).toEqual(["Wheel tracking error"]);
  });

  test("works by keyboard", async () => {
    const { page } = await open(vector("kitchen_sink"));
    await page.keyboard.press("/");
    await page.keyboard.type("path");
    await soon(() => namesOn(page)).toEqual(["Path length"]);
    await page.keyboard.press("Escape");
    await soon(() => namesOn(page)).toEqual(kitchenSink);
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    const focused = () =>
      page.evaluate(() => (document.activeElement as HTMLElement).dataset.metric);
    await soon(focused).toBe("Ramp peak acceleration");
    await page.keyboard.press("k");
    await soon(focused).toBe("Path length");
    await page.keyboard.press("1");
    await soon(() => namesOn(page)).toEqual(blocking);
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
    const before = await theme();
    await page.keyboard.press("t");
    await soon(theme).not.toBe(before);
    await page.keyboard.press("?");
    await page.locator("dialog.keys").waitFor({ state: "visible" });
    await page.keyboard.press("Escape");
    await page.locator("dialog.keys").waitFor({ state: "detached" });
  });

  test("text cannot run anything", async () => {
    const { page, requests } = await open(hostileText());
    const markdown = page.locator(".markdown");
    // Whatever failed to load before this image has said so when it does.
    await page.evaluate(
      () =>
        new Promise((resolve) => {
          const image = new Image();
          image.addEventListener("error", resolve);
          image.src = "x";
        }),
    );
    expect(await page.evaluate(() => "hacked" in window)).toBe(false);
    const active = "script, iframe, svg, form, button, img, [onclick], [style]";
    expect(
      await markdown.locator(active).evaluateAll((all) => all.map((one) => one.outerHTML)),
    ).toEqual([]);
    const links = await markdown
      .locator("a")
      .evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    expect(links).toEqual([null, "https://example.com/a?b=c"]);
    expect(await markdown.innerText()).toContain("[image: remote]");
    expect(await markdown.locator("table").allInnerTexts()).toEqual(["a\tb\n1\t2"]);
    expect(requests).toEqual([]);
    expect(await page.locator("article h3").allInnerTexts()).toEqual([
      '</script><img src=x onerror="window.hacked=8">',
      "Hostile",
    ]);
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
      expect(await textOf(page, name)).toContain(reason);
    }
    await page.locator('article[data-metric="Frames"] button.picture').first().click();
    const dialog = page.locator("dialog.lightbox");
    await soon(() => dialog.innerText()).toContain("1 of 2");
    await page.keyboard.press("ArrowRight");
    await soon(() => dialog.innerText()).toContain("2 of 2");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(await page.locator(".files a").getAttribute("href")).toBe("run%20log.txt");
    const names = ["There", "Gone", "Outside", "No image", "Frames", "Errors"];
    expect(await namesOn(page)).toEqual(names);
    await page.getByText("1 metric not displayed").click();
    await soon(() => namesOn(page)).toEqual([...names, "Hidden"]);
    expect(await textOf(page, "Errors")).toContain("2 values");
    expect(errors).toEqual([]);
  });

  test("more points than a chart is made for are thinned with a note, and complete after zooming in", async () => {
    const { page, errors } = await open(longLine(200_000));
    const card = page.locator('article[data-metric="Long"]');
    await card.locator(".chart[data-drawn]").waitFor();
    const notes = card.locator(".notes");
    expect(await notes.innerText()).toMatch(/Downsampled: [\d,]+ of 200,000 points/);
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
    expect(await textOf(page, "Pallet detector PR")).toContain("cannot be drawn");
    const drawn = await page
      .locator("article", { has: page.locator(".js-plotly-plot") })
      .evaluateAll((all) => all.map((card) => (card as HTMLElement).dataset.metric));
    expect(drawn).toEqual([
      "Wheel tracking error",
      "Sensor latency",
      "Outcomes per batch",
      "Mission phases",
      "Subsystem modes",
      "Stopping distance",
      "Route map",
    ]);
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
    await page.getByText("Tests side by side").waitFor();
    await page.locator("main").getByRole("link", { name: "drive-2" }).first().click();
    await soon(() => page.locator("main .failure").innerText()).toContain("TypeError: boom");
    await page.keyboard.press("]");
    await page.locator("main h1", { hasText: "drive-3" }).waitFor();
    await page.getByRole("link", { name: "Overview" }).click();
    await page.locator("main h1", { hasText: "Test page" }).waitFor();
    expect(errors).toEqual([]);
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
    const { page } = await open(runs, options);
    for (const hash of ["#", "#0"]) {
      await page.goto(page.url().replace(/#.*|$/, hash));
      await drawAll(page);
      expect(await overflowOf(page)).toBe(0);
      expect(await seriousFindings(page)).toEqual([]);
    }
  });
});
