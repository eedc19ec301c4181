import { gunzipSync } from "node:zlib";
import { decodeArray } from "../../generators/view/client/decodeArray.js";
import type { ArrayEntry, PageData, RunView } from "../../generators/view/model/pageData.js";

/** A run of a page, and the numbers that it points to. */
export interface ReadRun {
  readonly view: RunView;
  readonly lists: string[][];
  readonly arrays: readonly ArrayEntry[];
  doublesAt(ref: number): number[];
}

/** What a page holds, read as the page itself reads it. */
export function readPage(html: string): { index: PageData; runs: ReadRun[] } {
  const index = JSON.parse(blockOf(html, "page-data").toString()) as PageData;
  return { index, runs: index.runs.map(({ at }) => readRun(html, at)) };
}

function readRun(html: string, at: number): ReadRun {
  const block = blockOf(html, `run-${at}`);
  const length = block.readUInt32LE(0);
  const { header, arrays, lists } = JSON.parse(block.subarray(4, 4 + length).toString()) as {
    header: RunView;
    arrays: ArrayEntry[];
    lists: string[][];
  };
  const start = Math.ceil((4 + length) / 8) * 8;
  return {
    view: header,
    lists,
    arrays,
    doublesAt: (ref) => {
      const entry = arrays[ref];
      if (entry === undefined) throw new Error(`there is no array ${ref}`);
      const bytes =
        entry.block === undefined
          ? block.subarray(start + (entry.offset ?? 0))
          : blockOf(html, `run-${at}-${entry.block}`);
      // A copy, as views of doubles have to begin on 8 bytes.
      const copy = new Uint8Array(bytes).buffer;
      return Array.from(decodeArray(entry, copy, 0));
    },
  };
}

function blockOf(html: string, id: string): Buffer {
  const text = new RegExp(`id="${id}">([^<]*)<`).exec(html)?.[1];
  if (text === undefined) throw new Error(`the page has no block ${id}`);
  return gunzipSync(Buffer.from(text, "base64"));
}
