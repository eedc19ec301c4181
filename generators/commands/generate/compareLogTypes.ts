import type ts from "typescript";
import type { Change } from "./Change.js";
import type { TypeScript } from "./Tools.js";

/** The declarations of a module of log types: each member's type as text, by `Odometry.pose`; each name's own text by `Odometry`. */
type Members = ReadonlyMap<string, string>;

/**
 * The differences between two texts of a module of log types: removed, changed and added ones. Keys are those of
 * {@link declarationKey}.
 */
export function compareLogTypes(compiler: TypeScript, before: string, after: string): Change[] {
  const [old, now] = [before, after].map((text) => membersOf(compiler, text));
  if (old === undefined || now === undefined) return [];
  const changes: Change[] = [];
  const add = (name: string, rest: Pick<Change, "kind" | "verdict" | "text">) =>
    changes.push({ of: "logs", where: `logs ${name}`, keys: [`logs#${name}`], ...rest });
  for (const [name, type] of old) {
    const owner = ownerOf(name);
    // The fields of a removed type are not reported separately.
    if (owner !== undefined && !now.has(owner)) {
      if (!isTopic(name)) continue;
    }
    const other = now.get(name);
    if (other === undefined) {
      const what = isTopic(name)
        ? "the new log does not contain this topic or type"
        : "the new log does not contain it";
      add(name, { kind: "removed", verdict: "breaking", text: what });
    } else if (other !== type) {
      add(name, { kind: "changed", verdict: "breaking", text: `was ${type}, is now ${other}` });
    }
  }
  for (const name of now.keys()) {
    const owner = ownerOf(name);
    if (old.has(name) || (owner !== undefined && !old.has(owner))) continue;
    add(name, { kind: "added", verdict: "compatible", text: "is new" });
  }
  // Uses of a field of a removed type count as uses of the type.
  return changes.map((change) => {
    const [key = ""] = change.keys;
    const below = [...old.keys()].filter((name) => `logs#${name}`.startsWith(`${key}.`));
    return change.kind === "removed"
      ? { ...change, keys: [key, ...below.map((name) => `logs#${name}`)] }
      : change;
  });
}

function ownerOf(name: string): string | undefined {
  const at = name.indexOf(".");
  return at < 0 ? undefined : name.slice(0, at);
}

function isTopic(name: string): boolean {
  return name.startsWith("LogTopics.") || name.startsWith("LogMessages.");
}

function membersOf(compiler: TypeScript, text: string): Members {
  const file = compiler.createSourceFile("messages.ts", text, compiler.ScriptTarget.Latest, true);
  const members = new Map<string, string>();
  for (const statement of file.statements) {
    if (compiler.isInterfaceDeclaration(statement)) {
      members.set(statement.name.text, "");
      addMembers(compiler, statement.members, statement.name.text, members);
    } else if (compiler.isTypeAliasDeclaration(statement)) {
      members.set(statement.name.text, "");
    } else if (compiler.isVariableStatement(statement)) {
      for (const { name, initializer } of statement.declarationList.declarations) {
        if (!compiler.isIdentifier(name)) continue;
        if (!members.has(name.text)) members.set(name.text, "");
        addConstants(compiler, name.text, initializer, members);
      }
    }
  }
  return members;
}

function addMembers(
  compiler: TypeScript,
  elements: ts.NodeArray<ts.TypeElement>,
  owner: string,
  members: Map<string, string>,
): void {
  for (const element of elements) {
    if (!compiler.isPropertySignature(element)) continue;
    const name = "text" in element.name ? String(element.name.text) : element.name.getText();
    const { type } = element;
    const isOptional = element.questionToken !== undefined;
    if (type && compiler.isTypeLiteralNode(type)) {
      members.set(`${owner}.${name}`, isOptional ? "{ … } | undefined" : "{ … }");
      addMembers(compiler, type.members, `${owner}.${name}`, members);
    } else {
      const text = type?.getText().replace(/\s+/g, " ") ?? "unknown";
      members.set(`${owner}.${name}`, isOptional ? `${text}, optional` : text);
    }
  }
}

function addConstants(
  compiler: TypeScript,
  owner: string,
  initializer: ts.Expression | undefined,
  members: Map<string, string>,
): void {
  const value =
    initializer && compiler.isAsExpression(initializer) ? initializer.expression : initializer;
  if (!value || !compiler.isObjectLiteralExpression(value)) return;
  for (const property of value.properties) {
    if (!compiler.isPropertyAssignment(property)) continue;
    const name = "text" in property.name ? String(property.name.text) : property.name.getText();
    members.set(`${owner}.${name}`, property.initializer.getText());
  }
}
