import { dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type ts from "typescript";
import { CommandError } from "../../io/CommandError.js";
import type { RenderedFiles } from "../../io/RenderedFiles.js";
import { slashed, slashedFrom } from "../../io/slashed.js";
import type { Place } from "./Change.js";
import type { Layout } from "./layout.js";
import type { TypeScript } from "./Tools.js";

/** One error of the type checker. */
export interface TypeProblem extends Place {
  message: string;
  /** The lines of the function or statement around it: errors there often follow from each other. */
  scope?: { first: number; last: number };
}

/** A folder below the generated files, only in memory, for the old generated files. */
export const beforeFolder = ".before";

/**
 * The project as a TypeScript program: as on disk, or with `generated` instead of every generated file.
 *
 * @throws CommandError if its tsconfig.json cannot be read
 */
export function loadProgram(
  compiler: TypeScript,
  layout: Layout,
  generated?: RenderedFiles,
  old?: ts.Program,
): ts.Program {
  const { options, fileNames } = readConfig(compiler, layout);
  const host = compiler.createCompilerHost(options, true);
  if (generated === undefined) {
    return compiler.createProgram({ rootNames: fileNames, options, host });
  }
  const folder = `${slashed(join(layout.root, layout.generated))}/`;
  const staged = new Map<string, string>();
  for (const [path, content] of generated) {
    if (path.endsWith(".ts")) staged.set(slashed(join(layout.root, path)), String(content));
  }
  const read = (name: string): string | undefined =>
    slashed(name).startsWith(folder) ? staged.get(slashed(name)) : compiler.sys.readFile(name);
  const isThere = host.fileExists.bind(host);
  const isFolder = compiler.sys.directoryExists;
  // TypeScript searches modules only in existing folders, and a staged one may be new.
  const folders = new Set([...staged.keys()].map((path) => dirname(path)));
  host.directoryExists = (name) => folders.has(slashed(name)) || isFolder(name);
  const parse = host.getSourceFile.bind(host);
  host.fileExists = (name) =>
    slashed(name).startsWith(folder) ? staged.has(slashed(name)) : isThere(name);
  host.readFile = read;
  host.getSourceFile = (name, languageVersion, onError, renew) => {
    if (!slashed(name).startsWith(folder)) {
      return old?.getSourceFile(name) ?? parse(name, languageVersion, onError, renew);
    }
    const text = staged.get(slashed(name));
    return text === undefined
      ? undefined
      : compiler.createSourceFile(name, text, languageVersion, true);
  };
  const own = fileNames.filter((name) => !slashed(name).startsWith(folder));
  return compiler.createProgram({
    rootNames: [...own, ...staged.keys()],
    options,
    host,
    ...(old ? { oldProgram: old } : {}),
  });
}

/** Every error in the project's own code, generated files included. Stops between two files if `signal` is aborted. */
export async function problemsOf(
  compiler: TypeScript,
  program: ts.Program,
  layout: Layout,
  signal: AbortSignal,
): Promise<TypeProblem[]> {
  const problems: TypeProblem[] = [];
  for (const source of program.getSourceFiles()) {
    if (source.fileName.includes("/node_modules/")) continue;
    if (source.fileName.includes(`/${beforeFolder}/`)) continue;
    // Yield, so that a signal can arrive.
    await setImmediate();
    signal.throwIfAborted();
    for (const { start, messageText } of [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ]) {
      const { line } = source.getLineAndCharacterOfPosition(start ?? 0);
      problems.push({
        file: slashedFrom(layout.root, source.fileName),
        line: line + 1,
        message: shorten(compiler.flattenDiagnosticMessageText(messageText, " ")),
        scope: scopeOf(compiler, source, start ?? 0),
      });
    }
  }
  return problems;
}

/** The lines of the outermost statement of the file around a position, or of the class member around it. */
function scopeOf(
  compiler: TypeScript,
  source: ts.SourceFile,
  position: number,
): { first: number; last: number } {
  const isAround = (node: ts.Node) => node.pos <= position && position <= node.end;
  const statement = source.statements.find(isAround);
  const member =
    statement !== undefined && compiler.isClassDeclaration(statement)
      ? statement.members.find(isAround)
      : undefined;
  const node = member ?? statement ?? source;
  const lineOf = (at: number) => source.getLineAndCharacterOfPosition(at).line + 1;
  return { first: lineOf(node.getStart(source)), last: lineOf(node.end) };
}

/** The new problems in `after`, which generating would cause. */
export function newProblems(
  before: readonly TypeProblem[],
  after: readonly TypeProblem[],
): TypeProblem[] {
  const known = new Set(before.map(({ file, line, message }) => `${file}:${line} ${message}`));
  return after.filter(({ file, line, message }) => !known.has(`${file}:${line} ${message}`));
}

/** The runtime's helpers report a gap in the description through their type. */
const lacking = /"(this API description lacks [^"]+)": ("[^"]+"(?: \| "[^"]+")*)/;

/** Shortens types that are printed in full. */
export function shorten(message: string): string {
  const [, lack, what] = lacking.exec(message) ?? [];
  if (lack !== undefined) return `${lack}: ${what}`;
  const brief = message.replace(/\{ [^'"]{60,}?(?:"[^"]*"[^'"]*)*\}/g, "{ … }");
  return brief.length > 300 ? `${brief.slice(0, 299)}…` : brief;
}

function readConfig(compiler: TypeScript, { root, tsconfig }: Layout): ts.ParsedCommandLine {
  const path = join(root, tsconfig);
  const { config, error } = compiler.readConfigFile(path, compiler.sys.readFile);
  if (error !== undefined) {
    const reason = compiler.flattenDiagnosticMessageText(error.messageText, " ");
    throw new CommandError(`cannot read ${tsconfig}: ${reason}`, {
      hint: "Type-checking the project against the generated code needs its tsconfig.json.",
    });
  }
  const parsed = compiler.parseJsonConfigFileContent(config, compiler.sys, dirname(path));
  return { ...parsed, options: { ...parsed.options, noEmit: true, incremental: false } };
}
