import { gunzipSync } from "node:zlib";
import type { JobMetrics } from "@metrics-project/runtime";
import type { RunView } from "../../generators/view/model/pageData.js";
import { renderPage } from "../../generators/view/renderPage.js";

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
  const text = /id="page-data">([^<]*)</.exec(html)?.[1] ?? "";
  const block = gunzipSync(Buffer.from(text, "base64"));
  const length = block.readUInt32LE(0);
  const { header, arrays, lists } = JSON.parse(block.subarray(4, 4 + length).toString()) as {
    header: { runs: [RunView] };
    arrays: [type: string, offset: number, length: number][];
    lists: string[][];
  };
  return {
    run: header.runs[0],
    lists,
    arrays: arrays.length,
    doublesAt: (ref) => {
      const [, offset, count] = arrays[ref] ?? ["", 0, 0];
      const start = Math.ceil((4 + length) / 8) * 8 + offset;
      return Array.from({ length: count }, (_, i) => block.readDoubleLE(start + i * 8));
    },
  };
}
