import type TS from "typescript";
import type { ModeFunction } from "./findModeFunction.js";
import { resolveSource } from "./sources.js";

/** A name of metrics, events or metrics data in the project's code. */
export interface UsedName {
  readonly name: string;
  /** Relative to the project. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

/** The runtime's functions with the name of metrics data as their first argument. */
const makers = new Set(["doubles", "timestamps", "strings", "uuids", "statuses", "externalFile"]);

/** The literal names of metrics, events and metrics data in source code. */
export function namesIn(ts: typeof TS, path: string, node: TS.Node): UsedName[] {
  const file = node.getSourceFile();
  const found: UsedName[] = [];
  const visit = (at: TS.Node): void => {
    const [first] = ts.isCallExpression(at) && names(ts, at.expression) ? at.arguments : [];
    if (first !== undefined && ts.isStringLiteralLike(first)) {
      const { line } = file.getLineAndCharacterOfPosition(first.getStart(file));
      found.push({ name: first.text, path, line: line + 1 });
    }
    ts.forEachChild(at, visit);
  };
  visit(node);
  return found;
}

function names(ts: typeof TS, called: TS.Expression): boolean {
  if (ts.isPropertyAccessExpression(called))
    return /^add(?:\w+Metric|Event)$/.test(called.name.text);
  return ts.isIdentifier(called) && makers.has(called.text);
}

/** The names that a mode uses: in its function's file and, recursively, in its imports. */
export function namesOfMode(
  ts: typeof TS,
  sources: ReadonlyMap<string, string>,
  target: ModeFunction,
): UsedName[] {
  // A file with the functions of several modes does not belong to one mode as a whole.
  const isShared = target.file.text.includes("runMetricsBuild");
  const start = isShared ? target.node : target.file;
  const found = namesIn(ts, target.path, start);
  const seen = new Set([target.path]);
  const pending = importsOf(ts, target.file, isShared ? target.node : undefined).map(
    (specifier) => [target.path, specifier] as const,
  );
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [from, specifier] = next;
    const path = resolveSource(sources, from, specifier);
    if (path === undefined || seen.has(path)) continue;
    seen.add(path);
    const file = ts.createSourceFile(path, sources.get(path) ?? "", ts.ScriptTarget.Latest, true);
    found.push(...namesIn(ts, path, file));
    pending.push(...importsOf(ts, file, undefined).map((one) => [path, one] as const));
  }
  return found;
}

/** The imports of a file; with `user`, only those that this part of it uses. */
function importsOf(ts: typeof TS, file: TS.SourceFile, user: TS.Node | undefined): string[] {
  const found: string[] = [];
  const identifiers = new Set<string>();
  const visit = (node: TS.Node): void => {
    if (ts.isIdentifier(node)) identifiers.add(node.text);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [specifier] = node.arguments;
      if (specifier !== undefined && ts.isStringLiteralLike(specifier)) found.push(specifier.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(user ?? file);
  for (const statement of file.statements) {
    const isImport = ts.isImportDeclaration(statement);
    if (!isImport && !ts.isExportDeclaration(statement)) continue;
    const { moduleSpecifier } = statement;
    if (moduleSpecifier === undefined || !ts.isStringLiteralLike(moduleSpecifier)) continue;
    const bindings = isImport ? (statement.importClause?.getText(file) ?? "") : "";
    const isUsed = [...bindings.matchAll(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu)].some(([name]) =>
      identifiers.has(name),
    );
    if (user === undefined || isUsed) found.push(moduleSpecifier.text);
  }
  return found;
}
