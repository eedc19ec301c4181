import { readFileSync } from "node:fs";
import {
  decodeJobMetrics,
  doubles,
  fromSeconds,
  groupBy,
  MetricsWriter,
  strings,
  timestamps,
  validateJobMetrics,
} from "@metrics-project/runtime";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { filled, steps } from "../writer/arbitraryRun.js";
import { chromium, useChromium } from "./chromium.js";
import { modelOf } from "./modelOf.js";
import { drawAll } from "./openPage.js";

const ofSDK = (name: string) =>
  decodeJobMetrics(readFileSync(new URL(`../fixtures/sdk/${name}.binproto`, import.meta.url)));

/** Two lines over time whose groups are not the same: `a` and `b`, `b` and `c`. */
function unequalGroups() {
  const line = (name: string, zones: string[]) => {
    const index = timestamps(`${name} time`, [fromSeconds(1), fromSeconds(2)]);
    const values = doubles(name, [1, 2], { index });
    return { values: groupBy(values, strings(`${name} zones`, zones)) };
  };
  const writer = new MetricsWriter();
  writer.addDoubleOverTimeMetric("Speed", {
    lines: [line("front", ["a", "b"]), line("rear", ["b", "c"])],
  });
  return writer.write();
}

test("every valid message gives a working page", () => {
  fc.assert(
    fc.property(steps, (all) => {
      const message = filled(all).write();
      expect(validateJobMetrics(message)).toEqual([]);
      const { run } = modelOf(message);
      const bodies = run.metrics.flatMap(({ groups }) => groups.map(({ body }) => body));
      expect(bodies.filter(({ kind }) => kind === "broken")).toEqual([]);
      const names = (all: readonly { name: string }[]) => all.map(({ name }) => name).sort();
      expect(names(run.metrics)).toEqual(names(message.jobLevelMetrics?.metrics ?? []));
      expect(names(run.events)).toEqual(names(message.events));
    }),
  );
});

test.each([
  ["vt-overTime", "lines"],
  ["vt-states", "states"],
])("%s has times beyond the calendar", (name, kind) => {
  const message = ofSDK(name);
  expect(validateJobMetrics(message)).toEqual([]);
  const kinds = modelOf(message).run.metrics.flatMap(({ groups }) =>
    groups.map(({ body }) => body.kind),
  );
  expect(kinds).toEqual([kind]);
});

test("a line that lacks a group is left out of it by name, and the others are drawn", () => {
  const message = unequalGroups();
  expect(validateJobMetrics(message)).toEqual([]);
  const groups = modelOf(message).run.metrics[0]?.groups.map(({ name, body }) => {
    if (body.kind !== "lines") throw new Error(`${name} is ${body.kind}`);
    return [name, body.lines.map(({ legend }) => legend.replace(/ .*/, "")), body.leftOut];
  });
  expect(groups).toEqual([
    [
      "a",
      ["front-grouped-by-front"],
      [expect.stringMatching(/rear.* has no values for the group "a"/)],
    ],
    ["b", ["front-grouped-by-front", "rear-grouped-by-rear"], []],
    [
      "c",
      ["rear-grouped-by-rear"],
      [expect.stringMatching(/front.* has no values for the group "c"/)],
    ],
  ]);
});

describe.skipIf(chromium === undefined)("in Chromium", { timeout: 120_000 }, () => {
  const { open } = useChromium();

  test("messages of every kind, including extreme numbers, are drawn without an error", async () => {
    const sample = fc.sample(steps, { numRuns: 12, seed: 11 }).map((all) => filled(all).write());
    const messages = [ofSDK("vt-overTime"), ofSDK("vt-states"), unequalGroups(), ...sample];
    const { page, errors, requests } = await open(
      messages.map((message, i) => ({ kind: "message", name: `message ${i}`, message })),
    );
    for (const at of messages.keys()) {
      await page.goto(page.url().replace(/#.*|$/, `#${at}`));
      await drawAll(page);
      expect(await page.locator(".undrawable").allInnerTexts()).toEqual([]);
    }
    // A figure of the user's own is drawn as it is, numbers at the end of what a double holds included.
    expect(errors.filter((error) => !/^Error: <\w+> attribute/.test(error))).toEqual([]);
    expect(requests).toEqual([]);
  });

  test("twenty thousand events: few marks and rows represent their neighbors, and failures are found", async () => {
    const writer = new MetricsWriter();
    for (let i = 0; i < 20_000; i += 1) {
      const status = i === 12_345 ? "FAIL_BLOCK" : "PASSED";
      writer.addEvent(`Event ${i}`, { timestamp: fromSeconds(i), status });
    }
    const { page, errors } = await open(writer.write());
    expect(await page.locator(".mark").count()).toBeLessThanOrEqual(400);
    const shown = await page
      .locator(".event")
      .evaluateAll((all) => all.map((event) => (event as HTMLElement).dataset.event));
    expect(shown).toEqual(Array.from({ length: 200 }, (_, i) => `Event ${i}`));
    expect(await page.locator(".pager").innerText()).toContain("1 to 200 of 20,000 events");
    await page.locator(".mark.block").click();
    const failed = page.locator('.event[data-event="Event 12345"]');
    await failed.waitFor();
    expect(await failed.getAttribute("open")).toBe("");
    expect(errors).toEqual([]);
  });
});
