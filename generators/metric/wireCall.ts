import type TS from "typescript";

type TypeScript = typeof TS;

/** A call to add to a function of the user. */
export interface Wiring {
  /** The function to import and to call. */
  readonly callee: string;
  /** Its module, relative to the file, without an extension: `./metrics/top-speed`. */
  readonly module: string;
  /** Variables of the function that are passed before the context. */
  readonly given: readonly string[];
  /** The statement that completes these variables. Default: their declarations. */
  readonly after?: TS.Statement | undefined;
  /** Creates the passed variable, if the function has no variable with that name. */
  readonly opener?: Opener | undefined;
  /** The properties of the function's context that it uses. */
  readonly needs: readonly string[];
  /** Whether the call is awaited. */
  readonly awaited: boolean;
}

/** A function of the context with a disposable result: `await using logs = await open(context)`. */
interface Opener {
  readonly name: string;
  /** As {@link Wiring.module}; undefined if the file defines it itself. */
  readonly module: string | undefined;
  readonly needs: readonly string[];
}

/** The file's content with the call, and the line of the call (from 1); or why that is impossible. */
export type Wired = { text: string; line: number } | { problem: string };

interface Edit {
  at: number;
  text: string;
}

/**
 * Adds the call to `target`, a function in `file`, and its import to the file. Changes nothing
 * else: edits the source at positions of the syntax tree.
 *
 * The call goes to the end of the function. If the function returns early, it goes after its arguments or to the start,
 * because the end may not be reached.
 */
export function wireCall(
  ts: TypeScript,
  file: TS.SourceFile,
  target: TS.FunctionLikeDeclaration,
  wiring: Wiring,
): Wired {
  const { callee, given } = wiring;
  if (declares(ts, file, callee)) return { problem: `${callee} already exists` };
  const { body } = target;
  if (!body || !ts.isBlock(body)) return { problem: "the function has no body in braces" };
  const missing = given.filter((name) => declarationOf(ts, body, name) === undefined);
  const opener = missing.length > 0 ? wiring.opener : undefined;
  if (missing.length > 0 && opener === undefined) {
    return { problem: `it has no variable ${missing.join(", ")}` };
  }
  const isAsync = target.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword);
  if ((wiring.awaited || opener) && !isAsync) return { problem: "the function is not async" };
  const eol = file.text.includes("\r\n") ? "\r\n" : "\n";
  const needs = [...new Set([...wiring.needs, ...(opener?.needs ?? [])])];
  const context = takeFromContext(ts, file, target.parameters[0], needs, eol);
  if ("problem" in context) return context;

  const style = importStyle(ts, file);
  const call = callOf(wiring, context.argument(wiring.needs));
  const lines = [`${call}${style.semicolon}`];
  if (opener !== undefined) {
    const opened = `${opener.name}(${context.argument(opener.needs)})`;
    lines.unshift(`await using ${missing[0]} = await ${opened}${style.semicolon}`);
  }
  const after =
    opener === undefined && given.length > 0
      ? (wiring.after ?? lastOf(given.map((name) => declarationOf(ts, body, name))))
      : undefined;
  const imports = [importLine(callee, wiring.module, style)];
  if (opener?.module !== undefined && !declares(ts, file, opener.name)) {
    imports.push(importLine(opener.name, opener.module, style));
  }
  const edits = [
    importEdit(file, imports, style, eol),
    ...(context.edit ? [context.edit] : []),
    bodyEdit(ts, file, body, lines, eol, after),
  ];
  let text = file.text;
  for (const edit of edits.toSorted((a, b) => b.at - a.at)) {
    text = text.slice(0, edit.at) + edit.text + text.slice(edit.at);
  }
  const at = text.lastIndexOf(call);
  return { text, line: text.slice(0, at).split("\n").length };
}

/** The two lines to paste if the call could not be added: an import, and the call. */
export function linesToPaste(wiring: Wiring): [importLine: string, call: string] {
  const style = { quote: '"', semicolon: ";", extension: ".ts" };
  const context = `{ ${wiring.needs.join(", ")} }`;
  return [importLine(wiring.callee, wiring.module, style), `${callOf(wiring, context)};`];
}

function callOf({ callee, given, awaited }: Wiring, context: string): string {
  return `${awaited ? "await " : ""}${callee}(${[...given, context].join(", ")})`;
}

/** The statement of a block that declares a variable. */
function declarationOf(ts: TypeScript, body: TS.Block, name: string): TS.Statement | undefined {
  const isIn = (binding: TS.BindingName): boolean =>
    ts.isIdentifier(binding)
      ? binding.text === name
      : binding.elements.some((one) => !ts.isOmittedExpression(one) && isIn(one.name));
  return body.statements.find(
    (statement) =>
      ts.isVariableStatement(statement) &&
      statement.declarationList.declarations.some((declaration) => isIn(declaration.name)),
  );
}

function lastOf(statements: readonly (TS.Statement | undefined)[]): TS.Statement | undefined {
  return statements
    .filter((one) => one !== undefined)
    .toSorted((a, b) => a.getEnd() - b.getEnd())
    .at(-1);
}

/** Whether a name is declared or imported anywhere in the file. */
function declares(ts: TypeScript, file: TS.SourceFile, name: string): boolean {
  const visit = (node: TS.Node): boolean =>
    (ts.isIdentifier(node) && node.text === name) || (ts.forEachChild(node, visit) ?? false);
  return visit(file);
}

