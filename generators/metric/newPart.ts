import { assertNothingUnfinished, writeFiles } from "../io/writeFiles.js";
import type { MemoryGenerator } from "../plop/runGenerator.js";
import { runGenerator } from "../plop/runGenerator.js";
import type { AskedLogKind, Mode } from "../project/answers.js";
import { packagesOf } from "../project/formatPackages.js";
import { loadTypeScript } from "../project/loadTypeScript.js";
import { renderTemplate } from "../templates/renderTemplate.js";
import { contextName, findModeFunction } from "./findModeFunction.js";
import { findReads } from "./findReads.js";
import { type MetricStubName, metricStub } from "./metricStubs.js";
import type { PartName } from "./partName.js";
import { assertNamesAreNew, freeName, type Placed, place } from "./placePart.js";
import { type RecipeName, recipeOf } from "./recipes.js";
import { lackingColumns, renderRecipe, renderRecipeTest } from "./renderRecipe.js";
import { readSources } from "./sources.js";
import { withPackages } from "./withPackages.js";
import { lastStatement, withReads } from "./withReads.js";

/** The part to add to a project. */
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

/** The added part. */
export type NewPart = Placed & {
  /** The new files, relative to the project. */
  readonly files: readonly string[];
  /** The data that the mode's function reads, which are passed to the stub. */
  readonly given: readonly string[];
  /** Packages that were added to package.json and must be installed. */
  readonly packages: readonly string[];
  /** The remaining manual steps, a sentence each. */
  readonly notes: readonly string[];
};

const folders = { metric: "metrics", recipe: "metrics", event: "events", data: "data" } as const;

/**
 * Adds a typed stub in a separate file, its test, and a call of it in the mode's function. The stub receives the data
 * that the function reads. If the call cannot be added, the result says what to paste.
 *
 * @throws CommandError if the mode has a part with that name, or TypeScript is not installed. Then nothing is written.
 */
export async function newPart(root: string, part: Part, signal: AbortSignal): Promise<NewPart> {
  const ts = loadTypeScript(root);
  const sources = await readSources(root);
  const target = findModeFunction(ts, sources, part.mode);
  const folder = folders[part.kind];
  const suffix = part.kind === "event" ? "Event" : part.kind === "data" ? "Data" : "";
  const calleeOf = ({ pascal }: PartName) => `add${pascal}${suffix}`;
  const filesOf = ({ slug }: PartName) => [
    `src/${folder}/${slug}.ts`,
    `test/${folder}/${slug}.test.ts`,
  ];
  const isTaken = (name: PartName) =>
    "file" in target && new RegExp(`\\b${calleeOf(name)}\\b`, "u").test(target.file.text);
  const name = await freeName(root, part.name, filesOf, isTaken);
  const [stub = "", test = ""] = filesOf(name);
  const callee = calleeOf(name);
  const reads = "problem" in target || part.kind === "recipe" ? [] : findReads(ts, target);
  const given = reads.map((read) => read.name);
  const rendered = await runGenerator(partGenerator, {
    part: { ...part, name },
    callee,
    target: "problem" in target ? `${part.mode}Metrics` : target.name,
    given,
  });
  const plain = String(rendered.get(stub));
  assertNamesAreNew(ts, sources, target, part.mode, plain);
  if ("file" in target && reads.length > 0) {
    rendered.set(stub, withReads(ts, plain, { callee, stub, target: target.path, reads }));
  }
  const { placed, changes } = place(ts, target, stub, {
    callee,
    given,
    after: lastStatement(reads),
    needs: ["writer", ...needsOf(plain)],
    awaited: /^export async function /m.test(plain),
  });
  for (const [path, content] of rendered) changes.push({ path, content });
  const manifest = part.kind === "recipe" ? await withPackages(root, packagesFor(part)) : undefined;
  if (manifest !== undefined) changes.push({ path: "package.json", content: manifest.text });
  assertNothingUnfinished(root);
  await writeFiles(root, changes, signal);
  return {
    ...placed,
    files: [stub, test],
    given,
    packages: manifest?.packages ?? [],
    notes: part.kind === "recipe" ? lackingColumns(part) : [],
  };
}

/** The packages that a recipe's code and the format of the project's logs need. */
function packagesFor({ recipe, logs }: Extract<Part, { kind: "recipe" }>) {
  const own = Object.entries(recipeOf(recipe).packages);
  return [...own.map(([name, version]) => ({ name, version })), ...packagesOf([logs])];
}

/** The parts of its context that a stub uses in addition to the writer, according to its signature. */
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
  /** The data that the function reads: the stub's first arguments. */
  given: readonly string[];
}

const partGenerator: MemoryGenerator<PartInput> = {
  name: "part",
  description: "a metric, event or data of a metrics build, with a test",
  async render({ part, callee, target, given }, files) {
    const { name, slug } = part.name;
    const data = {
      function: callee,
      slug,
      // Escapes a string for double quotes.
      label: JSON.stringify(name).slice(1, -1),
      context: contextName(part.mode),
      modeFunction: target,
      given,
      // Only batches and reports have a project.
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
