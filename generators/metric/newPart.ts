import { access, readdir, readFile } from "node:fs/promises";
import { join, posix, sep } from "node:path";
import { CommandError } from "../io/CommandError.js";
import { assertNothingUnfinished, type WriteChange, writeFiles } from "../io/writeFiles.js";
import type { MemoryGenerator } from "../plop/runGenerator.js";
import { runGenerator } from "../plop/runGenerator.js";

import type { AskedLogKind, Mode } from "../project/answers.js";
import { packagesOf } from "../project/formatPackages.js";
import { loadTypeScript } from "../project/loadTypeScript.js";

import { renderTemplate } from "../templates/renderTemplate.js";
import { contextName, findModeFunction } from "./findModeFunction.js";
import { type MetricStubName, metricStub } from "./metricStubs.js";
import type { PartName } from "./partName.js";
import { type RecipeName, recipeOf } from "./recipes.js";
import { lackingColumns, renderRecipe, renderRecipeTest } from "./renderRecipe.js";
import { wireCall } from "./wireCall.js";

/** What to add to a project. */
export type Part = { name: PartName; mode: Mode } & (
  | { kind: "metric"; type: MetricStubName }
  | {
      kind: "recipe";
      recipe: RecipeName;
      topics: readonly string[];
      logs: AskedLogKind;
      /** The columns of the tables in the project's samples, by topic. */
      columns: ReadonlyMap<string, readonly string[]>;
    }
  | { kind: "event" | "data" }
);

/** What was added. */
export interface NewPart {
  /** The new files, relative to the project. */
  readonly files: readonly string[];
  /** Where the call was added. */
  readonly wired: { readonly path: string; readonly line: number };
  /** Packages that package.json lists now and did not before: they are to be installed. */
  readonly packages: readonly string[];
  /** What is left to do by hand, a sentence each. */
  readonly notes: readonly string[];
}

const folders = { metric: "metrics", recipe: "metrics", event: "events", data: "data" } as const;

/** Files in these hold what is called, never a mode's function. */
const notSearched = /^src\/(generated|metrics|events|data)\//;

/**
 * Adds a typed stub in a file of its own, a test of it, and a call of it in the mode's function.
 *
 * @throws CommandError where a file of that name exists, TypeScript is not installed, or the call
 *   cannot be placed. Nothing is written then.
 */
export async function newPart(root: string, part: Part, signal: AbortSignal): Promise<NewPart> {
  const ts = loadTypeScript(root);
  const target = findModeFunction(ts, await readSources(root), part.mode);
  const folder = folders[part.kind];
  const { slug, pascal } = part.name;
  const stub = `src/${folder}/${slug}.ts`;
  const callee = `add${pascal}${part.kind === "event" ? "Event" : part.kind === "data" ? "Data" : ""}`;
  const rendered = await runGenerator(partGenerator, { part, callee, target: target.name });
  for (const path of rendered.keys()) await assertFree(root, path);
  const needs = needsOf(String(rendered.get(stub)));

  const relative = posix.relative(posix.dirname(target.path), `src/${folder}/${slug}`);
  const wired = wireCall(ts, target.file, target.node, {
    callee,
    module: relative.startsWith(".") ? relative : `./${relative}`,
    needs: ["writer", ...needs],
    awaited: /^export async function /m.test(String(rendered.get(stub))),
  });
  if ("problem" in wired) {
    throw new CommandError(`cannot call ${callee} in ${target.path}: ${wired.problem}`, {
      hint: `${target.name} there should look like \`export async function ${target.name}({ writer }: ${contextName(part.mode)}) { … }\`.`,
    });
  }
  const changes: WriteChange[] = [...rendered].map(([path, content]) => ({ path, content }));
  changes.push({ path: target.path, content: wired.text });
  const manifest = part.kind === "recipe" ? await withPackages(root, part) : undefined;
  if (manifest !== undefined) changes.push({ path: "package.json", content: manifest.text });
  assertNothingUnfinished(root);
  await writeFiles(root, changes, signal);
  return {
    files: [stub, ...[...rendered.keys()].filter((path) => path !== stub)],
    wired: { path: target.path, line: wired.line },
    packages: manifest?.packages ?? [],
    notes: part.kind === "recipe" ? lackingColumns(part) : [],
  };
}