/** How to pass the required parts of the context, and the additions to the parameter. */
function takeFromContext(
  ts: TypeScript,
  file: TS.SourceFile,
  parameter: TS.ParameterDeclaration | undefined,
  needs: readonly string[],
  eol: string,
): { argument: (of: readonly string[]) => string; edit?: Edit } | { problem: string } {
  if (!parameter) return { problem: "the function takes no context" };
  const { name } = parameter;
  if (ts.isIdentifier(name)) return { argument: () => name.text };
  if (!ts.isObjectBindingPattern(name)) return { problem: "its parameter is not a context" };

  const rest = name.elements.find((element) => element.dotDotDotToken);
  const missing: string[] = [];
  const members = new Map<string, string>();
  for (const need of needs) {
    const element = name.elements.find(
      (one) => !one.dotDotDotToken && (one.propertyName ?? one.name).getText(file) === need,
    );
    const local = element?.name.getText(file) ?? need;
    if (element) members.set(need, local === need ? need : `${need}: ${local}`);
    else if (rest) members.set(need, `${need}: ${rest.name.getText(file)}.${need}`);
    else {
      missing.push(need);
      members.set(need, need);
    }
  }
  const argument = (of: readonly string[]) =>
    `{ ${of.map((need) => members.get(need) ?? need).join(", ")} }`;
  if (missing.length === 0) return { argument };
  const { elements } = name;
  const last = elements.at(-1);
  if (!last) return { argument, edit: { at: name.getEnd() - 1, text: ` ${missing.join(", ")} ` } };
  const start = file.text.lastIndexOf("\n", last.getStart(file)) + 1;
  const indent = file.text.slice(start, last.getStart(file));
  const separator = indent.trim() === "" && start > name.getStart(file) ? `,${eol}${indent}` : ", ";
  return {
    argument,
    edit: { at: last.getEnd(), text: missing.map((need) => separator + need).join("") },
  };
}

function bodyEdit(
  ts: TypeScript,
  file: TS.SourceFile,
  body: TS.Block,
  lines: readonly string[],
  eol: string,
  after: TS.Statement | undefined,
): Edit {
  const first = body.statements[0];
  const indent = first ? indentAt(file, first.getStart(file)) : undefined;
  const outer = indentAt(file, body.getStart(file)) ?? "";
  const line = lines.map((one) => `${indent ?? `${outer}  `}${one}`).join(eol);
  if (returnsEarly(ts, body)) {
    const end = after?.getEnd() ?? 0;
    const behind = ts.getTrailingCommentRanges(file.text, end)?.at(-1)?.end ?? end;
    const at = after === undefined ? body.getStart(file) + 1 : behind;
    return { at, text: `${eol}${line}` };
  }
  const close = body.getEnd() - 1;
  const start = file.text.lastIndexOf("\n", close) + 1;
  return file.text.slice(start, close).trim() === ""
    ? { at: start, text: `${line}${eol}` }
    : { at: close, text: `${eol}${line}${eol}${outer}` };
}

/** Whether a return, or a throw that is not in a nested function, may end the body before its end. */
function returnsEarly(ts: TypeScript, body: TS.Block): boolean {
  const visit = (node: TS.Node): boolean => {
    if (ts.isReturnStatement(node)) return true;
    if (ts.isFunctionLike(node)) return false;
    return ts.forEachChild(node, visit) ?? false;
  };
  return ts.forEachChild(body, visit) ?? false;
}

/** The white space before a position, if its line has nothing else before it. */
function indentAt(file: TS.SourceFile, at: number): string | undefined {
  const start = file.text.lastIndexOf("\n", at - 1) + 1;
  const line = /^[ \t]*/.exec(file.text.slice(start))?.[0] ?? "";
  return line;
}

interface ImportStyle {
  quote: string;
  semicolon: string;
  /** The extension of the file's relative imports. */
  extension: string;
  last: TS.ImportDeclaration | undefined;
}

/** Imports follow the user's style. */
function importStyle(ts: TypeScript, file: TS.SourceFile): ImportStyle {
  const imports = file.statements.filter((statement) => ts.isImportDeclaration(statement));
  const last = imports.at(-1);
  const specifiers = imports.map(({ moduleSpecifier }) => moduleSpecifier.getText(file));
  const relative = specifiers.find((specifier) => /^.\.{1,2}\//.test(specifier));
  return {
    quote: specifiers[0]?.charAt(0) ?? '"',
    semicolon: last && !last.getText(file).endsWith(";") ? "" : ";",
    extension: relative === undefined ? ".ts" : (/(\.[a-z]+)?.$/.exec(relative)?.[1] ?? ""),
    last,
  };
}

function importLine(
  name: string,
  module: string,
  { quote, semicolon, extension }: Pick<ImportStyle, "quote" | "semicolon" | "extension">,
): string {
  return `import { ${name} } from ${quote}${module}${extension}${quote}${semicolon}`;
}

function importEdit(
  file: TS.SourceFile,
  lines: readonly string[],
  { last }: ImportStyle,
  eol: string,
): Edit {
  if (last) return { at: last.getEnd(), text: lines.map((line) => `${eol}${line}`).join("") };
  const top = file.text.startsWith("#!") ? file.text.indexOf("\n") + 1 : 0;
  return { at: top, text: `${lines.join(eol)}${eol}${eol}` };
}
