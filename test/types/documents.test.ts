import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as platform from "@metrics-project/platform";
import * as runtime from "@metrics-project/runtime";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const repository = fileURLToPath(new URL("../..", import.meta.url));

const documents = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(join(repository, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`)
    .sort(),
];

function read(document: string): string {
  return readFileSync(join(repository, document), "utf8");
}

/** Where the snippets have from what they call without an import. */
const sources: Record<string, object> = {
  "@metrics-project/runtime": runtime,
  "@metrics-project/platform": platform,
  vitest: { expect, it },
  "node:fs/promises": { mkdtemp, writeFile },
  "node:os": { tmpdir },
  "node:path": { join },
};

/** What the snippets take for granted, by name; a document may define a name of these itself. */
const given: Record<string, string> = {
  readLogs:
    "declare function readLogs(folder: string): Promise<{ time: bigint; speed: number }[]>;",
  batchMetrics:
    'declare function batchMetrics(context: import("@metrics-project/runtime").BatchContext): Promise<void>;',
  apiURL: "declare const apiURL: string;",
  authToken: "declare const authToken: string;",
  batchID: "declare const batchID: string;",
  projectID: "declare const projectID: string;",
  sweepID: "declare const sweepID: string;",
  params: "declare const params: { path: { projectID: string } };",
};

/** The TypeScript of a document as one module; what it leaves to the reader after a loop's head is empty. */
function moduleOf(markdown: string): string {
  const blocks = [...markdown.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = ""]) => code);
  const code = blocks.join("\n").replace(/\) …$/gm, ") {}");
  const said = code.match(/^import .*$/gm)?.join() ?? "";
  const imports = Object.entries(sources).map(([module, names]) => {
    const called = Object.keys(names).filter(
      (name) => new RegExp(`\\b${name}[(<]`).test(code) && !new RegExp(`\\b${name}\\b`).test(said),
    );
    return `import { ${called.join(", ")} } from "${module}";\n`;
  });
  const missing = Object.entries(given).filter(
    ([name]) => !new RegExp(`\\b(?:function|const) ${name}\\b`).test(code),
  );
  return [...imports, ...missing.map(([, declaration]) => declaration), code].join("\n");
}

/** What the compiler says of each of some modules, as if they stood in this folder. */
function complaints(codes: readonly string[]): string[][] {
  const modules = new Map(
    codes.map((code, at) => [fileURLToPath(new URL(`readme-${at}.ts`, import.meta.url)), code]),
  );
  const { options: ours } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(fileURLToPath(new URL("../../tsconfig.json", import.meta.url)), (name) =>
      readFileSync(name, "utf8"),
    ).config,
    ts.sys,
    fileURLToPath(new URL("../..", import.meta.url)),
  );
  // An example ends before what it made is used.
  const options = { ...ours, noUnusedLocals: false };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => modules.has(name) || fileExists(name);
  host.getSourceFile = (name, ...rest) => {
    const source = modules.get(name);
    return source === undefined
      ? getSourceFile(name, ...rest)
      : ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true);
  };
  const program = ts.createProgram([...modules.keys()], options, host);
  return [...modules.keys()].map((path) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(path))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")),
  );
}

describe("the documents", () => {
  it("have code that compiles", () => {
    const modules = documents.map((document) => moduleOf(read(document)));
    const wrong = moduleOf(read("README.md")).replace("failsAbove: 2", 'failsAbove: "2"');
    expect(
      complaints([...modules, wrong]).map((messages, at) => [documents[at] ?? "wrong", messages]),
    ).toEqual([
      ...documents.map((document) => [document, []]),
      ["wrong", ["Type 'string' is not assignable to type 'number'."]],
    ]);
  });

  it.each(documents)("%s links to files that exist", (document) => {
    const targets = [...read(document).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, to = ""]) => to);
    const missing = targets
      .filter((to) => !/^[a-z]+:/.test(to))
      .filter((to) => !existsSync(join(repository, dirname(document), to)));
    expect(missing).toEqual([]);
  });

  it("start with a README of at most 150 lines", () => {
    expect(read("README.md").split("\n").length).toBeLessThanOrEqual(151);
  });
});
