import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** A project's package.json with these dependencies, and which ones were added; undefined if none was missing. */
export async function withPackages(
  root: string,
  wanted: readonly { readonly name: string; readonly version: string }[],
): Promise<{ text: string; packages: readonly string[] } | undefined> {
  const text = await readFile(join(root, "package.json"), "utf8");
  const manifest = JSON.parse(text) as Record<string, Record<string, string> | undefined>;
  const known = { ...manifest.devDependencies, ...manifest.dependencies };
  const missing = wanted.filter(({ name }) => known[name] === undefined);
  if (missing.length === 0) return undefined;
  const added = Object.fromEntries(missing.map(({ name, version }) => [name, version]));
  const all = Object.entries({ ...manifest.dependencies, ...added });
  manifest.dependencies = Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
  const indent = /^[ \t]+/m.exec(text)?.[0] ?? "  ";
  return {
    text: `${JSON.stringify(manifest, null, indent)}\n`,
    packages: missing.map(({ name }) => name),
  };
}
