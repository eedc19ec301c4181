import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { packageRoot } from "../io/packageRoot.js";
import { buildViewAssets } from "../view/buildViewAssets.js";
import { readAssets } from "../view/readAssets.js";
import { renderPage } from "../view/renderPage.js";
import { chromiumPath, launchChromium } from "./chromium.js";
import { showcase } from "./showcase.js";

interface Picture {
  readonly name: string;
  /** Which run of the showcase; none is the overview. */
  readonly run?: string;
  readonly width: number;
  readonly height: number;
  readonly scheme: "light" | "dark";
  readonly scale?: number;
}

const pictures: readonly Picture[] = [
  { name: "overview", width: 1280, height: 800, scheme: "light" },
  { name: "test", run: "ramp-2", width: 1280, height: 1240, scheme: "light" },
  { name: "test-dark", run: "ramp-2", width: 1280, height: 1240, scheme: "dark" },
  { name: "batch", run: "batch", width: 1280, height: 800, scheme: "light" },
  { name: "phone", run: "ramp-2", width: 390, height: 844, scheme: "light", scale: 2 },
];

/** `npm run pictures`: takes the README's pictures of the page that `metrics-project view` writes. */
async function main(): Promise<void> {
  const path = chromiumPath();
  if (path === undefined) throw new Error("no Chromium found: set CHROMIUM to its path");
  const root = packageRoot();
  const target = join(root, ".github", "pictures");
  const folder = await mkdtemp(join(tmpdir(), "pictures-"));
  const browser = await launchChromium(path);
  try {
    await buildViewAssets(root, join(folder, "assets"));
    const runs = showcase();
    const assets = await readAssets(join(folder, "assets"));
    const page = join(folder, "page.html");
    await writeFile(page, renderPage({ title: "Warehouse robots", runs, assets }));
    await mkdir(target, { recursive: true });
    for (const picture of pictures) {
      const at = runs.findIndex(({ name }) => name === picture.run);
      const url = `${pathToFileURL(page).href}${at < 0 ? "" : `#${at}`}`;
      await writeFile(join(target, `${picture.name}.png`), await take(browser, url, picture));
      console.log(join(target, `${picture.name}.png`));
    }
  } finally {
    await browser.close();
    await rm(folder, { recursive: true });
  }
}

async function take(browser: Browser, url: string, picture: Picture): Promise<Buffer> {
  const { width, height, scheme, scale = 1 } = picture;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    deviceScaleFactor: scale,
  });
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForSelector("[data-ready]");
  await drawn(page);
  const bytes = await page.screenshot();
  await context.close();
  return bytes;
}

/** Charts near the window draw themselves; those beyond it are not in the picture. */
async function drawn(page: Page): Promise<void> {
  for (const chart of await page.locator(".chart").all()) {
    const box = await chart.boundingBox();
    if (box !== null && box.y < (page.viewportSize()?.height ?? 0)) {
      await chart.locator(".main-svg").first().waitFor();
    }
  }
}

await main();
