import type ts from "typescript";
import { slashedFrom } from "../../../io/slashed.js";
import type { Usage, Use } from "../Change.js";
import { isGenerated } from "../declarationKey.js";
import type { TypeScript } from "../Tools.js";

const emitters = ["emit", "emitSeries", "emitEvent"];

/**
 * Finds where a program emits: for each topic and field, the lines of the calls. Keys are those of
 * {@link compareTopics}. Does not find topics that are not literals.
 */
export function emissionUsage(compiler: TypeScript, program: ts.Program, root: string): Usage {
  const checker = program.getTypeChecker();
  const usage = new Map<string, Use[]>();
  for (const file of program.getSourceFiles()) {
    if (file.isDeclarationFile || file.fileName.includes("/node_modules/")) continue;
    if (!isGenerated(file.fileName)) visit(file, file);
  }
  return usage;

  function visit(node: ts.Node, file: ts.SourceFile): void {
    if (compiler.isCallExpression(node)) addCall(node, file);
    compiler.forEachChild(node, (child) => visit(child, file));
  }

  function addCall(
    { expression, arguments: [topic, row] }: ts.CallExpression,
    file: ts.SourceFile,
  ) {
    if (!compiler.isPropertyAccessExpression(expression) || topic === undefined) return;
    if (!emitters.includes(expression.name.text)) return;
    const owner = checker.getTypeAtLocation(expression.expression);
    if (emitters.some((name) => owner.getProperty(name) === undefined)) return;
    for (const name of wordsOf(checker.getTypeAtLocation(topic))) {
      record(name, topic, file);
      if (row === undefined) continue;
      for (const { name: field, valueDeclaration } of checker
        .getTypeAtLocation(row)
        .getProperties()) {
        const isHere = valueDeclaration?.getSourceFile() === file;
        record(`${name}.${field}`, isHere ? valueDeclaration : row, file);
      }
    }
  }

  function wordsOf(type: ts.Type): string[] {
    const parts = type.isUnion() ? type.types : [type];
    return parts.flatMap((part) => (part.isStringLiteral() ? [part.value] : []));
  }

  function record(name: string, node: ts.Node, file: ts.SourceFile): void {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
    const path = slashedFrom(root, file.fileName);
    const place: Use = { file: path, line: line + 1, how: "makes" };
    const key = `emissions#${name}`;
    const places = usage.get(key) ?? [];
    usage.set(key, places);
    if (!places.some((one) => one.file === place.file && one.line === place.line)) {
      places.push(place);
    }
  }
}
