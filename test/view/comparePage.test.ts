import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { doubles, externalFile, type MetricsWriter, timestamps } from "@metrics-project/runtime";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command } from "../../generators/commands/view/command.js";
import { differenceOf } from "../../generators/compare/page/differenceOf.js";
import { launchChromium } from "../../generators/tasks/chromium.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { type Run, writeRehearsal } from "../diff/rehearsed.js";
import { chromium } from "./chromium.js";
import { png } from "./png.js";
import { overflowOf, seriousFindings } from "./seriousFindings.js";

/** A run at a speed, with a curve, an image, and a scalar that has a name of its own. */
const drive =
  (speed: number, distance: string): Run =>
  (writer: MetricsWriter) => {
    const time = timestamps(
      "time",
      [0, 1, 2, 3].map((seconds) => ({ seconds, nanos: 0 })),
    );
    const values = doubles("speed", [0, speed, speed, speed / 2], { unit: "m/s", index: time });
    writer.addDoubleOverTimeMetric("Speed", { lines: [{ values, failsAbove: 3 }] });
    writer.addScalarMetric("Top speed", { value: speed, unit: "m/s", failsAbove: 3 });
    writer.addScalarMetric(distance, { value: 12, unit: "m" });
    writer.addImageMetric("Map", { image: externalFile("map", "map.png") });
    writer.addTextMetric("Notes", { text: `top speed ${speed}` });
  };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "compare-page-"));
  const write = (name: string, speeds: readonly number[], distance: string) => {
    const runs = Object.fromEntries(
      speeds.map((speed, i) => [`test ${i}`, drive(speed, distance)]),
    );
    writeRehearsal(join(folder, name), runs, { startedAt: "2026-11-26T10:00:00Z" });
    for (const run of Object.keys(runs)) {
      const picture = png(8, 8, [name === "head" ? 200 : 20, 20, 20]);
      writeFileSync(join(folder, name, "tests", run, "outputs", "map.png"), picture);
    }
  };
  write("base", [1, 2, 2.5], "Distance");
  write("between", [1, 2, 2.7], "Distance");
  write("head", [1, 2, 5], "Path length");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function view(...argv: string[]) {
  const world = fakeWorld({ cwd: folder });
  const code = await runCommand(world, command, argv);
  return { code, out: world.out(), err: world.err() };
}

describe.skipIf(chromium === undefined)("view --against in Chromium", { timeout: 120_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium(chromium ?? "");
  });
  afterAll(() => browser.close());

  async function open(argv: string[], width = 1440, colorScheme: "light" | "dark" = "light") {
    const { code, err } = await view(...argv);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const errors: string[] = [];
    page.on("console", (message) => errors.push(message.text()));
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.goto(pathToFileURL(join(folder, "head", "comparison.html")).href);
    await page.waitForSelector("[data-ready]");
    return { page, errors };
  }

  const rows = (page: Page) => page.locator(".changes tbody tr[data-metric]");
  const rowsOn = (page: Page) =>
    rows(page).evaluateAll((all) => all.map((row) => (row as HTMLElement).dataset.metric ?? ""));

  test("regressions come first, with overlaid curves and the difference", async () => {
    const { page, errors } = await open(["head", "--against", "base"]);
    const first = await rows(page).first().innerText();
    expect(first).toContain("Top speed");
    expect(first).toContain("2.5 m/s");
    expect(first).toContain("5 m/s");
    expect(first).toContain("PASSED → FAIL_WARN");
    const speed = page.locator('tr[data-metric^="Speed"] + tr.detail');
    await speed.locator(".chart[data-drawn]").nth(1).waitFor();
    const traces = await speed
      .locator(".chart")
      .evaluateAll((charts) =>
        charts.map((chart) =>
          (chart as { _fullData?: { name: string; y: number[] }[] })._fullData?.map(
            ({ name, y }) => [name, ...y],
          ),
        ),
      );
    expect(traces).toEqual([
      [
        ["base", 0, 2.5, 2.5, 1.25],
        ["head", 0, 5, 5, 2.5],
      ],
      [["speed", 0, 2.5, 2.5, 1.25]],
    ]);
    expect(errors).toEqual([]);
    await page.close();
  });

  test("search and filters narrow the rows; images and texts are side by side", async () => {
    const { page } = await open(["head", "--against", "base"]);
    const all = await rowsOn(page);
    await page.keyboard.press("/");
    await page.keyboard.type("notes");
    expect(await rowsOn(page)).toEqual([expect.stringMatching(/^Notes/)]);
    await rows(page).first().getByRole("button").click();
    expect(await page.locator("tr.detail pre").allInnerTexts()).toEqual([
      "top speed 2.5",
      "top speed 5",
    ]);
    await page.getByRole("searchbox").fill("");
    await page.getByRole("button", { name: /renamed/ }).click();
    // In each of the three tests, the distance has another name.
    const kept = await rowsOn(page);
    const hidden = all.filter((name) => !kept.includes(name));
    expect(hidden).toEqual(Array(3).fill("Path length"));
    await page.close();
  });

  test("each scalar is distributed over all tests, renamed ones too, with up to ten rehearsals side by side", async () => {
    const { page } = await open(["head", "--against", "base,between"]);
    const card = page.locator('article[data-metric="Top speed"]');
    await card.locator(".chart[data-drawn]").waitFor();
    const marks = await card
      .locator(".chart")
      .evaluate((chart) =>
        (chart as { _fullData?: { x: number[] }[] })._fullData?.map(({ x }) => [...x]),
      );
    expect(marks).toEqual([
      [1, 2, 2.5],
      [1, 2, 2.7],
      [1, 2, 5],
    ]);
    const cards = await page
      .locator("article[data-metric]")
      .evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.metric));
    expect(cards).toEqual(["Top speed", "Path length"]);
    const values = await page.locator(".all-values tbody tr").first().locator("td").allInnerTexts();
    expect(values).toEqual(["test 2", "Top speed", "2.5 m/s", "2.7 m/s", "5 m/s"]);
    await page.close();
  });

  test.each([
    [1440, "light"],
    [768, "dark"],
    [390, "light"],
    [390, "dark"],
  ] as const)(
    "at %d pixels in %s: nothing serious for axe, and no sideways scrolling",
    async (width, scheme) => {
      const { page } = await open(["head", "--against", "base"], width, scheme);
      expect(await seriousFindings(page)).toEqual([]);
      expect(await overflowOf(page)).toBe(0);
      await page.close();
    },
  );
});

describe("view --against", () => {
  test.each([
    [["head", "--against", "nowhere"], 1, "--against nowhere: no such file or folder"],
    [["head", "--against", "base", "--serve"], 2, "not both"],
    [
      ["head", "--against", Array(10).fill("base").join(",")],
      2,
      "a page shows at most 10 rehearsals",
    ],
    [["head", "--against", "head/tests/test 0/outputs"], 1, "is a single message"],
  ])("%j ends with %d", async (argv, code, message) => {
    const found = await view(...argv);
    expect(found.err).toContain(message);
    expect(found.code).toBe(code);
  });
});

test("a difference is computed at the points of the newer line within the range of the older one", () => {
  const { x, y } = differenceOf(
    { x: [0, 2, 4], y: [0, 2, 0], length: 3 },
    { x: [-1, 0, 1, 2, 3, 5], y: [9, 1, 1, 1, 1, 9], length: 6 },
  );
  expect([...x]).toEqual([-1, 0, 1, 2, 3, 5]);
  expect([...y]).toEqual([Number.NaN, 1, 0, -1, 0, Number.NaN]);
});
