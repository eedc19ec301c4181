import type ts from "typescript";
import type { TypeScript } from "./Tools.js";

const generatedPaths = /\/generated\/api\/paths\.(d\.)?ts$/;
const generatedProto = /\/generated\/proto\/(.+?)\.(d\.)?ts$/;
const generatedLogs = /\/generated\/logs\/messages\.(d\.)?ts$/;

/** Whether a file was generated for this project or for the runtime, by its path with forward slashes. */
export function isGenerated(fileName: string): boolean {
  return (
    generatedPaths.test(fileName) ||
    generatedProto.test(fileName) ||
    generatedLogs.test(fileName) ||
    /\/generated\/(api\/query-styles|description|emissions)\.(d\.)?ts$/.test(fileName)
  );
}

/** The key of a declaration in a generated file, for finding its uses; undefined for any other declaration. */
export function declarationKey(compiler: TypeScript, declaration: ts.Node): string | undefined {
  const { fileName } = declaration.getSourceFile();
  if (generatedLogs.test(fileName)) {
    const path = namesOf(compiler, declaration);
    return path.length === 0 ? undefined : `logs#${path.join(".")}`;
  }
  const proto = generatedProto.exec(fileName)?.[1];
  if (proto === undefined && !generatedPaths.test(fileName)) return undefined;
  const names = namesOf(compiler, declaration);
  if (names.length === 0) return undefined;
  if (proto !== undefined) return `proto/${proto}#${names.join(".")}`;
  if (names[0] === "components") names.shift();
  return names.length < 2 ? undefined : names.join(".");
}

function namesOf(compiler: TypeScript, declaration: ts.Node): string[] {
  const names: string[] = [];
  for (let node = declaration; !compiler.isSourceFile(node); node = node.parent) {
    if (
      compiler.isPropertySignature(node) ||
      compiler.isInterfaceDeclaration(node) ||
      compiler.isTypeAliasDeclaration(node) ||
      compiler.isEnumDeclaration(node) ||
      compiler.isEnumMember(node) ||
      compiler.isVariableDeclaration(node)
    ) {
      const { name } = node;
      names.unshift("text" in name ? String(name.text) : name.getText());
    }
  }
  return names;
}
