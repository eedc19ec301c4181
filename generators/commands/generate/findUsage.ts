import type ts from "typescript";
import { isObject, type JsonObject } from "../../client/document.js";
import { slashedFrom } from "../../io/slashed.js";
import { answerKey } from "./answerKey.js";
import type { Manner, Mention, Usage, Use } from "./Change.js";
import { headerKey } from "./compare/touchedKeys.js";
import { declarationKey, isGenerated } from "./declarationKey.js";
import { clientCall, sentValues } from "./sentValues.js";
import type { TypeScript } from "./Tools.js";

/**
 * Finds where a program's own code uses generated operations, fields, messages and enum values, by asking the type
 * checker what each name means. Places are relative to `root`; `document` is the description that the files were
 * generated from.
 */
export function findUsage(
  compiler: TypeScript,
  program: ts.Program,
  root: string,
  document: JsonObject | undefined,
): Usage {
  const checker = program.getTypeChecker();
  const paths = new Set(isObject(document?.paths) ? Object.keys(document.paths) : []);
  const usage = new Map<string, Use[]>();
  const symbols = { compiler, program, symbolKeys, typeKeys };

  for (const file of program.getSourceFiles()) {
    if (file.isDeclarationFile || file.fileName.includes("/node_modules/")) continue;
    if (isGenerated(file.fileName)) continue;
    visit(file);
  }
  return usage;

  function visit(node: ts.Node): void {
    for (const mention of mentionsIn(node)) record(mention, mention.value ?? node);
    compiler.forEachChild(node, visit);
  }

  /** The created value may be elsewhere, in a variable of another file. */
  function record({ key, how, value }: Mention, node: ts.Node): void {
    const file = node.getSourceFile();
    const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
    const name = slashedFrom(root, file.fileName);
    const use: Use = { file: name, line: line + 1, how, ...(value ? { value } : {}) };
    const uses = usage.get(key);
    if (uses === undefined) usage.set(key, [use]);
    else if (!uses.some((one) => isSame(one, use))) uses.push(use);
  }

  function mentionsIn(node: ts.Node): Mention[] {
    const as = (how: Manner, keys: readonly string[], value?: ts.Expression): Mention[] =>
      keys.map((key) => ({ key, how, value }));
    if (compiler.isStringLiteralLike(node)) {
      return [...as("calls", pathKeys(node)), ...literalMentions(node)];
    }
    if (compiler.isPropertySignature(node)) {
      const [call, ...fields] = needKeys(node);
      return call === undefined ? [] : [...as("calls", [call]), ...as("reads", fields)];
    }
    if (compiler.isCallExpression(node)) {
      const call = clientCall(compiler, checker, node, paths);
      return call === undefined ? as("reads", headerKeys(node)) : sentValues(symbols, call);
    }
    if (compiler.isObjectLiteralExpression(node)) {
      const type = assignedType(node) === undefined ? checker.getContextualType(node) : undefined;
      return type === undefined ? [] : as("makes", typeKeys(type), node);
    }
    if (!compiler.isIdentifier(node)) return [];
    const { parent } = node;
    if (compiler.isBindingElement(parent) && compiler.isObjectBindingPattern(parent.parent)) {
      const name = parent.propertyName ?? parent.name;
      const type = checker.getTypeAtLocation(parent.parent);
      return name === node ? as("reads", propertyKeys(type, node.text)) : [];
    }
    if (compiler.isObjectLiteralElementLike(parent) && parent.name === node) {
      const literal = parent.parent;
      if (!compiler.isObjectLiteralExpression(literal)) return [];
      const assigned = assignedType(literal);
      if (assigned !== undefined) return as("reads", propertyKeys(assigned, node.text));
      const type = checker.getContextualType(literal);
      return type === undefined
        ? []
        : as("makes", propertyKeys(type, node.text), valueIn(parent) ?? node);
    }
    const symbol = checker.getSymbolAtLocation(node);
    const keys = symbol === undefined ? [] : symbolKeys(symbol);
    return [...as(mannerOf(node), keys, assignedValue(node)), ...as("reads", constantKeys(node))];
  }

  /** `response.headers.get("X-Total")` */
  function headerKeys({ expression, arguments: [name] }: ts.CallExpression): string[] {
    const isGet =
      compiler.isPropertyAccessExpression(expression) &&
      /^(get|has)$/.test(expression.name.text) &&
      checker.getTypeAtLocation(expression.expression).symbol?.name === "Headers";
    return isGet && name !== undefined && compiler.isStringLiteralLike(name)
      ? [headerKey(name.text)]
      : [];
  }

  function mannerOf(node: ts.Identifier): Manner {
    const { parent } = node;
    if (compiler.isPropertyAccessExpression(parent) && parent.name === node) {
      return assignedValue(node) === undefined ? "reads" : "makes";
    }
    return "names";
  }

  /** The right side of `job.name = value`. */
  function assignedValue({ parent }: ts.Node): ts.Expression | undefined {
    const outer = parent.parent;
    return compiler.isPropertyAccessExpression(parent) &&
      compiler.isBinaryExpression(outer) &&
      outer.left === parent &&
      outer.operatorToken.kind === compiler.SyntaxKind.EqualsToken
      ? outer.right
      : undefined;
  }

  function valueIn(property: ts.ObjectLiteralElementLike): ts.Expression | undefined {
    if (compiler.isPropertyAssignment(property)) return property.initializer;
    return compiler.isShorthandPropertyAssignment(property) ? property.name : undefined;
  }

  /** The destructured value if a literal is on the left: `({ name } = job)`. */
  function assignedType(literal: ts.ObjectLiteralExpression): ts.Type | undefined {
    const { parent } = literal;
    const isAssigned =
      compiler.isBinaryExpression(parent) &&
      parent.left === literal &&
      parent.operatorToken.kind === compiler.SyntaxKind.EqualsToken;
    return isAssigned ? checker.getTypeAtLocation(parent.right) : undefined;
  }

  /** A path of the API: an argument of a client's method or of a reading helper, or a constant for them. */
  function pathKeys(node: ts.StringLiteralLike): string[] {
    if (!paths.has(node.text)) return [];
    const expected = checker.getContextualType(node);
    const isPath = node.text.includes("{") || (expected !== undefined && namesPaths(expected));
    const { parent } = node;
    if (compiler.isPropertySignature(parent) || !isPath) return [];
    const call = compiler.isCallExpression(parent)
      ? clientCall(compiler, checker, parent, paths)
      : undefined;
    return [`${call?.method ?? "GET"} ${node.text}`];
  }

  /** The runtime declares what it reads of a response in its own types: `"/path": { jobs: { jobID: string }[] }`. */
  function needKeys(need: ts.PropertySignature): string[] {
    const keys: string[] = [];
    const path = nameOf(need);
    if (path === undefined || !paths.has(path)) return [];
    const walk = (node: ts.Node, names: readonly string[]): void => {
      if (compiler.isPropertySignature(node) && node !== need) {
        const all = [...names, node.name.getText()];
        const key = document && answerKey(document, path, all);
        if (key !== undefined) keys.push(key);
        compiler.forEachChild(node, (child) => walk(child, all));
      } else {
        compiler.forEachChild(node, (child) => walk(child, names));
      }
    };
    walk(need, []);
    return [`GET ${path}`, ...keys];
  }

  function nameOf({ name }: ts.PropertySignature): string | undefined {
    if (compiler.isStringLiteral(name)) return name.text;
    if (!compiler.isComputedPropertyName(name)) return undefined;
    const type = checker.getTypeAtLocation(name.expression);
    return type.isStringLiteral() ? type.value : undefined;
  }

  function namesPaths(type: ts.Type): boolean {
    const constraint = checker.getBaseConstraintOfType(type) ?? type;
    const parts = constraint.isUnion() ? constraint.types : [constraint];
    return parts.every((part) => part.isStringLiteral() && part.value.startsWith("/"));
  }

  /** `job[name]`, where `name` is a constant. */
  function constantKeys(node: ts.Identifier): string[] {
    const { parent } = node;
    if (!compiler.isElementAccessExpression(parent) || parent.argumentExpression !== node)
      return [];
    const type = checker.getTypeAtLocation(node);
    const owner = checker.getTypeAtLocation(parent.expression);
    return type.isStringLiteral() ? propertyKeys(owner, type.value) : [];
  }

  /** `job["name"]`, `"name" in job`, `{ "name": … }`, `components["schemas"]["job"]`, `Pick<Job, "name" | "status">`. */
  function literalMentions(node: ts.StringLiteralLike): Mention[] {
    const { parent, text } = node;
    const as = (how: Manner, type: ts.Type, value?: ts.Expression): Mention[] =>
      propertyKeys(type, text).map((key) => ({ key, how, value }));
    if (compiler.isElementAccessExpression(parent) && parent.argumentExpression === node) {
      return as("reads", checker.getTypeAtLocation(parent.expression));
    }
    if (compiler.isPropertyAssignment(parent) && parent.name === node) {
      const type = checker.getContextualType(parent.parent);
      return type === undefined ? [] : as("makes", type, parent.initializer);
    }
    if (compiler.isBinaryExpression(parent)) {
      const { left, operatorToken, right } = parent;
      return left === node && operatorToken.kind === compiler.SyntaxKind.InKeyword
        ? as("reads", checker.getTypeAtLocation(right))
        : [];
    }
    if (!compiler.isLiteralTypeNode(parent)) return [];
    const outer = compiler.isUnionTypeNode(parent.parent) ? parent.parent.parent : parent.parent;
    if (compiler.isIndexedAccessTypeNode(outer)) {
      return as("names", checker.getTypeFromTypeNode(outer.objectType));
    }
    if (!compiler.isTypeReferenceNode(outer)) return [];
    const owner = outer.typeArguments?.[0];
    return owner !== undefined && /^(Pick|Omit)$/.test(outer.typeName.getText())
      ? as("names", checker.getTypeFromTypeNode(owner))
      : [];
  }

  function propertyKeys(type: ts.Type, name: string): string[] {
    const parts = type.isUnion() ? type.types : [type];
    return parts.flatMap((part) => {
      const symbol = checker.getPropertyOfType(checker.getApparentType(part), name);
      return symbol === undefined ? [] : symbolKeys(symbol);
    });
  }

  /** The keys of the generated object types of a value; for inline types, the key of their owner. */
  function typeKeys(type: ts.Type): string[] {
    const parts = type.isUnionOrIntersection() ? type.types : [type];
    return [...new Set(parts.flatMap((part) => (part.symbol ? symbolKeys(part.symbol) : [])))];
  }

  function symbolKeys(symbol: ts.Symbol): string[] {
    const target =
      symbol.flags & compiler.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const keys = checker
      .getRootSymbols(target)
      .flatMap((root) => root.declarations ?? [])
      .map((declaration) => declarationKey(compiler, declaration))
      .filter((key) => key !== undefined);
    return [...new Set(keys)];
  }
}

function isSame(a: Use, b: Use): boolean {
  return a.file === b.file && a.line === b.line && a.how === b.how && a.value === b.value;
}
