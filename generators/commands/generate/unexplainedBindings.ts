import type ts from "typescript";
import type { RenderedFiles } from "../../io/RenderedFiles.js";
import type { Change } from "./Change.js";
import type { Layout } from "./layout.js";
import { withLF } from "./sources.js";
import type { TypeScript } from "./Tools.js";

/**
 * Bindings that differ although no change of the .proto files explains it: one entry per file, with its differing
 * declarations. Ignores comments and signatures.
 */
export function unexplainedBindings(
  compiler: TypeScript,
  { generated: folder }: Layout,
  { disk, generated }: { disk: RenderedFiles; generated: RenderedFiles },
  told: readonly Change[],
): Change[] {
  const base = `${folder}/proto/`;
  const changed = new Set(told.map(({ where }) => where));
  return [...generated].flatMap(([path, content]): Change[] => {
    const before = disk.get(path);
    const where = `${path.slice(base.length).replace(/\.ts$/, "")}.proto`;
    if (!path.startsWith(base) || before === undefined || changed.has(where)) return [];
    const [old, now] = [before, content].map((text) => declarationsIn(compiler, String(text)));
    const names = new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])]);
    // If an import moved, the other file's change explains it.
    const different = [...names].filter(
      (name) => old?.get(name) !== now?.get(name) && !(name === imports && told.length > 0),
    );
    if (different.length === 0) return [];
    const [first, ...more] = different;
    const others = more.length === 0 ? "" : ` and ${more.length} more`;
    return [
      {
        of: "proto",
        kind: "changed",
        verdict: "risky",
        where,
        text: `the generated code of "${first}"${others} changed, but the .proto file did not`,
        keys: different.map((name) => `proto/${where.replace(/\.proto$/, "")}#${name}`),
        unexplained: true,
      },
    ];
  });
}

const imports = "its imports";

/** Each top-level declaration of a module, without comments, by the name of its message or enum. */
function declarationsIn(compiler: TypeScript, text: string): Map<string, string> {
  const { ScriptTarget, EmitHint } = compiler;
  const file = compiler.createSourceFile("a.ts", withLF(text), ScriptTarget.Latest, true);
  const printer = compiler.createPrinter({ removeComments: true });
  const declarations = new Map<string, string>();
  for (const statement of file.statements) {
    const name = nameOf(compiler, statement).replace(/^createBase/, "");
    const printed = printer.printNode(EmitHint.Unspecified, statement, file);
    declarations.set(name, `${declarations.get(name) ?? ""}${printed}\n`);
  }
  return declarations;
}

function nameOf(compiler: TypeScript, statement: ts.Statement): string {
  if (compiler.isVariableStatement(statement)) {
    return statement.declarationList.declarations[0]?.name.getText() ?? "";
  }
  const isNamed =
    compiler.isInterfaceDeclaration(statement) ||
    compiler.isEnumDeclaration(statement) ||
    compiler.isFunctionDeclaration(statement) ||
    compiler.isTypeAliasDeclaration(statement);
  return isNamed ? (statement.name?.text ?? "") : imports;
}
