import { Buffer } from "node:buffer";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { encodeJobMetrics, MetricsWriter } from "@metrics-project/runtime";
import type { JobMetrics } from "@metrics-project/runtime/messages";
import type { Browser } from "playwright-core";
import { chromiumPath, launchChromium } from "../../generators/tasks/chromium.js";
import { figures, longLine, longLines, manyMetrics, vector } from "../view/messages.js";
import { benchFolder } from "./viewFolder.js";

/** How often each page is opened; the middle one of the times counts. */
const rounds = 5;

/**
 * `npm run bench -- view`: for a few messages and a rehearsal of 500 tests, how large the page is, and when it is laid out
 * and its first chart stands in Chromium, counted from the start of the navigation. Then the folder of pages of 10,000
 * tests, see {@link benchFolder}. Set METRICS_BENCH_AGAINST to the
 * folder of another build of this repository for its figures in the same run.
 */
export async function run(): Promise<void> {
  const path = chromiumPath();
  if (path === undefined) throw new Error("no Chromium found: set CHROMIUM to its path");
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const builds: [name: string, root: string][] = [["this build", root]];
  const other = process.env.METRICS_BENCH_AGAINST;
  if (other !== undefined && other !== "") builds.push(["the other", other]);
  const folder = mkdtempSync(join(tmpdir(), "bench-view-"));
  const browser = await launchChromium(path);
  try {
    const sources = writeSources(folder);
    console.log("page                    build           made       size   laid out   first chart");
    for (const [name, source] of sources) {
      const pages = builds.map(([build, from], i) => {
        const file = join(folder, `page-${i}.html`);
        const before = performance.now();
        execFileSync(process.execPath, [
          join(from, "dist", "metrics-project.js"),
          ...["view", source, "--out", file],
        ]);
        return { build, file, made: performance.now() - before, times: [] as Times[] };
      });
      // Alternately, so that a machine that slows down slows both.
      for (let i = 0; i < rounds; i += 1) {
        for (const { file, times } of pages) times.push(await open(browser, file));
      }
      for (const { build, file, made, times } of pages) {
        const charts = times.flatMap(({ chart }) => chart ?? []);
        const columns = [
          `${made.toFixed(0)} ms`.padStart(8),
          `${(statSync(file).size / 1e6).toFixed(2)} MB`.padStart(10),
          `${middle(times.map(({ ready }) => ready)).toFixed(0)} ms`.padStart(10),
          charts.length === 0 ? "" : `${middle(charts).toFixed(0)} ms`.padStart(13),
        ];
        console.log(`${name.padEnd(24)}${build.padEnd(12)}${columns.join(" ")}`);
      }
    }
    await benchFolder(browser, { root, folder }, open);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}

/** What pages are made of, as files and one folder. */
function writeSources(folder: string): [name: string, path: string][] {
  const messages: [string, JobMetrics][] = [
    ["a small line", longLine(200)],
    ["kitchen_sink", vector("kitchen_sink")],
    ["300 metrics", manyMetrics(300)],
    ["plotly's full build", figures()],
    ["2 lines of a million", longLines(2, 1_000_000)],
  ];
  const written = messages.map(([name, message], i): [string, string] => {
    const path = join(folder, `message-${i}.binproto`);
    writeFileSync(path, encodeJobMetrics(message));
    return [name, path];
  });
  const rehearsal = join(folder, "rehearsal");
  for (let i = 0; i < 500; i += 1) {
    const test = join(rehearsal, `test-${i}`);
    mkdirSync(test, { recursive: true });
    writeFileSync(join(test, "metrics.binproto"), Buffer.from(encodeJobMetrics(manyScalars(i))));
  }
  return [...written, ["500 tests", rehearsal]];
}

function manyScalars(seed: number): JobMetrics {
  const writer = new MetricsWriter();
  for (let n = 0; n < 40; n += 1) {
    writer.addScalarMetric(`Scalar ${n}`, { value: (seed * 31 + n * 17) % 100, failsAbove: 98 });
  }
  return writer.write();
}

interface Times {
  readonly ready: number;
  /** Undefined for a page that opens without a chart. */
  readonly chart: number | undefined;
}

async function open(browser: Browser, file: string): Promise<Times> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 } });
  const page = await context.newPage();
  await page.goto(pathToFileURL(file).href, { waitUntil: "commit" });
  await page.waitForSelector("[data-ready]");
  // Numbers stand above charts; a chart is drawn when it comes near the window.
  const charts = page.locator(".chart");
  if ((await charts.count()) > 0) {
    // Within the page: a card may be drawn anew while playwright waits for it to stand still.
    await page.evaluate('document.querySelector(".chart").scrollIntoView()');
    await page.waitForSelector(".chart[data-drawn]");
  }
  const [ready = 0, chart] = await page.evaluate(() =>
    ["laid-out", "chart-drawn"].map((name) => performance.getEntriesByName(name)[0]?.startTime),
  );
  await context.close();
  return { ready, chart };
}

function middle(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
