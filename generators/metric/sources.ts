import { readdir, readFile } from "node:fs/promises";
import { join, posix } from "node:path";
import { slashed } from "../io/slashed.js";

/** Generated folders contain no code of the user. */
const notSearched = /^src\/generated\//;

/** The user's own sources in a project, by path relative to it. */
export async function readSources(root: string): Promise<Map<string, string>> {
  const sources = new Map<string, string>();
  const entries = await readdir(join(root, "src"), { recursive: true }).catch(() => []);
  for (const entry of entries.sort()) {
    const path = `src/${slashed(entry)}`;
    if (!/\.m?tsx?$/.test(path) || /\.d\.m?ts$/.test(path) || notSearched.test(path)) continue;
    sources.set(path, await readFile(join(root, path), "utf8"));
  }
  return sources;
}

/** The source that an import in `from` resolves to; undefined if it is not one of them. */
export function resolveSource(
  sources: { has(path: string): boolean },
  from: string,
  specifier: string,
): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  const path = posix.join(posix.dirname(from), specifier);
  const plain = path.replace(/\.(m?)js$/, ".$1ts");
  return [path, plain, `${path}.ts`, `${path}.tsx`, `${path}/index.ts`].find((one) =>
    sources.has(one),
  );
}

/** The specifier that a file of the project uses to import another, with the extension: `./metrics/top-speed.ts`. */
export function specifierOf(from: string, path: string): string {
  const relative = posix.relative(posix.dirname(from), path);
  return relative.startsWith(".") ? relative : `./${relative}`;
}
