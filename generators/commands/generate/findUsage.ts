import { relative, sep } from "node:path";
import type ts from "typescript";
import { isObject, type JsonObject } from "../../client/document.js";
import type { Place, Usage } from "./Change.js";
import { declarationKey, isGenerated } from "./declarationKey.js";
import { answerKey } from "./keysOfChange.js";
import type { TypeScript } from "./Tools.js";

const methodNames = new Set(["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"]);

/**
 * Finds where a program's own code uses generated operations, fields, messages and enum values, by asking the type
 * checker what each name means. `root` is what places are relative to; `document` the description that the generated
 * files were made from.
 */
export function findUsage(
  compiler: TypeScript,
  program: ts.Program,
  root: string,
  document: JsonObject | undefined,
): Usage {
  const checker = program.getTypeChecker();
  const paths = new Set(isObject(document?.paths) ? Object.keys(document.paths) : []);
  const usage = new Map<string, Place[]>();

  for (const file of program.getSourceFiles()) {
    if (file.isDeclarationFile || file.fileName.includes("/node_modules/")) continue;
    if (isGenerated(file.fileName)) continue;
    visit(file, file);
  }
  return usage;

  function visit(node: ts.Node, file: ts.SourceFile): void {
    for (const key of keysOf(node)) record(key, node, file);
    compiler.forEachChild(node, (child) => visit(child, file));
  }

  function record(key: string, node: ts.Node, file: ts.SourceFile): void {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
    const place = { file: relative(root, file.fileName).split(sep).join("/"), line: line + 1 };
    const places = usage.get(key);
    if (places === undefined) usage.set(key, [place]);
    else if (!places.some((one) => one.file === place.file && one.line === place.line)) {
      places.push(place);
    }
  }

  function keysOf(node: ts.Node): string[] {
    if (compiler.isStringLiteralLike(node)) return [...pathKeys(node), ...literalKeys(node)];
    if (compiler.isPropertySignature(node)) return needKeys(node);
    if (!compiler.isIdentifier(node)) return [];
    const { parent } = node;
    if (compiler.isBindingElement(parent) && compiler.isObjectBindingPattern(parent.parent)) {
      const name = parent.propertyName ?? parent.name;
      return name === node ? propertyKeys(checker.getTypeAtLocation(parent.parent), node.text) : [];
    }
    if (compiler.isObjectLiteralElementLike(parent) && parent.name === node) {
      const literal = parent.parent;
      if (!compiler.isObjectLiteralExpression(literal)) return [];
      const type = assignedType(literal) ?? checker.getContextualType(literal);
      return type === undefined ? [] : propertyKeys(type, node.text);
    }
    const symbol = checker.getSymbolAtLocation(node);
    return [...(symbol === undefined ? [] : symbolKeys(symbol)), ...constantKeys(node)];
  }

  /** What is taken apart where a literal stands on the left: `({ name } = job)`. */
  function assignedType(literal: ts.ObjectLiteralExpression): ts.Type | undefined {
    const { parent } = literal;
    const isAssigned =
      compiler.isBinaryExpression(parent) &&
      parent.left === literal &&
      parent.operatorToken.kind === compiler.SyntaxKind.EqualsToken;
    return isAssigned ? checker.getTypeAtLocation(parent.right) : undefined;
  }

  /** A path of the API: given to a client's method or to a helper that reads, or kept for them in a constant. */
  function pathKeys(node: ts.StringLiteralLike): string[] {
    if (!paths.has(node.text)) return [];
    const expected = checker.getContextualType(node);
    const isPath = node.text.includes("{") || (expected !== undefined && namesPaths(expected));
    const { parent } = node;
    if (compiler.isPropertySignature(parent)) return [];
    if (!isPath) return [];
    const callee =
      compiler.isCallExpression(parent) && compiler.isPropertyAccessExpression(parent.expression)
        ? parent.expression.name.text
        : "";
    return [`${methodNames.has(callee) ? callee : "GET"} ${node.text}`];
  }

  /** The runtime says what it reads of an answer in types of its own: `"/path": { jobs: { jobID: string }[] }`. */
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

  /** `job["name"]`, `"name" in job`, `components["schemas"]["job"]`, `Pick<Job, "name" | "status">`. */
  function literalKeys(node: ts.StringLiteralLike): string[] {
    const { parent } = node;
    if (compiler.isElementAccessExpression(parent) && parent.argumentExpression === node) {
      return propertyKeys(checker.getTypeAtLocation(parent.expression), node.text);
    }
    if (compiler.isBinaryExpression(parent)) {
      const { left, operatorToken, right } = parent;
      return left === node && operatorToken.kind === compiler.SyntaxKind.InKeyword
        ? propertyKeys(checker.getTypeAtLocation(right), node.text)
        : [];
    }
    if (!compiler.isLiteralTypeNode(parent)) return [];
    const outer = compiler.isUnionTypeNode(parent.parent) ? parent.parent.parent : parent.parent;
    if (compiler.isIndexedAccessTypeNode(outer)) {
      return propertyKeys(checker.getTypeFromTypeNode(outer.objectType), node.text);
    }
    if (!compiler.isTypeReferenceNode(outer)) return [];
    const owner = outer.typeArguments?.[0];
    return owner !== undefined && /^(Pick|Omit)$/.test(outer.typeName.getText())
      ? propertyKeys(checker.getTypeFromTypeNode(owner), node.text)
      : [];
  }

  function propertyKeys(type: ts.Type, name: string): string[] {
    const parts = type.isUnion() ? type.types : [type];
    return parts.flatMap((part) => {
      const symbol = checker.getPropertyOfType(checker.getApparentType(part), name);
      return symbol === undefined ? [] : symbolKeys(symbol);
    });
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
