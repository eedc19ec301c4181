import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/**
 * Part of the build: writes the parts of pages to `outDir`, see {@link readAssets}.
 * @returns their source files, relative to `root`
 */
export async function buildViewAssets(root: string, outDir: string): Promise<string[]> {
  await mkdir(outDir, { recursive: true });
  const source = join(root, "generators", "view");
  const [script, style] = await Promise.all([
    build({
      entryPoints: {
        page: join(source, "client", "main.ts"),
        compare: join(source, "client", "compare", "main.ts"),
      },
      // Writes nothing; the names only distinguish the two.
      outdir: outDir,
      absWorkingDir: root,
      metafile: true,
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
      // Keep the modern color functions: browsers that support the script support them too.
      target: "chrome120",
      write: false,
    }),
  ]);
  const sums: Record<string, string> = {};
  const plotly = {
    basic: "node_modules/plotly.js-basic-dist-min/plotly-basic.min.js",
    full: "node_modules/plotly.js-dist-min/plotly.min.js",
  };
  for (const [name, path] of Object.entries(plotly)) {
    // A script's end tag cannot be in here: it is executed from a text node, never parsed as HTML.
    const bytes = await readFile(join(root, path));
    sums[name] = createHash("sha256").update(bytes).digest("base64");
    await writeFile(join(outDir, `plotly-${name}.js.gz`), gzipSync(bytes, { level: 9 }));
  }
  await Promise.all([
    ...script.outputFiles.map(({ path, text }) =>
      writeFile(join(outDir, basename(path)), text.trim()),
    ),
    writeFile(join(outDir, "page.css"), style.outputFiles[0]?.text.trim() ?? ""),
    writeFile(join(outDir, "plotly.json"), JSON.stringify(sums)),
  ]);
  return [...Object.keys(script.metafile.inputs), ...Object.values(plotly)];
}
