import {
  doubles,
  externalFile,
  fromSeconds,
  groupBy,
  histogramBuckets,
  MetricsWriter,
  statuses,
  strings,
  timestamps,
} from "@metrics-project/runtime";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { RunSource } from "../../generators/view/model/runSource.js";
import { chromium, useChromium } from "./chromium.js";
import { manyMetrics } from "./messages.js";
import { png } from "./png.js";

const seconds = (n: number, step = 1) => Array.from({ length: n }, (_, i) => fromSeconds(i * step));

/** Tests of three metrics each, of which some block; two of one name, one that crashed. */
function tests(n: number): RunSource[] {
  return Array.from({ length: n }, (_, i): RunSource => {
    const name = i === n - 1 ? "drive 0" : `drive ${i}`;
    if (i === 77) return { kind: "test", name, failure: "exit code 1\nTypeError: boom" };
    const writer = new MetricsWriter();
    writer.addScalarMetric("Speed", {
      value: i === 400 ? 12.0000004 : i / 50,
      unit: "m/s",
      failsAbove: 12,
      blocking: true,
    });
    writer.addScalarMetric("Distance", { value: 1000 - i, unit: "m" });
    writer.addScalarMetric("Energy", { value: (i * 7919) % n, unit: "J", failsAbove: 1e6 });
    return { kind: "test", name, message: writer.write(), seconds: i };
  });
}

/** Everything of a run that lies in time: groups, states, a path, events with images. */
function timed() {
  const writer = new MetricsWriter();
  const time = timestamps("time", seconds(300, 0.5));
  const robots = strings(
    "robot",
    Array.from({ length: 300 }, (_, i) => ["ego", "forklift", "cart"][i % 3] ?? ""),
    { index: time },
  );
  const clearance = doubles(
    "clearance",
    Float64Array.from({ length: 300 }, (_, i) => (i % 3 === 1 && i > 60 && i < 90 ? -1 : 2)),
    { index: time, unit: "m" },
  );
  writer.addDoubleOverTimeMetric("Clearance", {
    lines: [{ values: groupBy(clearance, robots), failsBelow: 0 }],
  });
  const speed = doubles(
    "speed",
    Float64Array.from({ length: 300 }, (_, i) => Math.sin(i / 20)),
    { index: time, unit: "m/s" },
  );
  writer.addDoubleOverTimeMetric("Speed", { lines: [{ values: speed, failsAbove: 1e6 }] });
  writer.addStatesOverTimeMetric("Mode", {
    series: [
      {
        states: strings(
          "mode",
          Array.from({ length: 300 }, (_, i) => (i === 200 ? "COLLISION" : "GO")),
          { index: time },
        ),
      },
    ],
    failureStates: ["COLLISION"],
  });
  const x = doubles(
    "x",
    Float64Array.from({ length: 300 }, (_, i) => i / 10),
    {
      index: time,
      unit: "m",
    },
  );
  const y = doubles(
    "y",
    Float64Array.from({ length: 300 }, (_, i) => Math.sin(i / 30)),
    {
      index: time,
      unit: "m",
    },
  );
  writer.addLinePlotMetric("Path", { lines: [{ x, y }] });
  const frame = externalFile("frame", "frames/a.png");
  const camera = writer.addImageMetric("Camera", { image: frame, eventMetric: true });
  for (let i = 0; i < 1000; i += 1) {
    writer.addEvent(`${i % 2 === 0 ? "Braking" : "Lane change"} ${i}`, {
      timestamp: fromSeconds(i / 10),
      status: i === 500 ? "FAIL_BLOCK" : "PASSED",
      metrics: i === 500 ? [camera] : [],
    });
  }
  return writer.write();
}

const soon = <T>(read: () => Promise<T>) => expect.poll(read, { timeout: 30_000 });

