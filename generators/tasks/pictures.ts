import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { packageRoot } from "../io/packageRoot.js";
import { buildViewAssets } from "../view/buildViewAssets.js";
import { readAssets } from "../view/readAssets.js";
import { renderPage } from "../view/renderPage.js";
import { chromiumPath, launchChromium } from "./chromium.js";
import { showcase } from "./showcase.js";
import { type PictureOptions, takePicture } from "./takePicture.js";

interface Picture extends PictureOptions {
  readonly name: string;
  /** The run of the showcase. Default: the overview. */
  readonly run?: string;
}

const pictures: readonly Picture[] = [
  { name: "overview", width: 1280, height: 800, scheme: "light" },
  { name: "test", run: "ramp-2", width: 1280, height: 1240, scheme: "light" },
  { name: "test-dark", run: "ramp-2", width: 1280, height: 1240, scheme: "dark" },
  { name: "batch", run: "batch", width: 1280, height: 800, scheme: "light" },
  { name: "phone", run: "ramp-2", width: 390, height: 844, scheme: "light", scale: 2 },
];

/** `npm run pictures`: takes the README's pictures from the page of `metrics-project view`. */
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
      await writeFile(
        join(target, `${picture.name}.png`),
        await takePicture(browser, url, picture),
      );
      console.log(join(target, `${picture.name}.png`));
    }
  } finally {
    await browser.close();
    await rm(folder, { recursive: true });
  }
}

await main();
