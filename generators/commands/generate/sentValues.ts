import type ts from "typescript";
import type { Mention } from "./Change.js";
import { isGenerated } from "./declarationKey.js";

import type { TypeScript } from "./Tools.js";

const methodNames = new Set(["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"]);

/** `client.GET("/path", init)`, or `client.request("get", "/path", init)`. */
export interface ClientCall {
  method: string;
  path: string;
  init: ts.Expression | undefined;
}

/** The functions that {@link sentValues} needs about names. */
interface Symbols {
  compiler: TypeScript;
  program: ts.Program;
  symbolKeys(symbol: ts.Symbol): string[];
  typeKeys(type: ts.Type): string[];
}

/** Maximum depth of the search in bodies. */
const deepest = 12;

/** A call of a client's method with a path of the description; undefined for any other call. */
export function clientCall(
  compiler: TypeScript,
  checker: ts.TypeChecker,
  call: ts.CallExpression,
  paths: ReadonlySet<string>,
): ClientCall | undefined {
  if (!compiler.isPropertyAccessExpression(call.expression)) return undefined;
  const name = call.expression.name.text;
  const isRequest = name === "request";
  if (!isRequest && !methodNames.has(name)) return undefined;
  const literals = call.arguments.map((argument) => {
    const type = checker.getTypeAtLocation(argument);
    return type.isStringLiteral() ? type.value : undefined;
  });
  const [first, second] = literals;
  const path = isRequest ? second : first;
  if (path === undefined || !paths.has(path)) return undefined;
  const method = isRequest ? first?.toUpperCase() : name;
  return method === undefined
    ? undefined
    : { method, path, init: call.arguments[isRequest ? 2 : 1] };
}

/**
 * The parameters and body fields that a call sends, each as declared in the description. The client's types accept
 * undeclared ones, so the compiler does not report a removed one.
 */
export function sentValues(symbols: Symbols, { method, path, init }: ClientCall): Mention[] {
  const { compiler, program } = symbols;
  const checker = program.getTypeChecker();
  const operation = declaredOperation(symbols, path, method);
  if (operation === undefined || init === undefined) return [];
  const mentions: Mention[] = [];
  const given = checker.getTypeAtLocation(init);
  const parameters = { sent: part(given, "params"), declared: part(operation, "parameters") };
  for (const place of ["query", "path", "header", "cookie"]) {
    walk(part(parameters.sent, place), part(parameters.declared, place), init, 0);
  }
  const content = part(part(operation, "requestBody"), "content");
  for (const media of content === undefined ? [] : checker.getPropertiesOfType(content)) {
    walk(part(given, "body"), checker.getTypeOfSymbol(media), init, 0);
  }
  return mentions;

  function part(type: ts.Type | undefined, name: string): ts.Type | undefined {
    const symbol = type && checker.getPropertyOfType(checker.getNonNullableType(type), name);
    return symbol && checker.getNonNullableType(checker.getTypeOfSymbol(symbol));
  }

  function walk(
    sent: ts.Type | undefined,
    declared: ts.Type | undefined,
    at: ts.Expression,
    depth: number,
  ): void {
    if (sent === undefined || declared === undefined || depth > deepest) return;
    const elements = [sent, declared].map((type) =>
      checker.getIndexTypeOfType(type, compiler.IndexKind.Number),
    );
    if (elements[0] !== undefined && elements[1] !== undefined) {
      walk(checker.getNonNullableType(elements[0]), elements[1], at, depth + 1);
      return;
    }
    for (const symbol of checker.getPropertiesOfType(sent)) {
      const declaration = symbol.valueDeclaration;
      // Skip properties of the generated types: this code does not write them.
      if (declaration === undefined || isGenerated(declaration.getSourceFile().fileName)) continue;
      const value = valueIn(declaration) ?? at;
      for (const alternative of alternativesOf(declared)) {
        const target = checker.getPropertyOfType(alternative, symbol.name);
        if (target === undefined) continue;
        for (const key of symbols.symbolKeys(target)) mentions.push({ key, how: "makes", value });
        const type = checker.getNonNullableType(checker.getTypeOfSymbol(target));
        const own = checker.getNonNullableType(checker.getTypeOfSymbol(symbol));
        walk(own, type, value, depth + 1);
      }
    }
    for (const key of symbols.typeKeys(declared)) mentions.push({ key, how: "makes", value: at });
  }

  function alternativesOf(type: ts.Type): ts.Type[] {
    return type.isUnion() ? type.types : [type];
  }

  function valueIn(declaration: ts.Declaration): ts.Expression | undefined {
    if (compiler.isPropertyAssignment(declaration)) return declaration.initializer;
    return compiler.isShorthandPropertyAssignment(declaration) ? declaration.name : undefined;
  }
}

/** The type of an operation in the generated `paths` of a program. */
function declaredOperation(
  { compiler, program }: Symbols,
  path: string,
  method: string,
): ts.Type | undefined {
  const checker = program.getTypeChecker();
  for (const file of program.getSourceFiles()) {
    if (file.isDeclarationFile || !file.fileName.endsWith("/generated/api/paths.ts")) continue;
    for (const statement of file.statements) {
      if (!compiler.isInterfaceDeclaration(statement) || statement.name.text !== "paths") continue;
      const declared = statement.members.find(
        (member) => member.name !== undefined && "text" in member.name && member.name.text === path,
      );
      if (declared === undefined) continue;
      const item = checker.getTypeAtLocation(declared);
      const operation = checker.getPropertyOfType(item, method.toLowerCase());
      return operation && checker.getNonNullableType(checker.getTypeOfSymbol(operation));
    }
  }
  return undefined;
}
