import { extname } from "node:path/posix";
import {
  indexPage,
  PageFolder,
  type PageFolderOptions,
  runsFolder,
} from "../../view/PageFolder.js";
import { buildSource } from "../../view/renderPage.js";
import { inOrder, type ListedRun } from "./loadRuns.js";
import type { Served } from "./servePage.js";

/** The folder of pages in URLs: the default folder of `view`. */
const folder = "page";

const types: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
};

/**
 * A folder of pages to serve: the index is complete, and the page of a run is rendered when it is opened.
 * @param files the displayed folder, the base of links to files
 * @throws the reason of `signal`, once that is aborted
 */
export async function servedFolder(
  options: Omit<PageFolderOptions, "runs" | "reload"> & { readonly runs: readonly ListedRun[] },
  files: string,
  signal: AbortSignal,
): Promise<Served> {
  const { runs } = options;
  const pages = new PageFolder({ ...options, reload: true });
  const linkFrom = `${files}/${folder}/${runsFolder}`;
  for await (const source of inOrder(runs, linkFrom)) {
    signal.throwIfAborted();
    pages.add(buildSource(source));
  }
  const positions = new Map(runs.map((_, at) => [pages.pathOf(at), at]));
  return {
    html: await pages.index(),
    start: `/${folder}/${indexPage}`,
    other: async (path) => {
      const inside = path.startsWith(`/${folder}/`) ? path.slice(folder.length + 2) : "";
      const at = positions.get(inside);
      const run = at === undefined ? undefined : runs[at];
      if (at !== undefined && run !== undefined) {
        const body = pages.page(at, buildSource(await run.load(linkFrom)));
        return { type: "text/html; charset=utf-8", body };
      }
      for (const [name, body] of pages.assets()) {
        const type = types[extname(name)];
        if (name === inside && type !== undefined) return { type, body };
      }
      return undefined;
    },
  };
}