describe.skipIf(chromium === undefined)("a large page in Chromium", { timeout: 240_000 }, () => {
  const { open } = useChromium();
  const hash = (page: Page) => page.evaluate(() => decodeURIComponent(location.hash));

  async function seriousFindings(page: Page): Promise<string[]> {
    await page.evaluate(axe.source);
    return await page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
      const { violations } = await axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21aa"],
      });
      return violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`);
    });
  }

  test("500 tests: failures come first; search, filter, sort and the matrix lead to them", async () => {
    const batch = (name: string, madeUp: boolean): RunSource => {
      const writer = new MetricsWriter();
      writer.addScalarMetric("Mean", { value: 1, failsAbove: 2 });
      return { kind: "batch", name, madeUp, message: writer.write() };
    };
    const { page, errors } = await open([
      ...tests(500),
      batch("batch", false),
      batch("of a day ago", true),
    ]);
    const lead = page.locator(".lead");
    expect(await lead.innerText()).toMatch(/^500 tests:/);
    expect(await lead.innerText()).toMatch(/1 failed/);
    expect(await lead.getByRole("link").allInnerTexts()).toContainEqual(
      expect.stringMatching(/1\s*blocking/),
    );
    expect(await page.locator("summary", { hasText: "1 simulated earlier batch" }).count()).toBe(1);

    const list = page.getByRole("region", { name: "Tests table" });
    const names = () => list.locator("tbody th").allInnerTexts();
    expect((await names()).slice(0, 2)).toEqual(["drive 77", "drive 400"]);
    expect(await list.locator("tbody tr").count()).toBeLessThan(60);
    // 12.0000004 beside a limit of 12.
    expect(await list.locator("tbody tr").nth(1).innerText()).toContain("12.0000004 m/s, limit 12");

    await page.keyboard.press("/");
    await page.keyboard.type("drive 49");
    // 49, 149 to 449, and 490 to 498: the last test is called as the first.
    await soon(async () => (await names()).length).toBe(14);
    await soon(() => hash(page)).toContain("q=drive+49");
    await page.reload();
    await page.waitForSelector("[data-ready]");
    expect(await page.getByRole("searchbox").inputValue()).toBe("drive 49");
    expect(await names()).toHaveLength(14);
    await page.getByRole("searchbox").fill("");

    await page.locator(".lead a", { hasText: "blocking" }).click();
    await soon(names).toEqual(["drive 400"]);
    await page.goBack();
    await soon(async () => (await names()).length).toBeGreaterThan(10);

    const figures = page.getByRole("region", { name: "Tests side by side, table" });
    await figures.getByRole("button", { name: /Energy/ }).click();
    await soon(async () => await figures.locator("tbody th").first().innerText()).toMatch(/drive/);
    const energy = () => figures.locator("tbody tr:not(.spacer) td:last-child").first().innerText();
    await soon(energy).toMatch(/^499/);
    await figures.getByRole("button", { name: /Energy/ }).click();
    await soon(energy).toMatch(/^0/);
    await figures.getByRole("button", { name: /Name/ }).click();

    const matrix = page.getByRole("table", { name: "Tests by metrics" });
    expect(await matrix.getByRole("cell").count()).toBeLessThan(300);
    await page.locator(".matrix").evaluate((box) => box.scrollTo(0, box.scrollHeight));
    await matrix.getByRole("link", { name: "drive 498, Speed: passed" }).click();
    await page.locator("h1", { hasText: "drive 498" }).waitFor();
    expect(await hash(page)).toBe("#test/drive 498/metric/Speed");
    // Of two tests of one name, each has an address.
    await page.goto(page.url().replace(/#.*/, "#test/drive%200~2"));
    await page.locator("h1", { hasText: "drive 0" }).waitFor();
    await soon(() => page.locator('article[data-metric="Distance"]').innerText()).toContain("501");
    expect(await seriousFindings(page)).toEqual([]);
    await page.goto(page.url().replace(/#.*/, "#"));
    await page.locator(".lead").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    expect(errors).toEqual([]);
  });

  test("a run explains why it failed; its sentences, events and 'next failure' move one clock", async () => {
    const { page, errors } = await open([
      {
        kind: "test",
        name: "a/b 100%",
        message: timed(),
        files: new Map([["frames/a.png", { bytes: png(4, 3, [200, 40, 40]) }]]),
        log: { text: "started\nwarning: odd clock", omitted: 0 },
        warnings: ["odd clock"],
      },
      ...tests(2),
    ]);
    const counts = (await page.locator('tr[data-run^="a/b"] a.tally').allTextContents()).map(
      (text) => text.replace(/\D/g, ""),
    );
    expect(counts).toEqual(["2", "2"]);
    await page.goto(`${page.url()}#test/a%2Fb%20100%25`);
    await page.locator("h1", { hasText: "a/b 100%" }).waitFor();
    const why = page.getByRole("region", { name: "Why" });
    await soon(() => why.innerText()).toContain(
      "Clearance, group forklift: −1 m at 30.5 s, limit 0 m; 10 samples",
    );
    expect(await why.innerText()).toContain("Mode: COLLISION at 100 s");
    // The overview, the chips and the page count the same.
    const chips = await page
      .locator("button.filter")
      .evaluateAll((all) => all.map((chip) => chip.querySelector(".tally")?.textContent));
    expect(chips.filter((n) => n !== "0")).toEqual(counts);
    expect(await page.locator(".log pre").textContent()).toContain("warning: odd clock");
    const cursorsAt = (metric: string) =>
      page.locator(`article[data-metric="${metric}"]`).evaluate((card) => {
        const mark = card.querySelector<HTMLElement>(".cursor-line, .cursor-dot");
        const plot = card.querySelector(".chart") as unknown as {
          _fullLayout: { xaxis: { p2l(x: number): number; _offset: number } };
        };
        if (mark === null || mark.hidden) return undefined;
        const { xaxis } = plot._fullLayout;
        const x = new DOMMatrix(getComputedStyle(mark).transform).m41;
        return Math.round(xaxis.p2l(x - xaxis._offset) * 10) / 10;
      });
    for (const name of ["Clearance", "Speed", "Mode", "Path"]) {
      await page.locator(`article[data-metric="${name}"] .chart`).scrollIntoViewIfNeeded();
      await page.locator(`article[data-metric="${name}"] .chart[data-drawn]`).waitFor();
    }
    await why.getByRole("link", { name: /Clearance, group forklift/ }).click();
    expect(await hash(page)).toBe("#test/a/b 100%/metric/Clearance/group/forklift/at/30.5");
    await soon(() => page.locator(".clock-time").innerText()).toBe("30.5 s");
    expect(await page.locator('article[data-metric="Clearance"] select').inputValue()).toBe("1");
    await soon(() => cursorsAt("Speed")).toBe(30.5);
    await soon(() => cursorsAt("Mode")).toBe(30.5);
    // The path is at x = i / 10 at 0.5 i seconds.
    await soon(() => cursorsAt("Path")).toBe(6.1);

    await page.keyboard.press("n");
    await soon(() => page.locator(".clock-told").innerText()).toMatch(/Braking 500/);
    await soon(() => cursorsAt("Speed")).toBe(50);
    await soon(() => page.locator(".shot.at-cursor").count()).toBe(1);
    await page.keyboard.press("n");
    await soon(() => cursorsAt("Speed")).toBe(100);
    await page.keyboard.press("N");
    await soon(() => cursorsAt("Mode")).toBe(50);

    // One zoom for all.
    const rangeOf = (metric: string) =>
      page.locator(`article[data-metric="${metric}"] .chart`).evaluate((chart) => {
        const plot = chart as unknown as { _fullLayout: { xaxis: { range: number[] } } };
        return plot._fullLayout.xaxis.range.map(Math.round);
      });
    await page.locator('article[data-metric="Speed"] .chart').evaluate(async (chart) => {
      const { Plotly } = globalThis as unknown as {
        Plotly: { relayout(chart: Element, change: object): Promise<void> };
      };
      await Plotly.relayout(chart, { "xaxis.range[0]": 40, "xaxis.range[1]": 60 });
    });
    await page.locator('article[data-metric="Clearance"]').scrollIntoViewIfNeeded();
    await soon(() => rangeOf("Clearance")).toEqual([40, 60]);
    await page.locator('article[data-metric="Mode"]').scrollIntoViewIfNeeded();
    await soon(() => rangeOf("Mode")).toEqual([40, 60]);
    await page.getByRole("button", { name: "Whole time" }).click();
    await soon(async () => (await rangeOf("Mode"))[0]).toBe(0);

    // A thousand events scroll within their list, and are grouped on request.
    const height = await page.locator(".event-list").evaluate((list) => list.clientHeight);
    expect(height).toBeLessThanOrEqual(460);
    await page.getByRole("button", { name: "Group by name" }).click();
    await soon(() => page.locator(".event-group > summary strong").allInnerTexts()).toEqual([
      "Braking",
      "Lane change",
    ]);

    // The browser comes back to where it was, with what was enlarged.
    await page.getByRole("button", { name: "Enlarge Speed" }).click();
    await page.locator('article[data-metric="Speed"]').scrollIntoViewIfNeeded();
    await page.waitForTimeout(300);
    const topOf = () =>
      page
        .locator('article[data-metric="Speed"]')
        .evaluate((card) => card.getBoundingClientRect().top);
    const top = await topOf();
    expect(await page.evaluate(() => scrollY)).toBeGreaterThan(100);
    await page.reload();
    await page.waitForSelector("[data-ready]");
    // Notes that come a little later move the page, and what is looked at with it.
    await soon(async () => Math.abs((await topOf()) - top)).toBeLessThan(60);
    expect(await page.locator('article[data-metric="Speed"].large').count()).toBe(1);
    expect(errors).toEqual([]);
  });

  test("data go out: CSV, PNG, a link; and every chart is printed", async () => {
    const { page, errors } = await open(manyMetrics(60));
    const card = page.locator('article[data-metric="Line 1"]');
    await card.scrollIntoViewIfNeeded();
    await card.locator(".chart[data-drawn]").waitFor();
    const saved = async (button: string) => {
      await card.locator("summary").click();
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        card.getByRole("button", { name: button }).click(),
      ]);
      await card.locator("summary").press("Escape");
      const chunks: Buffer[] = [];
      for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
      return { name: file.suggestedFilename(), bytes: Buffer.concat(chunks) };
    };
    const csv = await saved("Save as CSV");
    expect(csv.name).toBe("Line 1.csv");
    expect(csv.bytes.toString().split("\r\n").slice(0, 2)).toEqual([
      "Line,Time (s),line 1,Status",
      `line 1,0,${Math.sin(1)},Passed`,
    ]);
    expect(csv.bytes.toString().trimEnd().split("\r\n")).toHaveLength(501);
    const picture = await saved("Save as PNG");
    expect(picture.name).toBe("Line 1.png");
    expect(picture.bytes.subarray(1, 4).toString()).toBe("PNG");

    const drawn = () => page.locator(".chart[data-drawn]").count();
    expect(await drawn()).toBeLessThan(40);
    const pdf = await page.pdf();
    expect(pdf.subarray(0, 4).toString()).toBe("%PDF");
    expect(await drawn()).toBe(40);
    const widths = await page
      .locator(".chart .main-svg:first-child")
      .evaluateAll((all) => all.map((svg) => svg.clientWidth));
    expect(Math.min(...widths)).toBeGreaterThan(100);
    expect(await seriousFindings(page)).toEqual([]);
    expect(errors).toEqual([]);
  });

  test.each([
    ["phone", 390],
    ["tablet", 768],
  ])("fits a %s, light and dark", async (_name, width) => {
    const runs = [{ kind: "test", name: "big", message: timed() } as RunSource, ...tests(30)];
    const { page, errors } = await open(runs, {
      viewport: { width, height: 800 },
      colorScheme: "dark",
    });
    const overflow = () =>
      page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
    expect(await overflow()).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
    await page.goto(page.url().replace(/#.*|$/, "#test/big"));
    await page.locator('article[data-metric="Speed"]').scrollIntoViewIfNeeded();
    await page.locator(".chart[data-drawn]").first().waitFor();
    expect(await overflow()).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
    expect(errors).toEqual([]);
  });

  test("ten blocking values among many are visible in a histogram", async () => {
    const writer = new MetricsWriter();
    const index = strings(
      "sample",
      Array.from({ length: 20_000 }, (_, i) => String(i)),
    );
    const values = doubles(
      "error",
      Float64Array.from({ length: 20_000 }, (_, i) => (i < 10 ? 9.5 : (i % 50) / 10)),
      { index },
    );
    const verdicts = statuses(
      "verdicts",
      Array.from({ length: 20_000 }, (_, i) => (i < 10 ? "FAIL_BLOCK" : "PASSED")),
      { index },
    );
    writer.addHistogramMetric("Errors", {
      values,
      statuses: verdicts,
      buckets: histogramBuckets({ from: 0, to: 10, count: 20 }),
      lowerBound: 0,
      upperBound: 10,
    });
    const { page } = await open(writer.write());
    await page.locator(".chart[data-drawn]").waitFor();
    expect(await page.locator(".scatterlayer .point").count()).toBe(1);
    expect(await page.locator("article").innerText()).toContain("10 blocking (marked below)");
  });
});
