import {
  doubles,
  fromSeconds,
  histogramBuckets,
  MetricsWriter,
  strings,
  timestamps,
} from "@metrics-project/runtime";
import { beforeAll, describe, expect, test } from "vitest";
import type { RunSource } from "../../generators/view/model/runSource.js";
import { chromium, useChromium } from "./chromium.js";
import { drawAll, type OpenedPage } from "./openPage.js";
import { overflowOf } from "./seriousFindings.js";

const long = "a name that somebody wrote without a thought of those who read it on a telephone";

/** Numbers at the ends of what a double holds, gaps, and more of everything than charts are made for. */
function oddData(): RunSource {
  const writer = new MetricsWriter();
  writer.addScalarMetric("Huge", { value: Number.MAX_VALUE, unit: "m", failsBelow: -1e300 });
  writer.addScalarMetric("Tiny", { value: Number.MIN_VALUE, unit: "m", failsAbove: 1e-320 });
  writer.addScalarMetric("Infinite", { value: Number.POSITIVE_INFINITY, failsAbove: 3 });
  writer.addScalarMetric("Negative zero", { value: -0, failsBelow: 0 });
  writer.addScalarMetric(long.replaceAll(" ", "_"), { value: 1, tags: { [long]: long } });
  const time = timestamps(
    "time",
    Array.from({ length: 100 }, (_, i) => fromSeconds(i)),
  );
  const line = (name: string, value: (i: number) => number) =>
    doubles(
      name,
      Float64Array.from({ length: 100 }, (_, i) => value(i)),
      { index: time },
    );
  const gaps = line("gaps", (i) => (i > 90 ? Number.NaN : i === 3 ? Number.POSITIVE_INFINITY : i));
  writer.addDoubleOverTimeMetric("Gaps", { lines: [{ values: gaps }] });
  const nothing = line("nothing", () => Number.NaN);
  writer.addDoubleOverTimeMetric("Nothing", { lines: [{ values: nothing }] });
  writer.addDoubleOverTimeMetric("Twenty lines", {
    lines: Array.from({ length: 20 }, (_, n) => ({
      legend: `Wheel number ${n} of the articulated vehicle`,
      values: line(`wheel ${n}`, (i) => Math.sin(i / 9 + n)),
      failsAbove: 2 + n,
    })),
  });
  writer.addBarChartMetric("Long labels", {
    bars: [
      {
        values: doubles("long", [1, Number.NaN, 3], {
          index: strings("labels", [`left: ${long}`, `right: ${long}`, "short"]),
        }),
      },
    ],
  });
  const spread = Float64Array.from({ length: 5000 }, (_, i) => i / 5000);
  writer.addHistogramMetric("Many buckets", {
    values: doubles("spread", spread),
    buckets: histogramBuckets({ from: 0, to: 1, count: 500 }),
    lowerBound: 0,
    upperBound: 1,
  });
  writer.addHistogramMetric("All outside", {
    values: doubles("outside", [5, 6, 7]),
    buckets: histogramBuckets({ from: 0, to: 1, count: 10 }),
    lowerBound: 0,
    upperBound: 1,
  });
  const once = timestamps("once", [fromSeconds(3)]);
  writer.addStatesOverTimeMetric("One state", {
    series: [{ states: strings("mode", ["on"], { index: once }) }],
  });
  writer.addTextMetric("No words", { text: " " });
  return { kind: "message", name: "odd", message: writer.write() };
}

describe.skipIf(chromium === undefined).each([
  ["desktop", { width: 1280, height: 900 }],
  ["phone", { width: 390, height: 844 }],
])("odd data in Chromium on a %s", { timeout: 120_000 }, (_, viewport) => {
  const { openForAll } = useChromium();
  let opened: OpenedPage;

  beforeAll(async () => {
    opened = await openForAll([oddData()], { viewport });
    await drawAll(opened.page);
  });

  const card = (name: string) => opened.page.locator(`article[data-metric="${name}"]`);

  test.each([
    ["Huge", "1.7977e308 m"],
    ["Tiny", "4.9407e−324 m"],
    ["Infinite", "∞"],
    ["Gaps", "10 points NaN or infinite"],
    ["Nothing", "every point is NaN or infinite"],
    ["Twenty lines", "and 14 more bounds"],
    ["Long labels", "1 value NaN or infinite"],
    ["All outside", "0 values in 10 buckets 3 values outside"],
    ["No words", "No text"],
  ])("%s is shown as %s", async (name, words) => {
    expect((await card(name).innerText()).replace(/\s+/g, " ")).toContain(words);
  });

  test("everything is drawn without an error, and nothing is wider than the page", async () => {
    const { page, errors } = opened;
    expect(errors).toEqual([]);
    expect(await overflowOf(page)).toBe(0);
  });

  test("numbers stay on one line", async () => {
    const broken = await opened.page
      .locator(".digits")
      .evaluateAll((all) =>
        all.filter((one) => one.getClientRects().length > 1).map((one) => one.textContent),
      );
    expect(broken).toEqual([]);
  });

  test("charts are high enough to be read, and narrow bars have no outline", async () => {
    const low = await opened.page.locator(".js-plotly-plot:not(.lanes)").evaluateAll((all) =>
      all
        .filter((chart) => {
          const height = chart.querySelector(".nsewdrag")?.getBoundingClientRect().height ?? 0;
          return height <= 75;
        })
        .map((chart) => chart.closest("article")?.dataset.metric),
    );
    expect(low).toEqual([]);
    const bars = card("Many buckets").locator(".barlayer .point path").first();
    expect(await bars.evaluate((path) => getComputedStyle(path).strokeWidth)).toBe("0px");
  });
});
