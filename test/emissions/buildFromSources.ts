import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

/**
 * Bundles a scaffolded project with the runtime from this repository's sources, and leaves it without a
 * build of its own: a rehearsal would make one from the runtime as it was last compiled.
 */
export async function buildFromSources(dir: string): Promise<void> {
  await build({
    entryPoints: [join(dir, "src", "main.ts")],
    outdir: join(dir, "dist"),
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    outExtension: { ".js": ".mjs" },
    conditions: ["@metrics-project/source"],
    banner: { js: "const require=process.getBuiltinModule;" },
    logLevel: "error",
  });
  const file = join(dir, "package.json");
  const manifest = JSON.parse(await readFile(file, "utf8"));
  const scripts = { ...manifest.scripts, build: "node -e 0" };
  await writeFile(file, `${JSON.stringify({ ...manifest, scripts }, null, 2)}\n`);
}
