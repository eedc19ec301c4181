import { readFileSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as runtime from "@metrics-project/runtime";
import * as platform from "@metrics-project/runtime/platform";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

/** Where the README's code has from what it calls without saying so. */
const sources: Record<string, object> = {
  "@metrics-project/runtime": runtime,
  "@metrics-project/runtime/platform": platform,
  vitest: { expect, it },
  "node:fs/promises": { mkdtemp, writeFile },
  "node:os": { tmpdir },
  "node:path": { join },
};

/** What it takes for granted. */
const given = `
declare function readLogs(folder: string): Promise<{ time: bigint; speed: number }[]>;
declare const apiURL: string, authToken: string, batchID: string, projectID: string, sweepID: string;
declare const params: { path: { projectID: string } };
`;

/** The README's TypeScript as one module; what it leaves to the reader after a loop's head is empty. */
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
  return imports.join("") + given + code;
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

describe("the README", () => {
  it("has code that compiles", { timeout: 120_000 }, () => {
    const source = moduleOf(readme);
    expect(source).toContain("writer.addDoubleOverTimeMetric(");
    const wrong = source.replace("failsAbove: 2", 'failsAbove: "2"');
    expect(complaints([source, wrong])).toEqual([
      [],
      ["Type 'string' is not assignable to type 'number'."],
    ]);
  });
});
