import { readdirSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import type { RunSource } from "../../generators/view/model/runSource.js";
import { chromium, useChromium } from "./chromium.js";
import { vector } from "./messages.js";
import { drawAll, type OpenedPage, soon } from "./openPage.js";

const vectors = readdirSync(new URL("../fixtures/vectors/", import.meta.url))
  .filter((name) => name.endsWith(".binproto"))
  .map((name) => name.replace(".binproto", ""));

const words = ["No status", "Passed", "Warning", "Not applicable", "Raw", "Blocking"];

/** Metrics by their types' numbers that the page shows without a chart: summaries, scalars, images and texts. */
const chartless = [1, 7, 9, 11, 12];

describe.skipIf(chromium === undefined)(
  "the messages that the platform's SDK wrote, on one page in Chromium",
  { timeout: 120_000 },
  () => {
    const { openForAll } = useChromium();
    let opened: OpenedPage;

    beforeAll(async () => {
      opened = await openForAll(
        vectors.map((name): RunSource => ({ kind: "message", name, message: vector(name) })),
      );
    });

    /** Leads to the page of one message as it is at first, whatever was unfolded on it before. */
    async function goTo(name: string) {
      const { page } = opened;
      for (const [hash, heading] of [
        ["#", "Test page"],
        [`#message/${name}`, name],
      ] as const) {
        await page.goto(page.url().replace(/#.*|$/, hash));
        await page.getByRole("heading", { level: 1, name: heading, exact: true }).waitFor();
      }
      return page;
    }

    /** The page of one message, drawn, and what went wrong meanwhile. */
    async function show(name: string) {
      const { page, errors, requests } = opened;
      await goTo(name);
      const types = await drawAll(page);
      return { page, types, problems: () => [...errors.splice(0), ...requests.splice(0)] };
    }

    test.each(vectors)("%s: every metric has its name, status and chart", async (name) => {
      const { page, problems } = await show(name);
      const message = vector(name);
      const cards = await page
        .locator("article")
        .evaluateAll((all) =>
          all.map((card) => [
            card.querySelector("h3, h4")?.textContent,
            card.querySelector(".badge")?.getAttribute("title"),
            card.querySelector(".body")?.querySelectorAll(".js-plotly-plot").length,
          ]),
        );
      const metrics = message.jobLevelMetrics?.metrics ?? [];
      const expected = metrics.map(({ name, status, type }) => [
        name,
        words[status],
        chartless.includes(type) ? 0 : 1,
      ]);
      expect(cards.sort()).toEqual(expected.sort());
      const events = page.locator(".event");
      expect(
        await events.evaluateAll((all) => all.map((event) => (event as HTMLElement).dataset.event)),
      ).toEqual(message.events.map((event) => event.name));
      expect(await page.locator(".undrawable").allInnerTexts()).toEqual([]);
      expect(problems()).toEqual([]);
    });

    test.each(["empty", "bare_data"])(
      "%s: the page says that there are no metrics",
      async (name) => {
        const { page, problems } = await show(name);
        expect(await page.locator("main").innerText()).toContain("contains no metrics");
        expect(problems()).toEqual([]);
      },
    );

    test("every kind is drawn by its own traces, with the figures in words beside it", async () => {
      const { page, types } = await show("kitchen_sink");
      expect(types).toEqual({
        "Wheel tracking error": Array(5).fill("scatter"),
        "Pallet detector PR": Array(3).fill("scatter"),
        "Sensor latency": ["bar", "bar"],
        "Outcomes per batch": ["bar", "bar"],
        "Mission phases": Array(3).fill("bar"),
        "Subsystem modes": ["bar", "bar"],
        "Stopping distance": ["bar"],
        "Route map": ["scatter"],
      });
      const text = await page.locator("main").innerText();
      const figures = ["182.375", "fails above 250", "at ramp", "fails above"];
      expect(figures.filter((figure) => !text.includes(figure))).toEqual([]);
    });

    test("a chooser shows one group of the data", async () => {
      const { page } = await show("kitchen_sink");
      const card = page.locator('article[data-metric="Subsystem modes"]');
      const chooser = card.locator("select.chooser");
      expect(await chooser.locator("option").allInnerTexts()).toEqual(["arm", "base"]);
      const labels = () =>
        card
          .locator(".js-plotly-plot")
          .evaluateAll((all) => all.map((chart) => chart.getAttribute("aria-label")));
      const [arm] = await labels();
      await chooser.selectOption({ label: "base" });
      await soon(labels).toEqual([expect.not.stringMatching(`^${arm}$`)]);
    });

    test("a chart's values can be read as a table", async () => {
      const { page } = await show("kitchen_sink");
      const button = page.getByRole("button", { name: "Values of Pallet detector PR" });
      const rows = page.locator('article[data-metric="Pallet detector PR"] .values tbody tr');
      const cells = () =>
        rows.evaluateAll((all) =>
          all.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.innerText)),
        );
      await button.click();
      await soon(cells).toEqual([
        ["Precision", "0.1", "0.99", "Passed"],
        ["Precision", "0.4", "0.97", "Passed"],
        ["Precision", "0.7", "0.9", "Passed"],
        ["Precision", "0.95", "0.55", "Warning"],
      ]);
      await button.click();
      await soon(cells).toEqual([]);
    });

    test("a mark on the timeline opens its event, with the event's metrics", async () => {
      const page = await goTo("kitchen_sink");
      const details = page.locator('.event[data-event="Emergency stop"]');
      const metrics = () => details.locator("article h3").allInnerTexts();
      expect(await metrics()).toEqual([]);
      await page
        .locator(".timeline")
        .getByRole("button", { name: /^Emergency stop/ })
        .click();
      await soon(async () => (await metrics()).sort()).toEqual([
        "Braking distance",
        "What happened",
      ]);
    });
  },
);
