import type { FieldType } from "@metrics-project/runtime";
import type { ConfigPart } from "./ConfigPart.js";
import type { ConfigField, ConfigTopic } from "./EmissionsConfig.js";

/** By name, so that the compiler requires each. */
const fieldTypes: Readonly<Record<FieldType, true>> = {
  boolean: true,
  int: true,
  float: true,
  string: true,
  status: true,
  image: true,
  video: true,
  "string[]": true,
  "metric[]": true,
};

const typeNames = Object.keys(fieldTypes) as FieldType[];

/** Common wrong names of types, and the types they mean. */
const mistakes: Readonly<Record<string, FieldType>> = {
  double: "float",
  number: "float",
  decimal: "float",
  real: "float",
  integer: "int",
  long: "int",
  bool: "boolean",
  text: "string",
  str: "string",
  "metrics[]": "metric[]",
};

/** Tables that the platform fills itself (C13). */
export const builtInTables = ["metadata", "container_performance", "test_length_seconds"] as const;

/** Whether the platform has a table of that name. */
export function isBuiltIn(name: string): boolean {
  return builtInTables.some((table) => table === name.toLowerCase());
}

/** The topics of a config's `topics` (T2, T6, C13, M1). */
export function topicsOfConfig(part: ConfigPart): ConfigTopic[] {
  const topics: ConfigTopic[] = [];
  for (const name of part.names) {
    const topic = part.part(name);
    if (topic === undefined) continue;
    topic.expectOnly(["event", "schema"]);
    if (isBuiltIn(name)) {
      part.report({
        code: "C13",
        severity: "problem",
        name,
        message: `a topic must not be named ${name}: the platform has a table with this name`,
        remedy: "Choose another name, here and where you emit it.",
      });
    }
    const schema = schemaOf(topic);
    if (schema === undefined) continue;
    topics.push({
      name,
      event: topic.boolean("event") ?? false,
      schema,
      at: part.positionOf(name),
    });
  }
  return topics;
}

function schemaOf(topic: ConfigPart): ReadonlyMap<string, ConfigField> | undefined {
  if (!topic.has("schema")) {
    topic.report({
      code: "T2",
      severity: "problem",
      message: `${topic.path} has no schema`,
      remedy: "Add `schema:`, with a line `FIELD: TYPE` for each field.",
    });
    return undefined;
  }
  const part = topic.part("schema");
  if (part === undefined) return undefined;
  const fields = new Map<string, ConfigField>();
  for (const { name } of part.entries) {
    const given = part.text.scalar(part.node(name));
    const type = typeNames.find((word) => word === given);
    if (type !== undefined) {
      fields.set(name, { type, at: part.positionOf(name) });
      continue;
    }
    const meant = typeof given === "string" ? mistakes[given.toLowerCase()] : undefined;
    const why =
      given === "bigint" ? "; the server supports it, but its own emitter rejects it" : "";
    part.report({
      code: "T6",
      severity: "problem",
      name,
      message: `the type of ${part.pathOf(name)} must be one of ${typeNames.join(", ")}, got ${JSON.stringify(given ?? null)}${why}`,
      remedy:
        meant === undefined
          ? "Choose one of them; use a string for exact nanoseconds."
          : `Write ${meant}.`,
      at: part.valuePosition(name),
    });
  }
  checkMedia(topic, fields);
  return fields;
}

function checkMedia(topic: ConfigPart, fields: ReadonlyMap<string, ConfigField>): void {
  const media = [...fields].filter(([, { type }]) => type === "image" || type === "video");
  if (media.length < 2) return;
  topic.report({
    code: "M1",
    severity: "problem",
    name: "schema",
    message: `${topic.path} must have at most one field of type image or video, got ${media.map(([name]) => name).join(", ")}`,
    remedy: "Use a separate topic for each kind of file.",
  });
}