/** The project's package.json with what the recipe needs; undefined where it has all of that. */
async function withPackages(root: string, { recipe, logs }: Extract<Part, { kind: "recipe" }>) {
  const text = await readFile(join(root, "package.json"), "utf8");
  const manifest = JSON.parse(text) as Record<string, Record<string, string> | undefined>;
  const ofFormat = packagesOf([logs]).map(({ name, version }) => [name, version] as const);
  const wanted = { ...recipeOf(recipe).packages, ...Object.fromEntries(ofFormat) };
  const known = { ...manifest.devDependencies, ...manifest.dependencies };
  const missing = Object.entries(wanted).filter(([name]) => known[name] === undefined);
  if (missing.length === 0) return undefined;
  const all = { ...manifest.dependencies, ...Object.fromEntries(missing) };
  manifest.dependencies = Object.fromEntries(
    Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  const indent = /^[ \t]+/m.exec(text)?.[0] ?? "  ";
  return {
    text: `${JSON.stringify(manifest, null, indent)}\n`,
    packages: missing.map(([name]) => name),
  };
}

/** What a stub takes of its context besides the writer: its own signature says so. */
function needsOf(stub: string): string[] {
  const picked = /Pick<\w+, ([^>]+)>/.exec(stub)?.[1] ?? "";
  return [...picked.matchAll(/"(\w+)"/g)].flatMap(([, name = ""]) =>
    name === "writer" ? [] : [name],
  );
}

interface PartInput {
  part: Part;
  callee: string;
  /** The name of the mode's function. */
  target: string;
}

const partGenerator: MemoryGenerator<PartInput> = {
  name: "part",
  description: "a metric, event or data of a metrics build, with a test",
  async render({ part, callee, target }, files) {
    const { name, slug } = part.name;
    const data = {
      function: callee,
      slug,
      // For the inside of a string in double quotes.
      label: JSON.stringify(name).slice(1, -1),
      context: contextName(part.mode),
      modeFunction: target,
      // Only batches and reports know their project.
      project: part.mode !== "test",
      ...(part.kind === "metric" ? metricStub(part.type) : {}),
    };
    const folder = folders[part.kind];
    if (part.kind === "recipe") {
      files.set(`src/${folder}/${slug}.ts`, await renderRecipe(part, data));
      files.set(`test/${folder}/${slug}.test.ts`, await renderRecipeTest(part, data));
      return;
    }
    const template =
      part.kind === "metric"
        ? `metric/types/${part.type}.ts.hbs`
        : `${part.kind}/${part.kind}.ts.hbs`;
    const stub = await renderTemplate(template, data);
    const needs = needsOf(stub);
    files.set(`src/${folder}/${slug}.ts`, stub);
    files.set(
      `test/${folder}/${slug}.test.ts`,
      await renderTemplate(`${part.kind}/${part.kind}.test.ts.hbs`, {
        ...data,
        outputs: needs.includes("outputs"),
        project: needs.includes("projectID"),
      }),
    );
  },
};

/** The sources in which a mode's function may stand, by path relative to the project. */
export async function readSources(root: string): Promise<Map<string, string>> {
  const sources = new Map<string, string>();
  const entries = await readdir(join(root, "src"), { recursive: true }).catch(() => []);
  for (const entry of entries.sort()) {
    const path = `src/${entry.split(sep).join("/")}`;
    if (!/\.m?tsx?$/.test(path) || /\.d\.m?ts$/.test(path) || notSearched.test(path)) continue;
    sources.set(path, await readFile(join(root, path), "utf8"));
  }
  return sources;
}

/** @throws CommandError where a file of that name exists */
export async function assertFree(root: string, path: string): Promise<void> {
  try {
    await access(join(root, path));
  } catch {
    return;
  }
  throw new CommandError(`${path} exists already`, { hint: "Choose another name." });
}
