import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PageAssets, PlotlyAsset } from "./PageAssets.js";

/** The script of a page: of messages, or of a comparison. */
export type PageScript = "page" | "compare";

/** The parts of pages, from the build's output in `folder`. */
export async function readAssets(folder: string, of: PageScript = "page"): Promise<PageAssets> {
  const read = (name: string) => readFile(join(folder, name), "utf8");
  const [script, style, sums] = await Promise.all([
    read(`${of}.js`),
    read("page.css"),
    read("plotly.json"),
  ]);
  const sha256 = JSON.parse(sums) as Record<"basic" | "full", string>;
  const plotly = async (name: "basic" | "full"): Promise<PlotlyAsset> => ({
    gzip: await readFile(join(folder, `plotly-${name}.js.gz`)),
    sha256: sha256[name],
  });
  return { script, style, plotly: { basic: await plotly("basic"), full: await plotly("full") } };
}
