import type { Browser, Page } from "playwright-core";

/** The size of the window for a picture, and its colors. */
export interface PictureOptions {
  readonly width: number;
  readonly height: number;
  /** The window grows to the height of the page, up to this many pixels. Default: it does not grow. */
  readonly mostHeight?: number;
  readonly scheme: "light" | "dark";
  /** Pixels of the picture per pixel of the page. Default: 1. */
  readonly scale?: number;
}

/** A PNG of a page of `metrics-project view`, once its charts are drawn. */
export async function takePicture(
  browser: Browser,
  url: string,
  { width, height, mostHeight = height, scheme, scale = 1 }: PictureOptions,
): Promise<Buffer> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    deviceScaleFactor: scale,
  });
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForSelector("[data-ready]");
  const whole = Number(await page.evaluate("document.documentElement.scrollHeight"));
  await page.setViewportSize({ width, height: Math.max(height, Math.min(whole, mostHeight)) });
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
