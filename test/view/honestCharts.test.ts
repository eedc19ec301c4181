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
import { describe, expect, test } from "vitest";
import { chromium, useChromium } from "./chromium.js";
import { drawAll } from "./openPage.js";

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

describe.skipIf(chromium === undefined)("in Chromium", { timeout: 120_000 }, () => {
  const open = useChromium();

  test("failures that stand alone are marked however many others there are", async () => {
    const { page, errors } = await open(message());
    await drawAll(page);
    const marks = await positions(page, "Speed", "Blocking");
    expect(marks.length).toBeLessThanOrEqual(2000);
    expect(marks).toEqual(expect.arrayContaining(isolated.map((i) => i / 100)));
    const card = page.locator('article[data-metric="Speed"]');
    expect(await card.innerText()).toMatch(/marks stand for 5,002 elements that did not pass/);

    expect(await positions(page, "Mode", "COLLISION")).toEqual([4_321]);
    // No part of the time is left white.
    const starts = [
      ...(await positions(page, "Mode", "GO")),
      ...(await positions(page, "Mode", "STOP")),
    ].sort((a, b) => a - b);
    const gaps = starts.slice(1).map((start, i) => start - (starts[i] ?? 0));
    expect(Math.max(...gaps)).toBeLessThan(6);
    expect(errors).toEqual([]);
  });
});
