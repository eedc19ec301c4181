import {
  doubles,
  fromSeconds,
  MetricsWriter,
  type Status,
  statuses,
  strings,
  timestamps,
} from "@metrics-project/runtime";
import type { Page } from "playwright-core";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { chromium, useChromium } from "./chromium.js";
import { figureOf } from "./messages.js";
import { drawAll, type OpenedPage } from "./openPage.js";

const points = 50_000;
const isolated = [27_777, 45_001];
const stretches = 6_000;

function message() {
  const writer = new MetricsWriter();
  const index = timestamps(
    "time",
    Array.from({ length: points }, (_, i) => fromSeconds(i / 100)),
  );
  const values = doubles(
    "speed",
    Float64Array.from({ length: points }, (_, i) => i % 10),
    { index },
  );
  // The first 5,000 fail, and two much later.
  const verdicts = statuses(
    "verdicts",
    Array.from({ length: points }, (_, i): Status => {
      return i < 5000 || isolated.includes(i) ? "FAIL_BLOCK" : "PASSED";
    }),
    { index },
  );
  writer.addDoubleOverTimeMetric("Speed", { lines: [{ values, statuses: verdicts }] });
  const clock = timestamps(
    "clock",
    Array.from({ length: stretches }, (_, i) => fromSeconds(i)),
  );
  const states = strings(
    "states",
    Array.from({ length: stretches }, (_, i) =>
      i === 4_321 ? "COLLISION" : i % 2 === 0 ? "GO" : "STOP",
    ),
    { index: clock },
  );
  writer.addStatesOverTimeMetric("Mode", { series: [{ states }], failureStates: ["COLLISION"] });
  return writer.write();
}

interface Drawn {
  type: string;
  name: string;
  mode?: string;
  x: ArrayLike<number>;
  base?: ArrayLike<number>;
}

/** What plotly was given for a metric: the positions of a trace. */
function positions(page: Page, metric: string, trace: string): Promise<number[]> {
  return page.evaluate(
    ([metric, trace]) => {
      const selector = `article[data-metric="${metric}"] .chart`;
      const { data } = document.querySelector(selector) as unknown as { data: Drawn[] };
      const own = data.filter(({ name, mode }) => name === trace && mode !== "lines");
      return own.flatMap(({ x, base }) => Array.from(base ?? x));
    },
    [metric, trace] as const,
  );
}

/** Limits, lines, labels and states that are too far off, too many, or the same; and a value that is missing. */
function unshowable() {
  const writer = new MetricsWriter();
  const at = (n: number) => Array.from({ length: n }, (_, i) => fromSeconds(1_767_603_600 + i));
  const index = timestamps("stamps", at(100));
  const line = (n: number) => ({
    values: doubles(
      `line ${n}`,
      Float64Array.from({ length: 100 }, (_, i) => Math.sin(i / 9 + n)),
      { index },
    ),
    failsAbove: 1e6,
  });
  writer.addDoubleOverTimeMetric("Far", { lines: [line(100)] });
  writer.addDoubleOverTimeMetric("Many", {
    lines: [line(0), ...Array.from({ length: 69 }, (_, n) => line(n + 1))],
  });
  const sensors = strings("sensor", ["lidar", "front", "front"]);
  writer.addBarChartMetric("Bars", {
    bars: [{ values: doubles("latency", [1, 2, 3], { index: sensors }) }],
    stackBars: true,
  });
  const names = Array.from({ length: 100 }, (_, i) => `state ${i % 60}`);
  writer.addStatesOverTimeMetric("States", {
    series: [{ states: strings("states", names, { index }) }],
  });
  const few = timestamps("few", at(3));
  writer.addDoubleOverTimeMetric("Missing", {
    lines: [
      {
        values: doubles("gaps", [1, Number.NaN, 2], { index: few }),
        statuses: statuses("which", ["PASSED", "FAIL_BLOCK", "PASSED"], { index: few }),
      },
    ],
  });
  writer.addTextMetric("Tasks", { text: "- [x] done\n- [ ] open" });
  // Absolute by their type, and in 1970 by their number.
  for (let i = 0; i < 60; i += 1) {
    const status = i === 33 ? "FAIL_BLOCK" : "PASSED";
    writer.addEvent(`event ${i}`, { timestamp: fromSeconds(i), status });
  }
  return writer.write();
}

