import {
  doubles,
  histogramBuckets,
  MetricsWriter,
  statuses,
  strings,
} from "@metrics-project/runtime";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { RunSource } from "../../generators/view/model/runSource.js";
import { chromium, useChromium } from "./chromium.js";
import { testRuns, timedRun } from "./largeRuns.js";
import { manyMetrics } from "./messages.js";
import { load, type OpenedPage, placeOf, soon } from "./openPage.js";
import { overflowOf, seriousFindings } from "./seriousFindings.js";

/** A batch of one metric. */
function batch(name: string, madeUp: boolean): RunSource {
  const writer = new MetricsWriter();
  writer.addScalarMetric("Mean", { value: 1, failsAbove: 2 });
  return { kind: "batch", name, madeUp, message: writer.write() };
}

describe.skipIf(chromium === undefined)("a large page in Chromium", { timeout: 240_000 }, () => {
  const { open, openForAll } = useChromium();
  describe("of 500 tests", () => {
    let opened: OpenedPage;

    beforeAll(async () => {
      opened = await openForAll([
        ...testRuns(500),
        batch("batch", false),
        batch("of a day ago", true),
      ]);
    });

    afterEach(() => {
      expect(opened.errors.splice(0)).toEqual([]);
    });

    /** The overview of all tests, and its list of them. */
    async function overview() {
      const { page } = opened;
      await load(page, "");
      const list = page.getByRole("region", { name: "Tests table" });
      return { page, list, names: () => list.locator("tbody th").allInnerTexts() };
    }

    test("failures come first, with the digits that tell a value from its limit", async () => {
      const { page, list, names } = await overview();
      const lead = page.locator(".lead");
      expect(await lead.innerText()).toMatch(/^500 tests:/);
      expect(await lead.innerText()).toMatch(/1 failed/);
      expect(await lead.getByRole("link").allInnerTexts()).toContainEqual(
        expect.stringMatching(/1\s*blocking/),
      );
      expect(await page.locator("summary").allInnerTexts()).toContainEqual(
        expect.stringContaining("1 synthetic earlier batch"),
      );
      expect((await names()).slice(0, 2)).toEqual(["drive 77", "drive 400"]);
      // 12.0000004 beside a limit of 12.
      const blocking = await list.locator("tbody tr").nth(1).innerText();
      expect(blocking).toContain("12.0000004 m/s, limit 12");
      // The rows that fit, and not all of them.
      expect((await names()).length).toBeLessThan(60);
      expect(await seriousFindings(page)).toEqual([]);
    });

    test("a search narrows the list, and is still there after a reload", async () => {
      const { page, names } = await overview();
      await page.keyboard.press("/");
      await page.keyboard.type("drive 49");
      // The last test, number 499, is called as the first.
      const found = [49, 149, 249, 349, 449, 490, 491, 492, 493, 494, 495, 496, 497, 498];
      const expected = found.map((at) => `drive ${at}`).sort();
      const sorted = async () => (await names()).sort();
      await soon(sorted).toEqual(expected);
      await soon(() => placeOf(page)).toContain("q=drive+49");
      await page.reload();
      await page.waitForSelector("[data-ready]");
      expect(await page.getByRole("searchbox").inputValue()).toBe("drive 49");
      expect(await sorted()).toEqual(expected);
    });

    test("a count leads to its tests, and the browser goes back to all", async () => {
      const { page, names } = await overview();
      await page.locator(".lead a", { hasText: "blocking" }).click();
      await soon(names).toEqual(["drive 400"]);
      await page.goBack();
      await soon(async () => (await names()).slice(0, 2)).toEqual(["drive 77", "drive 400"]);
    });

    test("a column sorts both ways, and the matrix leads to a metric of a test", async () => {
      const { page } = await overview();
      const figures = page.getByRole("region", { name: "Tests side by side, table" });
      const energy = () =>
        figures.locator("tbody tr:not(.spacer) td:last-child").first().innerText();
      await figures.getByRole("button", { name: /Energy/ }).click();
      await soon(energy).toMatch(/^499/);
      await figures.getByRole("button", { name: /Energy/ }).click();
      await soon(energy).toMatch(/^0/);

      await figures.getByRole("button", { name: /Name/ }).click();
      const matrix = page.getByRole("table", { name: "Tests by metrics" });
      expect(await matrix.getByRole("cell").count()).toBeLessThan(300);
      await page.locator(".matrix").evaluate((box) => box.scrollTo(0, box.scrollHeight));
      await matrix.getByRole("link", { name: "drive 498, Speed: passed" }).click();
      await page.locator("h1", { hasText: "drive 498" }).waitFor();
      expect(await placeOf(page)).toBe("#test/drive 498/metric/Speed");
    });

    test("each of two tests with the same name has an address", async () => {
      const { page } = opened;
      await load(page, "test/drive%200~2");
      await page.locator("h1", { hasText: "drive 0" }).waitFor();
      await soon(() => page.locator('article[data-metric="Distance"]').innerText()).toContain(
        "501",
      );
      expect(await seriousFindings(page)).toEqual([]);
    });
  });

  test("a chart's data and picture can be saved, and every chart is printed", async () => {
    const { page, errors } = await open(manyMetrics(36));
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
    const rows = csv.bytes.toString().trimEnd().split("\r\n");
    expect(rows.slice(0, 2)).toEqual([
      "Line,Time (s),line 1,Status",
      `line 1,0,${Math.sin(1)},Passed`,
    ]);
    expect(rows.slice(1).map((row) => Number(row.split(",")[1]))).toEqual(
      Array.from({ length: 500 }, (_, i) => i / 10),
    );
    const picture = await saved("Save as PNG");
    expect(picture.name).toBe("Line 1.png");
    expect(picture.bytes.subarray(1, 4).toString()).toBe("PNG");

    const notDrawn = () =>
      page
        .locator("article", { has: page.locator(".chart:not([data-drawn])") })
        .evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.metric));
    expect(await notDrawn()).toContain("Bars 35");
    const pdf = await page.pdf();
    expect(pdf.subarray(0, 4).toString()).toBe("%PDF");
    expect(await notDrawn()).toEqual([]);
    const narrow = await page
      .locator(".chart .main-svg:first-child")
      .evaluateAll((all) => all.map((svg) => svg.clientWidth).filter((width) => width <= 100));
    expect(narrow).toEqual([]);
    expect(await seriousFindings(page)).toEqual([]);
    expect(errors).toEqual([]);
  });

  test.each([
    ["phone", 390],
    ["tablet", 768],
  ])("fits a dark %s", async (_name, width) => {
    const runs = [{ kind: "test", name: "big", message: timedRun() } as RunSource, ...testRuns(30)];
    const { page, errors } = await open(runs, {
      viewport: { width, height: 800 },
      colorScheme: "dark",
    });
    expect(await overflowOf(page)).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
    await page.goto(page.url().replace(/#.*|$/, "#test/big"));
    await page.locator('article[data-metric="Speed"]').scrollIntoViewIfNeeded();
    await page.locator(".chart[data-drawn]").first().waitFor();
    expect(await overflowOf(page)).toBe(0);
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
    // One mark below its bar.
    await page.locator(".scatterlayer .point").waitFor();
    expect(await page.locator("article").innerText()).toContain("10 blocking (marked below)");
  });
});
