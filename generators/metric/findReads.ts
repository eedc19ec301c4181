import type TS from "typescript";
import type { ModeFunction } from "./findModeFunction.js";
import { ImportTable, type NeededImport } from "./ImportTable.js";

/** A variable of a mode's function that contains the data it reads. */
export interface Read {
  readonly name: string;
  /** Its type in TypeScript. */
  readonly type: string;
  /** The names that the type refers to. */
  readonly imports: readonly NeededImport[];
  /** The statement that completes it. */
  readonly statement: TS.Statement;
}

/**
 * The data that a mode's function reads, in its order: variables with an awaited value, and variables that an awaiting
 * loop fills. Variables are left out if the file alone does not determine their type.
 */
export function findReads(ts: typeof TS, { file, node }: ModeFunction): Read[] {
  const { body } = node;
  if (!body || !ts.isBlock(body)) return [];
  const types = new TypeNames(ts, file);
  const loops = body.statements.filter(
    (statement) => ts.isIterationStatement(statement, false) && awaits(ts, statement),
  );
  const reads: Read[] = [];
  for (const statement of body.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const declaration of statement.declarationList.declarations) {
      const { initializer } = declaration;
      if (initializer === undefined) continue;
      const isRead = awaits(ts, initializer);
      for (const one of variablesOf(ts, declaration, types)) {
        const filling = loops.filter((loop) => fills(ts, loop, one.name)).at(-1);
        if (!isRead && filling === undefined) continue;
        reads.push({ ...one, statement: filling ?? statement });
      }
    }
  }
  return reads;
}

type Typed = Pick<Read, "name" | "type" | "imports">;

function variablesOf(
  ts: typeof TS,
  declaration: TS.VariableDeclaration,
  types: TypeNames,
): Typed[] {
  const { name, initializer } = declaration;
  const whole =
    declaration.type !== undefined
      ? types.written(declaration.type)
      : initializer && types.of(initializer);
  if (whole === undefined) return [];
  if (ts.isIdentifier(name)) return [{ name: name.text, ...whole }];
  if (!ts.isObjectBindingPattern(name)) return [];
  return name.elements.flatMap((element): Typed[] => {
    const property = element.propertyName ?? element.name;
    if (element.dotDotDotToken || !ts.isIdentifier(element.name)) return [];
    if (!ts.isIdentifier(property)) return [];
    const type = `${whole.type}[${JSON.stringify(property.text)}]`;
    return [{ name: element.name.text, type, imports: whole.imports }];
  });
}

/** Whether it contains an await, outside nested functions. */
function awaits(ts: typeof TS, node: TS.Node): boolean {
  if (ts.isAwaitExpression(node)) return true;
  if (ts.isForOfStatement(node) && node.awaitModifier !== undefined) return true;
  if (ts.isFunctionLike(node)) return false;
  return ts.forEachChild(node, (child) => awaits(ts, child) || undefined) ?? false;
}

/** Whether a statement calls a method of a variable, or assigns to it or to an element of it. */
function fills(ts: typeof TS, node: TS.Node, name: string): boolean {
  const root = (expression: TS.Expression): TS.Expression =>
    ts.isPropertyAccessExpression(expression) || ts.isElementAccessExpression(expression)
      ? root(expression.expression)
      : expression;
  const isIt = (expression: TS.Expression) => {
    const found = root(expression);
    return ts.isIdentifier(found) && found.text === name;
  };
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    if (isIt(node.expression)) return true;
  }
  if (ts.isBinaryExpression(node) && isAssignment(ts, node.operatorToken.kind)) {
    if (isIt(node.left)) return true;
  }
  return ts.forEachChild(node, (child) => fills(ts, child, name) || undefined) ?? false;
}

function isAssignment(ts: typeof TS, kind: TS.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

type TypeText = Pick<Read, "type" | "imports">;

/** Global types. */
const builtin =
  /^(?:Array|ReadonlyArray|Set|ReadonlySet|Map|ReadonlyMap|Record|Partial|Readonly|Pick|Omit|Promise|Awaited|Date|(?:Big)?(?:Ui|I)nt\d+Array|Uint8ClampedArray|Float\d+Array|ReturnType|InstanceType|NonNullable)$/;

/** Writes the types of expressions, as far as a single file determines them. */
class TypeNames {
  readonly #ts: typeof TS;
  readonly #file: TS.SourceFile;
  readonly #imports: ImportTable;

  constructor(ts: typeof TS, file: TS.SourceFile) {
    this.#ts = ts;
    this.#file = file;
    this.#imports = new ImportTable(ts, file);
  }

  /** An explicit type, if all its references can be imported. */
  written(node: TS.TypeNode): TypeText | undefined {
    const ts = this.#ts;
    const needed: NeededImport[] = [];
    const visit = (at: TS.Node): boolean => {
      const name = ts.isTypeReferenceNode(at)
        ? at.typeName
        : ts.isTypeQueryNode(at)
          ? at.exprName
          : undefined;
      if (name !== undefined) {
        if (!ts.isIdentifier(name)) return false;
        const found = this.#imports.find(name.text);
        if (found !== undefined) needed.push(found);
        else if (!builtin.test(name.text)) return false;
      }
      return ts.forEachChild(at, (child) => !visit(child) || undefined) === undefined;
    };
    return visit(node) ? { type: node.getText(this.#file), imports: needed } : undefined;
  }

  of(expression: TS.Expression): TypeText | undefined {
    const ts = this.#ts;
    if (ts.isParenthesizedExpression(expression)) return this.of(expression.expression);
    if (ts.isAwaitExpression(expression)) {
      const { expression: awaited } = expression;
      const type = ts.isCallExpression(awaited) ? this.#result(awaited) : undefined;
      return type && { ...type, type: `Awaited<${type.type}>` };
    }
    if (ts.isCallExpression(expression)) return this.#result(expression);
    return ts.isNewExpression(expression) ? this.#instance(expression) : undefined;
  }

  /** The result type of a call: as its function declares it, or from the function's own type. */
  #result({ expression }: TS.CallExpression): TypeText | undefined {
    const ts = this.#ts;
    if (!ts.isIdentifier(expression)) return undefined;
    const { text } = expression;
    const known = this.#imports.find(text);
    if (known !== undefined) return { type: `ReturnType<typeof ${text}>`, imports: [known] };
    const own = this.#file.statements.find(
      (statement) => ts.isFunctionDeclaration(statement) && statement.name?.text === text,
    );
    if (own === undefined || !ts.isFunctionDeclaration(own) || own.typeParameters) return undefined;
    return own.type && this.written(own.type);
  }

  #instance({ expression, typeArguments }: TS.NewExpression): TypeText | undefined {
    if (!this.#ts.isIdentifier(expression)) return undefined;
    const { text } = expression;
    const known = this.#imports.find(text);
    if (known !== undefined) return { type: `InstanceType<typeof ${text}>`, imports: [known] };
    if (!builtin.test(text)) return undefined;
    const given = (typeArguments ?? []).map((argument) => this.written(argument));
    if (given.some((one) => one === undefined)) return undefined;
    if (/^(?:Set|Map|Array)$/.test(text) && given.length === 0) return undefined;
    const list = given.map((one) => one?.type).join(", ");
    return {
      type: list === "" ? text : `${text}<${list}>`,
      imports: given.flatMap((one) => one?.imports ?? []),
    };
  }
}
