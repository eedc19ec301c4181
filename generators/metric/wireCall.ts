import type TS from "typescript";

type TypeScript = typeof TS;

/** A call to be added to a function of the user's. */
export interface Wiring {
  /** The function to import and to call. */
  callee: string;
  /** Where it is, relative to the file, without an extension: `./metrics/top-speed`. */
  module: string;
  /** A variable of the function that it takes before the context. */
  first?: string;
  /** What it takes of the function's context. */
  needs: readonly string[];
  /** Whether the call is awaited. */
  awaited: boolean;
}

/** A text with the call in it and the line that it stands on (from 1); or why that is impossible. */
export type Wired = { text: string; line: number } | { problem: string };

interface Edit {
  at: number;
  text: string;
}

/**
 * Adds the call to `target`, a function within `file`, and its import to the file. It touches nothing
 * else: the edits are made in the text, at places that the syntax tree gives.
 *
 * The call goes to the end of the function; where the function returns early, to its start, since
 * the end may not be reached.
 */
export function wireCall(
  ts: TypeScript,
  file: TS.SourceFile,
  target: TS.FunctionLikeDeclaration,
  wiring: Wiring,
): Wired {
  const { callee, needs } = wiring;
  if (declares(ts, file, callee)) return { problem: `${callee} is there already` };
  const { body } = target;
  if (!body || !ts.isBlock(body)) return { problem: "the function has no body in braces" };
  const isAsync = target.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword);
  if (wiring.awaited && !isAsync) return { problem: "the function is not async" };
  const eol = file.text.includes("\r\n") ? "\r\n" : "\n";
  const context = takeFromContext(ts, file, target.parameters[0], needs, eol);
  if ("problem" in context) return context;

  const style = importStyle(ts, file);
  const { first } = wiring;
  if (first !== undefined && !declares(ts, file, first)) {
    return { problem: `it has no variable ${first}` };
  }
  const given = first === undefined ? context.argument : `${first}, ${context.argument}`;
  const call = `${wiring.awaited ? "await " : ""}${callee}(${given})${style.semicolon}`;
  const inBody = bodyEdit(ts, file, body, call, eol);
  const edits = [
    importEdit(file, wiring, style, eol),
    ...(context.edit ? [context.edit] : []),
    inBody,
  ];
  let text = file.text;
  for (const edit of edits.toSorted((a, b) => b.at - a.at)) {
    text = text.slice(0, edit.at) + edit.text + text.slice(edit.at);
  }
  const line = text.slice(0, text.lastIndexOf(call)).split("\n").length;
  return { text, line };
}

/** Whether a name is declared or imported anywhere in the file. */
function declares(ts: TypeScript, file: TS.SourceFile, name: string): boolean {
  const visit = (node: TS.Node): boolean =>
    (ts.isIdentifier(node) && node.text === name) || (ts.forEachChild(node, visit) ?? false);
  return visit(file);
}

/** How the needed parts of the context are handed on, and what must be added to the parameter. */
function takeFromContext(
  ts: TypeScript,
  file: TS.SourceFile,
  parameter: TS.ParameterDeclaration | undefined,
  needs: readonly string[],
  eol: string,
): { argument: string; edit?: Edit } | { problem: string } {
  if (!parameter) return { problem: "the function takes no context" };
  const { name } = parameter;
  if (ts.isIdentifier(name)) return { argument: name.text };
  if (!ts.isObjectBindingPattern(name)) return { problem: "its parameter is no context" };

  const rest = name.elements.find((element) => element.dotDotDotToken);
  const missing: string[] = [];
  const members = needs.map((need) => {
    const element = name.elements.find(
      (one) => !one.dotDotDotToken && (one.propertyName ?? one.name).getText(file) === need,
    );
    if (!element && rest) return `${need}: ${rest.name.getText(file)}.${need}`;
    if (!element) missing.push(need);
    const local = element?.name.getText(file) ?? need;
    return local === need ? need : `${need}: ${local}`;
  });
  const argument = `{ ${members.join(", ")} }`;
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
  call: string,
  eol: string,
): Edit {
  const first = body.statements[0];
  const indent = first ? indentAt(file, first.getStart(file)) : undefined;
  const outer = indentAt(file, body.getStart(file)) ?? "";
  const line = `${indent ?? `${outer}  `}${call}`;
  if (returnsEarly(ts, body)) return { at: body.getStart(file) + 1, text: `${eol}${line}` };
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

/** The white space before a position, where nothing else stands on its line before it. */
function indentAt(file: TS.SourceFile, at: number): string | undefined {
  const start = file.text.lastIndexOf("\n", at - 1) + 1;
  const line = /^[ \t]*/.exec(file.text.slice(start))?.[0] ?? "";
  return line;
}

interface ImportStyle {
  quote: string;
  semicolon: string;
  /** The extension that relative imports of the file carry. */
  extension: string;
  last: TS.ImportDeclaration | undefined;
}

/** Imports look like those that the user has. */
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

function importEdit(
  file: TS.SourceFile,
  { callee, module }: Wiring,
  { quote, semicolon, extension, last }: ImportStyle,
  eol: string,
): Edit {
  const line = `import { ${callee} } from ${quote}${module}${extension}${quote}${semicolon}`;
  if (last) return { at: last.getEnd(), text: `${eol}${line}` };
  const top = file.text.startsWith("#!") ? file.text.indexOf("\n") + 1 : 0;
  return { at: top, text: `${line}${eol}${eol}` };
}
