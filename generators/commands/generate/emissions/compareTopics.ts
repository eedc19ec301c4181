import type ts from "typescript";
import type { Change } from "../Change.js";
import type { TypeScript } from "../Tools.js";

/** A topic as declared in a generated module. */
interface GeneratedTopic {
  event: boolean;
  fields: Map<string, string>;
}

const onlyGrow =
  "the schemas of a branch can only grow, so the platform's sync rejects this (--allow-topic-archival removes an unused topic with its history)";

/**
 * The differences in topics between two texts of src/generated/emissions.ts. Keys are `emissions#topic` and
 * `emissions#topic.field`. Removed or retyped parts are always breaking, because the platform keeps schemas.
 */
export function compareTopics(compiler: TypeScript, before: string, after: string): Change[] {
  const old = topicsOf(compiler, before);
  const now = topicsOf(compiler, after);
  const changes: Change[] = [];
  const add = (
    name: string,
    rest: Pick<Change, "kind" | "verdict" | "text">,
    more: string[] = [],
  ) =>
    changes.push({
      of: "emissions",
      where: `topic ${name}`,
      keys: [keyOf(name), ...more],
      ...rest,
    });
  for (const [name, topic] of old) {
    const other = now.get(name);
    if (other === undefined) {
      const fields = [...topic.fields.keys()].map((field) => keyOf(`${name}.${field}`));
      add(
        name,
        { kind: "removed", verdict: "breaking", text: `removed from the config; ${onlyGrow}` },
        fields,
      );
      continue;
    }
    if (topic.event !== other.event) {
      const text = other.event
        ? "is now an event topic: use emitEvent"
        : "is no longer an event topic: use emit";
      add(name, { kind: "changed", verdict: "breaking", text });
    }
    for (const [field, type] of topic.fields) {
      const next = other.fields.get(field);
      const place = `${name}.${field}`;
      if (next === undefined) {
        add(place, {
          kind: "removed",
          verdict: "breaking",
          text: `removed from its schema; ${onlyGrow}`,
        });
      } else if (next !== type) {
        add(place, {
          kind: "changed",
          verdict: "breaking",
          text: `was ${type}, is now ${next}; ${onlyGrow}`,
        });
      }
    }
    for (const [field, type] of other.fields) {
      if (topic.fields.has(field)) continue;
      // Every row has every field, so code that emits the topic must be adapted.
      const text = `"${field}" (${type}) is new, and required in every row`;
      add(`${name}.${field}`, { kind: "added", verdict: "breaking", text }, [keyOf(name)]);
    }
  }
  for (const name of now.keys()) {
    if (!old.has(name)) add(name, { kind: "added", verdict: "compatible", text: "is new" });
  }
  return changes;
}

function keyOf(name: string): string {
  return `emissions#${name}`;
}

/** Reads the constant `topics`. */
function topicsOf(compiler: TypeScript, text: string): Map<string, GeneratedTopic> {
  const file = compiler.createSourceFile("emissions.ts", text, compiler.ScriptTarget.Latest, true);
  const topics = new Map<string, GeneratedTopic>();
  for (const statement of file.statements) {
    if (!compiler.isVariableStatement(statement)) continue;
    for (const { initializer } of statement.declarationList.declarations) {
      for (const [name, value] of membersOf(compiler, initializer)) {
        const parts = membersOf(compiler, value);
        const fields = [...membersOf(compiler, parts.get("schema"))].map(
          ([field, type]): [string, string] => [field, textOf(compiler, type)],
        );
        topics.set(name, { event: parts.has("event"), fields: new Map(fields) });
      }
    }
  }
  return topics;
}

function membersOf(
  compiler: TypeScript,
  given: ts.Expression | undefined,
): Map<string, ts.Expression> {
  let value = given;
  while (value && (compiler.isAsExpression(value) || compiler.isSatisfiesExpression(value))) {
    value = value.expression;
  }
  const members = new Map<string, ts.Expression>();
  if (!value || !compiler.isObjectLiteralExpression(value)) return members;
  for (const property of value.properties) {
    if (!compiler.isPropertyAssignment(property)) continue;
    const { name, initializer } = property;
    members.set("text" in name ? String(name.text) : name.getText(), initializer);
  }
  return members;
}

function textOf(compiler: TypeScript, value: ts.Expression): string {
  return compiler.isStringLiteral(value) ? value.text : value.getText();
}
