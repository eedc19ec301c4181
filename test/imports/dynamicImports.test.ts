import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { expect, it } from "vitest";
import { packageRoot } from "../../generators/io/packageRoot.js";

/** A package that is loaded when it is needed, and what is taken of it. */
const loading = /(\{[^{}]*\}|\w+) = (\(?)await import\("([^."][^"]*)"\)(?:\)\.(\w+))?/g;

async function loadedPackages(): Promise<{ path: string; name: string; takesNames: boolean }[]> {
  const found: { path: string; name: string; takesNames: boolean }[] = [];
  for (const folder of ["runtime/src", "generators"]) {
    for (const entry of await readdir(join(packageRoot(), folder), { recursive: true })) {
      if (!entry.endsWith(".ts")) continue;
      const path = join(folder, entry);
      const text = await readFile(join(packageRoot(), path), "utf8");
      for (const [, taken = "", , name = "", member] of text.matchAll(loading)) {
        if (/^(?:node:|@metrics-project\/)/.test(name)) continue;
        const isDefault = member === "default" || /^\{ default: \w+ \}$/.test(taken);
        found.push({ path, name, takesNames: !isDefault });
      }
    }
  }
  return found;
}

/** How the bundler takes a package: as a module of ES, or as one of CommonJS. */
async function formatOf(name: string): Promise<string | undefined> {
  const { metafile } = await build({
    stdin: { contents: `await import(${JSON.stringify(name)})`, resolveDir: packageRoot() },
    bundle: true,
    format: "esm",
    platform: "node",
    splitting: true,
    write: false,
    outdir: "unused",
    metafile: true,
    logLevel: "silent",
    loader: { ".wasm": "binary" },
  });
  const [target] = metafile.inputs["<stdin>"]?.imports ?? [];
  return target && metafile.inputs[target.path]?.format;
}

it("CommonJS packages that are loaded on demand are used by their default export: a bundle has no other", async () => {
  const loaded = await loadedPackages();
  expect(loaded.map(({ name }) => name)).toEqual(expect.arrayContaining(["undici", "hyparquet"]));
  const wrong: string[] = [];
  for (const { path, name, takesNames } of loaded) {
    if (takesNames && (await formatOf(name)) !== "esm")
      wrong.push(`${path} takes names of ${name}`);
  }
  expect(wrong).toEqual([]);
});
