import { realpathSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { isAbsolute, join, resolve, sep } from "node:path";
import { isInside } from "../../io/insidePath.js";
import { usualMetafile } from "../../project/usualMetafile.js";

/** One import, as the bundler resolved it. */
interface GraphImport {
  /** The file, absolute. */
  readonly file: string;
  /** What the source says in its place: `./helper.js`, `#helper`. */
  readonly specifier: string;
}

/** What the bundler says of a build: the files that it read, and what each of them imports. */
export interface BuildGraph {
  /** Where the bundle starts, absolute. */
  readonly entry: string | undefined;
  /** Every file that was read, absolute, with its imports. */
  readonly files: ReadonlyMap<string, readonly GraphImport[]>;
  /** The files that were written, absolute, without source maps. */
  readonly outputs: readonly string[];
}

/** What a build depends on that the bundler's list does not name: which names lead to which files. */
export const configFiles: readonly string[] = [
  ...["package.json", "tsconfig.json"],
  ...["package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"],
];

/**
 * Where the project's build script writes the bundler's list of inputs, absolute; undefined where
 * there is no such place in the project.
 */
export async function metafileOf(project: string): Promise<string | undefined> {
  const script = await buildScript(project);
  const [, quoted, bare] = /--metafile=(?:"([^"]+)"|(\S+))/.exec(script ?? "") ?? [];
  const path = quoted ?? bare ?? usualMetafile;
  return isInside(project, path) ? join(project, path) : undefined;
}

/** The project's build script; undefined where it has none. */
export async function buildScript(project: string): Promise<string | undefined> {
  const text = await readFile(join(project, "package.json"), "utf8").catch(() => "{}");
  const { scripts } = object(parsed(text));
  const { build } = object(scripts);
  return typeof build === "string" ? build : undefined;
}

/** The bundler's list, as esbuild writes it with --metafile; undefined where there is none. */
export async function readBuildGraph(
  project: string,
  metafile: string,
): Promise<BuildGraph | undefined> {
  const text = await readFile(metafile, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const { inputs, outputs } = object(parsed(text));
  if (inputs === undefined || outputs === undefined) return undefined;

  // Paths that climb out of the project start where its folder really is.
  const real = realpathSync(project);
  const absolute = (path: string) =>
    isAbsolute(path) ? path : path.startsWith("..") ? resolve(real, path) : join(project, path);
  const files = new Map<string, GraphImport[]>();
  for (const [path, input] of Object.entries(object(inputs))) {
    const file = absolute(path);
    // What the bundler makes up itself, such as "(disabled):fs", is not a file.
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

/** Both lists as one: what either build read, and what led to what in either. */
export function joinGraphs(before: BuildGraph | undefined, after: BuildGraph): BuildGraph {
  const files = new Map(after.files);
  for (const [file, imports] of before?.files ?? []) {
    files.set(file, [...imports, ...(files.get(file) ?? [])]);
  }
  return { ...after, files };
}

/** Whether a file is that of an installed package, which changes only with the lock file. */
export function isInstalled(file: string): boolean {
  return file.split(sep).includes("node_modules");
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
