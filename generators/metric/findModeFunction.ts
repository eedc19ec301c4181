import type TS from "typescript";
import { CommandError } from "../io/CommandError.js";
import type { Mode } from "../project/answers.js";

/** The function that computes the metrics of a mode, where the user has it now. */
export interface ModeFunction {
  /** Relative to the project. */
  readonly path: string;
  readonly file: TS.SourceFile;
  readonly name: string;
  readonly node: TS.FunctionLikeDeclaration;
}

/**
 * Finds it among the project's sources by its exported name (`testMetrics`), else by the type of its
 * parameter (`TestContext`), in whatever file that is.
 *
 * @throws CommandError where there is none, or several could be meant
 */
export function findModeFunction(
  ts: typeof TS,
  sources: ReadonlyMap<string, string>,
  mode: Mode,
): ModeFunction {
  const wanted = `${mode}Metrics`;
  const context = contextName(mode);
  const found: ModeFunction[] = [];
  for (const [path, text] of sources) {
    if (!text.includes(wanted) && !text.includes(context)) continue;
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    for (const { name, node } of exportedFunctions(ts, file)) {
      const type = node.parameters[0]?.type?.getText(file) ?? "";
      const takesContext = new RegExp(`^${context}(<|$)`).test(type);
      if (name === wanted || takesContext) found.push({ path, file, name, node });
    }
  }
  const usual = found.filter(({ path }) => path === `src/${mode}-metrics.ts`);
  const named = (candidates: ModeFunction[]) => candidates.filter(({ name }) => name === wanted);
  for (const candidates of [named(usual), named(found), usual, found]) {
    const [only, ...others] = candidates;
    if (only && others.length === 0) return only;
  }
  if (found.length === 0) {
    throw new CommandError(
      `no function for ${mode} mode: nothing in src/ exports ${wanted}, or takes a ${context}`,
      { hint: `Write \`export async function ${wanted}({ writer }: ${context})\` first.` },
    );
  }
  const places = found.map(({ path, name }) => `${name} in ${path}`).join(", ");
  throw new CommandError(`several functions could be that of ${mode} mode: ${places}`, {
    hint: `Name the one that is meant ${wanted}.`,
  });
}

/** The type of what a mode's function is given. */
export function contextName(mode: Mode): string {
  return `${mode.charAt(0).toUpperCase()}${mode.slice(1)}Context`;
}

function* exportedFunctions(
  ts: typeof TS,
  file: TS.SourceFile,
): Generator<{ name: string; node: TS.FunctionLikeDeclaration }> {
  for (const statement of file.statements) {
    if (ts.isFunctionDeclaration(statement) && isExported(ts, statement)) {
      if (statement.name) yield { name: statement.name.text, node: statement };
    } else if (ts.isVariableStatement(statement) && isExported(ts, statement)) {
      for (const { name, initializer } of statement.declarationList.declarations) {
        const node = initializer && functionWithin(ts, initializer);
        if (node && ts.isIdentifier(name)) yield { name: name.text, node };
      }
    }
  }
}

/** A function expression, also one that is wrapped: `timed(async (context) => { … })`. */
function functionWithin(
  ts: typeof TS,
  expression: TS.Expression,
): TS.FunctionLikeDeclaration | undefined {
  if (ts.isArrowFunction(expression) || ts.isFunctionExpression(expression)) return expression;
  if (ts.isParenthesizedExpression(expression) || ts.isSatisfiesExpression(expression)) {
    return functionWithin(ts, expression.expression);
  }
  if (!ts.isCallExpression(expression)) return undefined;
  for (const argument of expression.arguments) {
    const found = functionWithin(ts, argument);
    if (found) return found;
  }
  return undefined;
}

function isExported(ts: typeof TS, node: TS.HasModifiers): boolean {
  return ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}
