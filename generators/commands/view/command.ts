import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { defineCommand, type World } from "../../cli/command.js";
import { usageError } from "../../io/CommandError.js";
import { insidePath } from "../../io/insidePath.js";
import { packageRoot } from "../../io/packageRoot.js";
import type { PageAssets } from "../../view/PageAssets.js";
import type { ListedRuns } from "./loadRuns.js";

export const command = defineCommand({
  name: "view",
  summary: "Show a metrics.binproto, or a whole rehearsal, as one HTML page.",
  usage: "metrics-project view [FILE|DIR]",
  options: {
    out: {
      type: "string",
      value: "PAGE",
      summary:
        "file for the page (default: next to FILE, or index.html in DIR), or folder for pages (default: page in DIR)",
    },
    "split-above": {
      type: "number",
      value: "RUNS",
      whole: true,
      min: 0,
      max: 999_999_999,
      summary:
        "with more runs than this, write a folder with an index and a page per run (default: 500)",
    },
    open: { type: "boolean", summary: "open the page in the browser" },
    serve: {
      type: "boolean",
      summary: "serve the page locally and reload it when something changes",
    },
    port: {
      type: "number",
      value: "PORT",
      whole: true,
      min: 0,
      max: 65_535,
      summary: "port for --serve (default: any free port)",
    },
    against: {
      type: "string",
      value: "BASE",
      multiple: true,
      summary:
        "compare with earlier rehearsals or baselines, with overlaid curves; up to nine, separated by commas",
    },
    title: { type: "string", summary: "title of the page (default: name of FILE or DIR)" },
    config: {
      type: "string",
      value: "CONFIG",
      summary: "for a *.resim.jsonl: config with the test metrics to show (default: the project's)",
    },
  },
  positionals: [
    {
      name: "FILE|DIR",
      summary:
        "a metrics.binproto, a *.resim.jsonl, a rehearsal, or a folder with .binproto files (default: rehearsal)",
    },
  ],
  details: [
    "The page contains everything it shows, including images and the chart library, and needs no network.",
    "Open it from disk, send it by email, or keep it as a CI artifact.",
    "More than 500 runs become a folder of pages instead: open its index.html, and keep the folder together.",
    "--serve then renders the page of a run when you open it, and writes nothing.",
  ].join("\n"),
  examples: [
    ["metrics-project view --serve --open", "show the last rehearsal, reloaded when it changes"],
    [
      "metrics-project view rehearsal --against before",
      "show what changed since another rehearsal",
    ],
    [
      "metrics-project view metrics.binproto --out page.html",
      "write one message to a page to send",
    ],
    [
      "metrics-project view emissions.resim.jsonl",
      "show the metrics of the project's config for a test's rows",
    ],
  ],
  exitCodes: "0 done, 1 the message could not be read, 2 wrong usage, 130 stopped by Ctrl-C",
  async run(world, { options, positionals }) {
    const [path = "rehearsal"] = positionals;
    if (options.port !== undefined && !options.serve) {
      throw usageError("--port requires --serve");
    }
    if (options.out !== undefined && options.serve) {
      throw usageError("use --out or --serve, not both", {
        hint: "--serve writes no file.",
      });
    }
    // A given folder may be anywhere; the default one is in this project.
    const source =
      positionals.length === 0 ? insidePath(world.cwd, path) : resolve(world.cwd, path);
    if (positionals.length === 0 && !existsSync(source)) {
      throw usageError("no rehearsal in this folder", {
        hint: "Pass a metrics.binproto or a folder, or run `metrics-project rehearse` first.",
      });
    }
    const { title, open = false, against, config } = options;
    const splitAbove = options["split-above"] ?? mostOnOnePage;
    if (config !== undefined && !source.endsWith(emissions)) {
      throw usageError(`--config requires a *${emissions} to view`);
    }
    if (against !== undefined) {
      if (options.serve) {
        throw usageError("use --against or --serve, not both", {
          hint: "--against writes a page: run it again to see the effect of a change.",
        });
      }
      return writeAgainst(world, source, { title, open, out: options.out, path, against });
    }
    if (options.serve) {
      return serve(world, source, { title, open, config, splitAbove, port: options.port ?? 0 });
    }
    return write(world, source, { title, open, config, splitAbove, out: options.out });
  },
});

/** With more runs, a single page would take long to open, and be too large to send. */
const mostOnOnePage = 500;

interface Common {
  readonly title: string | undefined;
  readonly open: boolean;
  readonly config: string | undefined;
  readonly splitAbove: number;
}

/** The file extension of emissions. */
const emissions = ".resim.jsonl";

async function write(
  world: World,
  source: string,
  { title, open, out, config, splitAbove }: Common & { out: string | undefined },
): Promise<number> {
  const listed = await list(source);
  if (listed !== undefined && listed.runs.length > splitAbove) {
    return await writePages(world, source, { listed, title, open, out });
  }
  const target = await targetOf(world, source, out, await besides(source));
  const linkFrom = dirname(target);
  const html = await render(world, source, { listed, config, title, linkFrom, reload: false });
  return await finish(world, target, html, open);
}

