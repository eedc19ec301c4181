import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** Part of the build: writes what pages are made of into `outDir`, see {@link readAssets}. */
export async function buildViewAssets(root: string, outDir: string): Promise<void> {
  await mkdir(outDir, { recursive: true });
  const source = join(root, "generators", "view");
  const [script, style] = await Promise.all([
    build({
      entryPoints: [join(source, "client", "main.ts")],
      bundle: true,
      minify: true,
      format: "iife",
      target: "es2022",
      legalComments: "eof",
      charset: "ascii",
      write: false,
    }),
    build({
      entryPoints: [join(source, "style", "page.css")],
      bundle: true,
      minify: true,
      // Keep the modern colour functions: what understands the script understands them too.
      target: "chrome120",
      write: false,
    }),
  ]);
  const sums: Record<string, string> = {};
  for (const [name, path] of [
    ["basic", "plotly.js-basic-dist-min/plotly-basic.min.js"],
    ["full", "plotly.js-dist-min/plotly.min.js"],
  ] as const) {
    // A script's end tag cannot be in here: it is executed from a text node, never parsed as HTML.
    const bytes = await readFile(join(root, "node_modules", path));
    sums[name] = createHash("sha256").update(bytes).digest("base64");
    await writeFile(join(outDir, `plotly-${name}.js.gz`), gzipSync(bytes, { level: 9 }));
  }
  await Promise.all([
    writeFile(join(outDir, "page.js"), script.outputFiles[0]?.text.trim() ?? ""),
    writeFile(join(outDir, "page.css"), style.outputFiles[0]?.text.trim() ?? ""),
    writeFile(join(outDir, "plotly.json"), JSON.stringify(sums)),
  ]);
}
