import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { readDocument, repository } from "./documents.js";

/** The TypeScript of a part of a document, as one module. */
export interface SnippetModule {
  readonly document: string;
  readonly code: string;
}

/**
 * The TypeScript of a document: one module, or several where comments `<!-- snippets … -->` part it.
 * Such a comment holds what the snippets below it take for granted; readers do not see it.
 */
export function modulesOf(document: string, markdown = readDocument(document)): SnippetModule[] {
  const parts = markdown.split(/^<!-- snippets\n(.*?)^-->$/ms);
  return parts
    .map((part, at) => (at % 2 === 0 ? { given: parts[at - 1] ?? "", part } : undefined))
    .filter((one) => one !== undefined)
    .map(({ given, part }) => {
      const blocks = [...part.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""]) => code);
      return { document, code: blocks.length === 0 ? "" : [given, ...blocks].join("\n") };
    })
    .filter(({ code }) => code !== "");
}

/** What the compiler says of each of some modules, by the repository's own settings. */
export function complaints(modules: readonly SnippetModule[]): string[][] {
  const files = new Map(
    modules.map(({ code }, at) => [
      fileURLToPath(new URL(`snippet-${at}.ts`, import.meta.url)),
      // An example is a module even where it imports nothing.
      `${code}\nexport {};\n`,
    ]),
  );
  const { options: ours } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(`${repository}tsconfig.json`, (name) => readFileSync(name, "utf8")).config,
    ts.sys,
    repository,
  );
  // An example ends before what it made is used.
  const options = { ...ours, noUnusedLocals: false };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.getSourceFile = (name, ...rest) => {
    const source = files.get(name);
    return source === undefined
      ? getSourceFile(name, ...rest)
      : ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].map((path) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(path))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")),
  );
}