/** Writes a folder of pages, for more runs than fit on one page. */
async function writePages(
  world: World,
  source: string,
  {
    listed,
    title = listed.title,
    open,
    out,
  }: {
    listed: ListedRuns;
    title: string | undefined;
    open: boolean;
    out: string | undefined;
  },
): Promise<number> {
  const [{ writeFolder, folderTarget }, assets] = await Promise.all([
    import("./writeFolder.js"),
    pageAssets(),
  ]);
  const { runs } = listed;
  const target = folderTarget(world.cwd, source, out, runs.length);
  const shown = out ?? (relative(world.cwd, target) || target);
  const number = runs.length.toLocaleString("en");
  const written = await writeFolder(world, { title, runs, assets, target, shown });
  if (written === undefined) return 130;
  world.stdout.write(`${written.index} (${number} runs, ${sizeText(written.bytes)})\n`);
  if (open) await openPage(world, pathToFileURL(written.index).href);
  return 0;
}

async function writeAgainst(
  world: World,
  source: string,
  {
    title,
    open,
    out,
    path,
    against,
  }: Pick<Common, "title" | "open"> & {
    out: string | undefined;
    path: string;
    against: readonly string[];
  },
): Promise<number> {
  const folder = (await isFolder(source)) ? source : dirname(source);
  const target = await targetOf(world, source, out, join(folder, "comparison.html"));
  const { renderAgainst } = await import("./renderAgainst.js");
  const html = await renderAgainst(world, { head: path, against, title });
  return await finish(world, target, html, open);
}

async function targetOf(
  world: World,
  source: string,
  out: string | undefined,
  usual: string,
): Promise<string> {
  const target = out === undefined ? usual : resolve(world.cwd, out);
  if (target === source) {
    throw usageError(`--out ${out} is the message itself`, { hint: "Choose another file." });
  }
  if (await isFolder(target)) {
    throw usageError(`--out ${out} is a folder`, {
      hint: `Pass a file in it, such as ${join(out ?? "", "index.html")}.`,
    });
  }
  return target;
}

async function finish(world: World, target: string, html: string, open: boolean): Promise<number> {
  if (world.signal.aborted) return 130;
  const { writePage } = await import("./writePage.js");
  await writePage(target, html);
  world.stdout.write(`${target} (${sizeText(Buffer.byteLength(html))})\n`);
  if (open) await openPage(world, pathToFileURL(target).href);
  return 0;
}

async function serve(
  world: World,
  source: string,
  { title, open, port, splitAbove, ...more }: Common & { port: number },
): Promise<number> {
  const [{ servePage }, { indexFile }, { readRehearsalFailure }] = await Promise.all([
    import("./servePage.js"),
    import("../../view/source/readRehearsal.js"),
    import("../../view/rehearsalFailure.js"),
  ]);
  const index = join(source, indexFile);
  const isRehearsal = existsSync(index);
  const files = (await isFolder(source)) ? source : dirname(source);
  await servePage({
    port,
    root: source,
    files,
    signal: world.signal,
    trouble: () => readRehearsalFailure(files),
    render: async () => {
      // Without its index, messages would have another order and other names.
      if (isRehearsal && !existsSync(index)) throw new Error("a rehearsal is in progress");
      const listed = await list(source);
      if (listed !== undefined && listed.runs.length > splitAbove) {
        const { servedFolder } = await import("./servedFolder.js");
        const { title: usual, runs } = listed;
        const folder = { title: title ?? usual, runs, assets: await pageAssets() };
        return await servedFolder(folder, files, world.signal);
      }
      const page = { ...more, listed, title, linkFrom: files, reload: true };
      return { html: await render(world, source, page) };
    },
    listening: (url) => {
      world.stdout.write(`${url} shows ${basename(source)}; press Ctrl-C to stop\n`);
      if (open) void openPage(world, url);
    },
    failed: (error) => {
      const reason = error instanceof Error ? error.message : String(error);
      world.stderr.write(`warning: the page was not updated: ${reason}\n`);
    },
  });
  return 0;
}

/** Lists the runs of a message or folder without loading them; undefined for emissions, which are a single run. */
async function list(source: string): Promise<ListedRuns | undefined> {
  if (source.endsWith(emissions)) return undefined;
  const { listRuns } = await import("./loadRuns.js");
  return await listRuns(source);
}

/** Loads all large modules here, so that `--help` does not wait for them. */
async function render(
  world: World,
  source: string,
  {
    listed,
    title,
    config,
    linkFrom,
    reload,
  }: Pick<Common, "title" | "config"> & {
    listed: ListedRuns | undefined;
    linkFrom: string;
    reload: boolean;
  },
): Promise<string> {
  const { renderPage } = await import("../../view/renderPage.js");
  const loaded =
    listed === undefined
      ? await (await import("./loadEmissions.js")).loadEmissions(world, source, {
          config,
          linkFrom,
        })
      : await (await import("./loadRuns.js")).loadAll(listed, linkFrom);
  const assets = await pageAssets();
  return renderPage({ title: title ?? loaded.title, runs: loaded.runs, assets, reload });
}

async function pageAssets(): Promise<PageAssets> {
  const { readAssets } = await import("../../view/readAssets.js");
  return await readAssets(join(packageRoot(), "dist", "view"));
}

async function openPage(world: World, target: string): Promise<void> {
  const { openInBrowser } = await import("./openInBrowser.js");
  if (await openInBrowser(target, world.env)) return;
  world.stderr.write(`warning: could not start a browser; open ${target} yourself\n`);
}

async function besides(source: string): Promise<string> {
  if (await isFolder(source)) return join(source, "index.html");
  return `${source.replace(/\.(binproto|resim\.jsonl)$/, "")}.html`;
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
