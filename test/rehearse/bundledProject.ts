import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type FakeProject, fakeProject } from "./fakeProject.js";

const esbuild = fileURLToPath(new URL("../../node_modules/.bin/esbuild", import.meta.url));
const flags = "--bundle --platform=node --format=esm --outdir=dist --out-extension:.js=.mjs";
const metafile = "--metafile=node_modules/.cache/metrics-project/build.json";

/** Build scripts: as scaffolded now, and as they were before the bundler was asked for its list. */
export const buildScripts = {
  listing: `"${esbuild}" src/main.mjs ${flags} --log-level=warning ${metafile}`,
  silent: `"${esbuild}" src/main.mjs ${flags} --log-level=warning`,
};

/** `package.json` of a project whose build script is this one. */
export function packageJson(build: string, more: object = {}): string {
  return JSON.stringify({
    imports: { "#helper": "./lib/helper.mjs" },
    scripts: { build },
    ...more,
  });
}

/** Files below `dir`, by their paths. */
export async function writeFiles(dir: string, files: Readonly<Record<string, string>>) {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text);
  }
}

/**
 * A fake project that esbuild bundles: its test module is called src/per-test.mjs and needs JSON beside
 * src, a helper by an alias and an installed package; src/over-time.mjs is the report's alone.
 */
export async function bundledProject(build = buildScripts.listing): Promise<FakeProject> {
  const project = await fakeProject();
  const body = await readFile(join(project.dir, "dist", "main.mjs"), "utf8");
  const head = [
    'import { testMetrics } from "./per-test.mjs";',
    'import { reportMetrics } from "./over-time.mjs";',
    "globalThis.modes = { test: testMetrics, report: reportMetrics };",
  ];
  const needs = [
    'import limits from "../limits.json";',
    'import { help } from "#helper";',
    'import { parse } from "parser";',
    "export const testMetrics = () => help(parse(limits));",
  ];
  await writeFiles(project.dir, {
    "package.json": packageJson(build),
    "src/main.mjs": `${head.join("\n")}\n${body}`,
    "src/per-test.mjs": needs.join("\n"),
    "src/over-time.mjs": "export const reportMetrics = () => 1;",
    "limits.json": "{}",
    "lib/helper.mjs": "export const help = (value) => value;",
    "node_modules/parser/package.json": '{"name":"parser","main":"index.js"}',
    "node_modules/parser/index.js": "export const parse = (value) => value;",
  });
  return project;
}