interface DrawnFigure {
  data: {
    name?: string;
    mode?: string;
    line?: object;
    visible?: boolean;
    marker?: { color: string; pattern: object };
  }[];
  layout: { shapes?: { name?: string; y0: number }[] };
}

describe.skipIf(chromium === undefined)("in Chromium", { timeout: 120_000 }, () => {
  const { open, openForAll } = useChromium();

  test("isolated failures are marked, for any number of others", async () => {
    const { page, errors } = await open(message());
    await drawAll(page);
    const marks = await positions(page, "Speed", "Blocking");
    expect(marks.length).toBeLessThanOrEqual(2000);
    expect(marks).toEqual(expect.arrayContaining(isolated.map((i) => i / 100)));
    const card = page.locator('article[data-metric="Speed"]');
    expect(await card.innerText()).toMatch(/marks represent 5,002 elements that did not pass/);

    expect(await positions(page, "Mode", "COLLISION")).toEqual([4_321]);
    // No part of the time is left white.
    const starts = [
      ...(await positions(page, "Mode", "GO")),
      ...(await positions(page, "Mode", "STOP")),
    ].sort((a, b) => a - b);
    const gaps = starts.slice(1).map((start, i) => start - (starts[i] ?? 0));
    expect(Math.max(...gaps)).toBeLessThan(6);
    // Zoomed in, every stretch is there, in the other charts over time too.
    await page.locator('article[data-metric="Mode"] .chart').evaluate(async (chart) => {
      const { Plotly } = globalThis as unknown as {
        Plotly: { relayout(chart: Element, change: object): Promise<void> };
      };
      await Plotly.relayout(chart, { "xaxis.range[0]": 400, "xaxis.range[1]": 460 });
    });
    // The states change each second; one more on either side is drawn.
    const from = (start: number) => Array.from({ length: 31 }, (_, i) => start + 2 * i);
    await expect.poll(() => positions(page, "Mode", "GO")).toEqual(from(400));
    expect(await positions(page, "Mode", "STOP")).toEqual(from(399));
    expect(await page.locator('article[data-metric="Mode"]').innerText()).toContain(
      "All 62 intervals of this part of the time axis are drawn",
    );
    await expect.poll(() => positions(page, "Speed", "Blocking")).toEqual([450.01]);
    expect(errors).toEqual([]);
  });

  describe("values that a chart cannot show are reported, and not lost", () => {
    let opened: OpenedPage;

    beforeAll(async () => {
      opened = await openForAll(unshowable());
      await drawAll(opened.page);
    });

    afterEach(() => {
      expect(opened.errors.splice(0)).toEqual([]);
    });

    const card = (name: string) => opened.page.locator(`article[data-metric="${name}"]`);

    /** What plotly was given for the chart of a metric. */
    const figureOn = (name: string) =>
      card(name)
        .locator(".chart")
        .evaluate((chart) => {
          const { data, layout } = chart as unknown as DrawnFigure;
          return {
            shapes: (layout.shapes ?? []).map(({ name, y0 }) => ({ name, y0 })),
            lines: data
              .filter(({ mode }) => mode === "lines")
              .map(({ name, line, visible }) => ({ name, look: JSON.stringify(line), visible })),
            patterns: data.map(
              ({ marker }) => `${marker?.color} ${JSON.stringify(marker?.pattern)}`,
            ),
          };
        });
    const repeated = (looks: readonly string[]) =>
      looks.filter((look, i) => looks.indexOf(look) !== i);

    test("a limit far from the lines is drawn on request only", async () => {
      const limits = async () => (await figureOn("Far")).shapes.filter(({ y0 }) => y0 === 1e6);
      expect(await card("Far").innerText()).toContain("Too far from the lines to be drawn");
      expect(await limits()).toEqual([]);
      // Every fold of the page is open, the menu of the card too.
      await card("Far").getByRole("button", { name: "Far limits" }).click();
      await expect.poll(limits).toEqual([expect.objectContaining({ y0: 1e6 })]);
    });

    test("each of sixty events without a date has its mark", async () => {
      const { shapes } = await figureOn("Far");
      const guides = shapes.flatMap(({ name }) => (name?.startsWith("event") ? [name] : []));
      expect(guides.sort()).toEqual(Array.from({ length: 60 }, (_, i) => `event ${i}`).sort());
      expect(await card("Far").innerText()).toContain("counted from the first sample");
    });

    test("seventy lines look different, and a search leaves one", async () => {
      const { lines } = await figureOn("Many");
      expect(lines.map(({ name }) => name)).toEqual(
        Array.from({ length: 70 }, (_, i) => expect.stringMatching(`^line ${i}\\b`)),
      );
      expect(repeated(lines.map(({ look }) => look))).toEqual([]);
      await card("Many").getByRole("searchbox").fill("line 69");
      const visible = async () =>
        (await figureOn("Many")).lines
          .filter((line) => line.visible !== false)
          .map(({ name }) => name);
      await expect.poll(visible).toEqual([expect.stringMatching(/^line 69\b/)]);
    });

    test("bars with the same label stay apart", async () => {
      expect(await card("Bars").locator(".xtick text").allTextContents()).toEqual([
        "lidar",
        "front",
        "front",
      ]);
      const places = await card("Bars")
        .locator(".bars .point")
        .evaluateAll((all) => all.map((bar) => bar.getBoundingClientRect().left));
      expect(places).toEqual([...new Set(places)]);
      expect(places).toHaveLength(3);
    });

    test("sixty states look different", async () => {
      const { patterns } = await figureOn("States");
      expect(repeated(patterns)).toEqual([]);
      expect(patterns).toHaveLength(60);
    });

    test("a failure without a value stands at the foot of its chart", async () => {
      const marks = await positions(opened.page, "Missing", "Blocking");
      expect(marks).toEqual([1]);
    });

    test("a list of tasks shows which are done", async () => {
      expect(await card("Tasks").innerText()).toMatch(/☑ done\s+☐ open/);
    });
  });

  test("maps, animations and images of a figure do without the network", async () => {
    const pixel =
      "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    const { page, errors, requests } = await open(
      [
        ["Map", { data: [{ type: "scattergeo", lon: [8.5, 9], lat: [47, 48], text: ["a", "b"] }] }],
        [
          "Frames",
          {
            data: [{ type: "scatter", y: [1, 2] }],
            frames: [
              { name: "one", data: [{ y: [1, 2] }] },
              { name: "two", data: [{ y: [5, 9] }] },
            ],
          },
        ],
        [
          "Images",
          {
            data: [{ type: "scatter", y: [1, 2] }],
            layout: {
              images: [
                { source: pixel, x: 0, y: 1, sizex: 1, sizey: 1 },
                {
                  source: "https://example.com/a.png?token=secret",
                  x: 0,
                  y: 1,
                  sizex: 1,
                  sizey: 1,
                },
              ],
            },
          },
        ],
      ].map(([name, json]) => ({
        kind: "message",
        name: name as string,
        message: figureOf(json as object),
      })),
    );
    const show = async (name: string) => {
      await page.goto(page.url().replace(/#.*|$/, `#message/${name}`));
      await page.locator("h1", { hasText: name }).waitFor();
      await drawAll(page);
      return page.locator("article");
    };
    const map = await show("Map");
    const points = await map.locator(".chart").evaluate((chart) => {
      const { _fullData } = chart as unknown as { _fullData: { x: number[]; y: number[] }[] };
      return _fullData.map(({ x, y }) => [[...x], [...y]]);
    });
    expect(points).toEqual([
      [
        [8.5, 9],
        [47, 48],
      ],
    ]);
    expect(await map.innerText()).toContain("drawn by longitude and latitude");
    const frames = await show("Frames");
    await frames.getByRole("slider", { name: "Frame" }).fill("1");
    const values = () =>
      frames
        .locator(".chart")
        .evaluate((chart) =>
          Array.from((chart as unknown as { _fullData: { y: number[] }[] })._fullData[0]?.y ?? []),
        );
    await expect.poll(values).toEqual([5, 9]);
    const images = await show("Images");
    const sources = await images
      .locator("image")
      .evaluateAll((all) =>
        all.map((image) => image.getAttribute("xlink:href") ?? image.getAttribute("href")),
      );
    expect(sources).toEqual([pixel]);
    expect(await images.innerText()).toContain(
      "1 image of the layout not shown: this page does not use the network",
    );
    expect(await images.innerText()).not.toContain("secret");
    expect(requests).toEqual([]);
    expect(
      errors.filter((text) => !/webgl|gpu|Canvas2D|Content Security Policy/i.test(text)),
    ).toEqual([]);
  });
});
