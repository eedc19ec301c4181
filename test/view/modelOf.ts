import type { JobMetrics } from "@metrics-project/runtime";
import type { RunView } from "../../generators/view/model/pageData.js";
import { renderPage } from "../../generators/view/renderPage.js";
import { readPage } from "./readPage.js";

const plotly = { gzip: new Uint8Array(), sha256: "" };
const assets = { script: "", style: "", plotly: { basic: plotly, full: plotly } };

/** What a page draws of a message, and the numbers that it holds. */
export function modelOf(message: JobMetrics): {
  run: RunView;
  doublesAt(ref: number): number[];
  lists: string[][];
  arrays: number;
} {
  const html = renderPage({
    title: "t",
    runs: [{ kind: "message", name: "m", message }],
    assets,
  });
  const [run] = readPage(html).runs;
  if (run === undefined) throw new Error("the page has no run");
  const { view, lists, doublesAt, arrays } = run;
  return { run: view, lists, doublesAt, arrays: arrays.length };
}
