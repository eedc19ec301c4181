import { Buffer } from "node:buffer";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { JobMetrics } from "@metrics-project/runtime";
import type { Browser } from "playwright-core";
import { chromiumPath, launchChromium } from "../../generators/tasks/chromium.js";
import { buildViewAssets } from "../../generators/view/buildViewAssets.js";
import { readAssets } from "../../generators/view/readAssets.js";
import { renderPage } from "../../generators/view/renderPage.js";
import { figures, longLine, manyMetrics, vector } from "../view/messages.js";

/** How often each page is opened; the middle one of the times counts. */
const rounds = 5;

/**
 * `npm run bench -- view`: for a few messages, how long the page takes to make, how large it is, and
 * when the first chart stands in Chromium, counted from the start of the navigation.
 */
export async function run(): Promise<void> {
  const path = chromiumPath();
  if (path === undefined) throw new Error("no Chromium found: set CHROMIUM to its path");
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), "bench-view-"));
  const browser = await launchChromium(path);
  try {
    await buildViewAssets(root, join(folder, "assets"));
    const assets = await readAssets(join(folder, "assets"));
    const messages: [string, JobMetrics][] = [
      ["kitchen_sink", vector("kitchen_sink")],
      ["200 metrics", manyMetrics(200)],
      ["plotly's full build", figures()],
      ["a million points", longLine(1_000_000)],
    ];
    console.log("message               rendered      size   laid out   first chart");
    for (const [name, message] of messages) {
      const before = performance.now();
      const html = renderPage({ title: name, runs: [{ kind: "message", name, message }], assets });
      const rendered = performance.now() - before;
      const file = join(folder, "page.html");
      writeFileSync(file, html);
      const times: { ready: number; chart: number }[] = [];
      for (let i = 0; i < rounds; i += 1) times.push(await open(browser, file));
      const columns = [
        `${rendered.toFixed(0)} ms`.padStart(8),
        `${(Buffer.byteLength(html) / 1e6).toFixed(2)} MB`.padStart(9),
        `${middle(times.map(({ ready }) => ready)).toFixed(0)} ms`.padStart(10),
        `${middle(times.map(({ chart }) => chart)).toFixed(0)} ms`.padStart(13),
      ];
      console.log(`${name.padEnd(22)}${columns.join(" ")}`);
    }
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}

async function open(browser: Browser, file: string): Promise<{ ready: number; chart: number }> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 } });
  const page = await context.newPage();
  await page.goto(pathToFileURL(file).href);
  // Numbers stand above charts; a chart is drawn when it comes near the window.
  await page.locator(".chart").first().scrollIntoViewIfNeeded();
  await page.waitForSelector(".chart[data-drawn]");
  const [ready = 0, chart = 0] = await page.evaluate(() =>
    ["laid-out", "chart-drawn"].map((name) => performance.getEntriesByName(name)[0]?.startTime),
  );
  await context.close();
  return { ready, chart };
}

function middle(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
