import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { packageRoot } from "../io/packageRoot.js";
import { buildViewAssets } from "../view/buildViewAssets.js";
import { readAssets } from "../view/readAssets.js";
import { renderPage } from "../view/renderPage.js";
import { chromiumPath, launchChromium } from "./chromium.js";
import { galleryRuns } from "./galleryRuns.js";
import { takePicture } from "./takePicture.js";

/** `npm run gallery`: takes the pictures for docs/gallery.md from the page of `metrics-project view`. */
async function main(): Promise<void> {
  const path = chromiumPath();
  if (path === undefined) throw new Error("no Chromium found: set CHROMIUM to its path");
  const root = packageRoot();
  const target = join(root, "docs", "pictures");
  const folder = await mkdtemp(join(tmpdir(), "gallery-"));
  const browser = await launchChromium(path);
  try {
    await buildViewAssets(root, join(folder, "assets"));
    const runs = galleryRuns();
    const assets = await readAssets(join(folder, "assets"));
    const page = join(folder, "page.html");
    await writeFile(page, renderPage({ title: "Metrics of the trade", runs, assets }));
    await mkdir(target, { recursive: true });
    for (const [at, { name }] of runs.entries()) {
      const url = `${pathToFileURL(page).href}#${at}`;
      const picture = { width: 1180, height: 640, mostHeight: 1500, scheme: "light" } as const;
      await writeFile(join(target, `${name}.png`), await takePicture(browser, url, picture));
      console.log(join(target, `${name}.png`));
    }
  } finally {
    await browser.close();
    await rm(folder, { recursive: true });
  }
}

await main();
