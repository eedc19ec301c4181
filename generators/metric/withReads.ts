import { posix } from "node:path";
import type TS from "typescript";
import type { Read } from "./findReads.js";
import { specifierOf } from "./sources.js";

/** The statement that completes all reads. */
export function lastStatement(reads: readonly Read[]): TS.Statement | undefined {
  return reads
    .map(({ statement }) => statement)
    .toSorted((a, b) => a.getEnd() - b.getEnd())
    .at(-1);
}

/** A stub with the data that the mode's function reads as parameters, before the context. */
export function withReads(
  ts: typeof TS,
  text: string,
  {
    callee,
    stub,
    target,
    reads,
  }: { callee: string; stub: string; target: string; reads: readonly Read[] },
): string {
  const file = ts.createSourceFile(stub, text, ts.ScriptTarget.Latest, true);
  const own = file.statements.find(
    (statement) => ts.isFunctionDeclaration(statement) && statement.name?.text === callee,
  );
  const first = own && ts.isFunctionDeclaration(own) ? own.parameters[0] : undefined;
  const imports = file.statements.filter((statement) => ts.isImportDeclaration(statement));
  const top = imports.at(-1)?.getEnd() ?? 0;
  if (first === undefined) return text;
  const parameters = reads.map(({ name, type }) => `  ${name}: ${type},\n`).join("");
  const close = text.indexOf(")", first.getEnd());
  const head = text.slice(0, top) + importLines(stub, target, reads) + text.slice(top, first.pos);
  const context = text.slice(first.getStart(file), first.getEnd()).replaceAll("\n", "\n  ");
  return `${head}\n${parameters}  ${context},\n${text.slice(close)}`;
}

function importLines(stub: string, target: string, reads: readonly Read[]): string {
  const byModule = new Map<string, Set<string>>();
  for (const { name, imported, specifier } of reads.flatMap((read) => read.imports)) {
    const module = fromStub(stub, target, specifier);
    const said = imported === name ? name : `${imported} as ${name}`;
    byModule.set(module, (byModule.get(module) ?? new Set()).add(said));
  }
  return [...byModule]
    .map(([module, names]) => `\nimport type { ${[...names].sort().join(", ")} } from "${module}";`)
    .join("");
}

/** The stub's specifier for a module that the mode's file imports as `specifier`, or for that file itself. */
function fromStub(stub: string, target: string, specifier: string | undefined): string {
  if (specifier === undefined) return specifierOf(stub, target);
  if (!specifier.startsWith(".")) return specifier;
  return specifierOf(stub, posix.join(posix.dirname(target), specifier));
}
