import { realpathSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";
import { isInside } from "../../io/insidePath.js";
import { slashed } from "../../io/slashed.js";
import { usualMetafile } from "../../project/usualMetafile.js";

/** One import, as the bundler resolved it. */
interface GraphImport {
  /** The file, absolute. */
  readonly file: string;
  /** The import path as written in the source: `./helper.js`, `#helper`. */
  readonly specifier: string;
}

/** The bundler's report of a build: the files it read, and what each of them imports. */
export interface BuildGraph {
  /** Entry point of the bundle, absolute. */
  readonly entry: string | undefined;
  /** Every input file, absolute, with its imports. */
  readonly files: ReadonlyMap<string, readonly GraphImport[]>;
  /** Every output file, absolute, without source maps. */
  readonly outputs: readonly string[];
}

/** Files that a build depends on but the bundler's list omits: those that control name resolution. */
export const configFiles: readonly string[] = [
  ...["package.json", "tsconfig.json"],
  ...["package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"],
];

/**
 * Where the project's build script writes the bundler's list of inputs, absolute; undefined if it writes none inside
 * the project.
 */
export async function metafileOf(project: string): Promise<string | undefined> {
  const script = await buildScript(project);
  const [, quoted, bare] = /--metafile=(?:"([^"]+)"|(\S+))/.exec(script ?? "") ?? [];
  const path = quoted ?? bare ?? usualMetafile;
  return isInside(project, path) ? join(project, path) : undefined;
}

/** The project's build script; undefined if it has none. */
export async function buildScript(project: string): Promise<string | undefined> {
  const text = await readFile(join(project, "package.json"), "utf8").catch(() => "{}");
  const { scripts } = object(parsed(text));
  const { build } = object(scripts);
  return typeof build === "string" ? build : undefined;
}

/** The bundler's list, as esbuild writes it with --metafile; undefined if there is none. */
export async function readBuildGraph(
  project: string,
  metafile: string,
): Promise<BuildGraph | undefined> {
  const text = await readFile(metafile, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const { inputs, outputs } = object(parsed(text));
  if (inputs === undefined || outputs === undefined) return undefined;

  // Paths that leave the project are relative to its real location.
  const real = realpathSync(project);
  const absolute = (path: string) =>
    isAbsolute(path) ? path : path.startsWith("..") ? resolve(real, path) : join(project, path);
  const files = new Map<string, GraphImport[]>();
  for (const [path, input] of Object.entries(object(inputs))) {
    const file = absolute(path);
    // Entries that the bundler creates itself, such as "(disabled):fs", are not files.
    if ((await stat(file).catch(() => undefined))?.isFile() === false) continue;
    const imports = list(object(input).imports).map(object);
    files.set(
      file,
      imports.flatMap(({ path: to, original, external }) =>
        typeof to !== "string" || external === true
          ? []
          : [{ file: absolute(to), specifier: typeof original === "string" ? original : to }],
      ),
    );
  }
  const written = Object.entries(object(outputs));
  const starts = written.map(([, output]) => object(output).entryPoint);
  const entry = starts.find((start) => typeof start === "string");
  return {
    entry: entry === undefined ? undefined : absolute(entry),
    files,
    outputs: written.map(([path]) => absolute(path)).filter((path) => !path.endsWith(".map")),
  };
}

/** Merges both lists: the files that either build read, and the imports of both. */
export function joinGraphs(before: BuildGraph | undefined, after: BuildGraph): BuildGraph {
  const files = new Map(after.files);
  for (const [file, imports] of before?.files ?? []) {
    files.set(file, [...imports, ...(files.get(file) ?? [])]);
  }
  return { ...after, files };
}

/** Whether a file belongs to an installed package, which changes only with the lockfile. */
export function isInstalled(file: string): boolean {
  return slashed(file).split("/").includes("node_modules");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
