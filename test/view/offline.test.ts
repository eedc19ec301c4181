import { describe, expect, test } from "vitest";
import { chromium, useChromium } from "./chromium.js";
import { figureOf, figures, vector } from "./messages.js";
import { drawAll } from "./openPage.js";

describe.skipIf(chromium === undefined)("the page in Chromium", { timeout: 120_000 }, () => {
  const { open } = useChromium();

  test.each([
    ["our own charts", () => vector("kitchen_sink")],
    ["figures of the user's own", figures],
    ["a figure that asks for plotly's upload", uploading],
  ])("no control opens a connection or another page: %s", async (_what, message) => {
    const { page, requests } = await open(message());
    const pages: string[] = [];
    page.context().on("page", (other) => pages.push(other.url()));
    page.context().on("request", (request) => {
      if (!/^(file|blob|data):/.test(request.url())) requests.push(request.url());
    });
    await drawAll(page);
    const pressed = await page.evaluate(async () => {
      const titles = new Set<string>();
      for (const control of document.querySelectorAll<HTMLElement>(
        "button, .modebar-btn, summary",
      )) {
        titles.add(
          control.dataset.title ?? control.getAttribute("aria-label") ?? control.innerText,
        );
        control.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
        await new Promise((resolve) => setTimeout(resolve, 5));
        // Whatever dialog that opened.
        for (const inside of document.querySelectorAll<HTMLElement>(
          "[class*=plotly-cloud] button",
        )) {
          inside.click();
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
      return [...titles];
    });
    // The page's own button for its keys, and a chart's own controls.
    expect(pressed.length).toBeGreaterThan(3);
    expect(pressed.filter((title) => /share|cloud|upload/i.test(title))).toEqual([]);
    expect(requests).toEqual([]);
    expect(pages).toEqual([]);
  });

  test("its policy allows no connection, frame, form or object", async () => {
    const { page } = await open(vector("kitchen_sink"));
    const policy = await page
      .locator("meta[http-equiv=Content-Security-Policy]")
      .getAttribute("content");
    expect(policy?.split("; ").filter((part) => part.endsWith("'none'"))).toEqual(
      expect.arrayContaining(["default-src 'none'", "connect-src 'none'", "form-action 'none'"]),
    );
    const reached = await page.evaluate(async () => ({
      page: window.open("https://example.com/") !== null,
      answer: await fetch("https://example.com/").then(
        () => true,
        () => false,
      ),
    }));
    expect(reached).toEqual({ page: false, answer: false });
  });

  test("arrays that plotly.py packed are drawn", async () => {
    const bdata = Buffer.from(Float64Array.of(1, 2, 4).buffer).toString("base64");
    const { page, errors } = await open(
      figureOf({ data: [{ type: "bar", x: ["a", "b", "c"], y: { dtype: "f8", bdata } }] }),
    );
    await drawAll(page);
    const heights = await page.locator(".chart").evaluate((chart) => {
      const { _fullData } = chart as unknown as { _fullData: { y: number[] }[] };
      return _fullData.map(({ y }) => [...y]);
    });
    expect(heights).toEqual([[1, 2, 4]]);
    expect(errors).toEqual([]);
  });
});

function uploading() {
  return figureOf({
    data: [{ type: "scatter", x: [1, 2], y: [1, 2] }],
    layout: { modebar: { add: ["sendChartToCloud", "senddatatocloud"] } },
  });
}
