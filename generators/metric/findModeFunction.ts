import type TS from "typescript";
import type { Mode } from "../project/answers.js";

/** The function that computes the metrics of a mode, at its current location. */
export interface ModeFunction {
  /** Relative to the project. */
  readonly path: string;
  readonly file: TS.SourceFile;
  /** Its name; without one, the usual name of the mode's function. */
  readonly name: string;
  readonly node: TS.FunctionLikeDeclaration;
}

/** Why it was not found, as a sentence without a period. */
export interface NotFound {
  readonly problem: string;
}

/** Folders with the callees of modes' functions. Their files are only used if no other file has such a function. */
const partFolders = /^src\/(?:metrics|events|data)\//;

/**
 * Finds the function in any file of the project's sources, exported or not. It is recognized by its
 * name (`testMetrics`), as a member of the argument of `runMetricsBuild`, or by its parameter's
 * type (`TestContext`).
 */
export function findModeFunction(
  ts: typeof TS,
  sources: ReadonlyMap<string, string>,
  mode: Mode,
): ModeFunction | NotFound {
  const wanted = `${mode}Metrics`;
  const context = contextName(mode);
  const found = new Map<number, ModeFunction[]>();
  for (const [path, text] of sources) {
    if (![wanted, context, starter].some((word) => text.includes(word))) continue;
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    for (const one of functionsIn(ts, file)) {
      const rank = rankOf(ts, one, { wanted, mode, context, path });
      if (rank === undefined) continue;
      const name = one.names.find((candidate) => candidate !== "default") ?? wanted;
      found.set(rank, [...(found.get(rank) ?? []), { path, file, name, node: one.node }]);
    }
  }
  const [best = []] = [...found].sort(([a], [b]) => a - b).map(([, functions]) => functions);
  const usual = best.filter(({ path }) => path === `src/${mode}-metrics.ts`);
  const [only, ...others] = usual.length > 0 ? usual : best;
  if (only === undefined) {
    return {
      problem: `no function for ${mode} mode was found: no function in src/ is named ${wanted} or takes a ${context}`,
    };
  }
  if (others.length === 0) return only;
  const places = [only, ...others].map(({ path, name }) => `${name} in ${path}`).join(", ");
  return { problem: `several functions match ${mode} mode: ${places}` };
}

/** The type of a mode's parameter. */
export function contextName(mode: Mode): string {
  return `${mode.charAt(0).toUpperCase()}${mode.slice(1)}Context`;
}

/** The function that receives the functions of all modes. */
const starter = "runMetricsBuild";

interface Found {
  readonly node: TS.FunctionLikeDeclaration;
  /** The names that it is declared, assigned or exported as. */
  readonly names: readonly string[];
  readonly isExported: boolean;
}

/** How likely a function is the mode's: 0 is most likely, undefined is not at all. */
function rankOf(
  ts: typeof TS,
  { node, names, isExported }: Found,
  is: { wanted: string; mode: Mode; context: string; path: string },
): number | undefined {
  const type = node.parameters[0]?.type?.getText() ?? "";
  const takesContext = new RegExp(`^${is.context}(<|$)`).test(type);
  const isNamed = names.includes(is.wanted);
  const isGiven = names.includes(is.mode) && isGivenToStarter(ts, node);
  const away = partFolders.test(is.path) ? 10 : 0;
  // A function without braces only calls another one.
  const isBlock = node.body !== undefined && ts.isBlock(node.body);
  if (isNamed) return away + (isExported ? 0 : 1) + (isBlock ? 0 : 5);
  if (isGiven && isBlock) return away + 2;
  if (takesContext) return away + (isExported ? 3 : 4);
  return undefined;
}

/** Whether it is, or is inside, a member of the object that is passed to `runMetricsBuild`. */
function isGivenToStarter(ts: typeof TS, node: TS.Node): boolean {
  for (let at: TS.Node = node; at.parent !== undefined; at = at.parent) {
    const call = at.parent;
    if (!ts.isCallExpression(call) || call.arguments[0] !== at) continue;
    return ts.isIdentifier(call.expression) && call.expression.text === starter;
  }
  return false;
}

function functionsIn(ts: typeof TS, file: TS.SourceFile): Found[] {
  /** Local name -> its names in `export { … }`. */
  const exported = new Map<string, string[]>();
  for (const statement of file.statements) {
    if (ts.isExportAssignment(statement) && ts.isIdentifier(statement.expression)) {
      exported.set(statement.expression.text, ["default"]);
    }
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier) continue;
    if (!statement.exportClause || !ts.isNamedExports(statement.exportClause)) continue;
    for (const { name, propertyName } of statement.exportClause.elements) {
      const local = (propertyName ?? name).text;
      exported.set(local, [...(exported.get(local) ?? []), name.text]);
    }
  }
  const found: Found[] = [];
  const visit = (node: TS.Node): void => {
    if (ts.isFunctionLike(node) && "body" in node) {
      const own = node as TS.FunctionLikeDeclaration;
      const local = nameOf(ts, own);
      const others = local === undefined ? [] : (exported.get(local) ?? []);
      found.push({
        node: own,
        names: local === undefined ? others : [local, ...others],
        isExported: others.length > 0 || hasExport(ts, own),
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/**
 * The name of a function: its own, or that of the variable or member that contains it, wrapped or
 * not.
 */
function nameOf(ts: typeof TS, node: TS.FunctionLikeDeclaration): string | undefined {
  if (node.name && "text" in node.name) return node.name.text;
  for (let at: TS.Node = node.parent; at !== undefined; at = at.parent) {
    if (ts.isVariableDeclaration(at) || ts.isPropertyAssignment(at)) {
      return "text" in at.name ? at.name.text : undefined;
    }
    if (ts.isExportAssignment(at)) return "default";
    if (!isWrapper(ts, at)) return undefined;
  }
  return undefined;
}

/** `timed(async (context) => { … })`, `(…) satisfies TestMetrics`. */
function isWrapper(ts: typeof TS, node: TS.Node): boolean {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isCallExpression(node)
  );
}

/** Whether its statement is exported. */
function hasExport(ts: typeof TS, node: TS.Node): boolean {
  for (let at: TS.Node = node; at.parent !== undefined; at = at.parent) {
    if (!ts.isSourceFile(at.parent)) {
      if (ts.isBlock(at.parent)) return false;
      continue;
    }
    if (ts.isExportAssignment(at)) return true;
    const modifiers = ts.canHaveModifiers(at) ? ts.getModifiers(at) : undefined;
    return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
  }
  return false;
}
