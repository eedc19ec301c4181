type Schema = Record<string, unknown>;

/** Maximum depth of a placeholder object: schemas may be recursive. */
const deepest = 6;

/**
 * The response with a placeholder for every field that the schema requires and the response lacks.
 * An API that is newer than this platform may have unknown fields. The schema's references must be
 * resolved.
 */
export function completeAnswer(schema: unknown, value: unknown): unknown {
  if (!isObject(schema)) return value;
  const parts = [schema, ...listOf(schema.allOf)];
  if (Array.isArray(value)) {
    const { items } = parts.find((part) => part.items !== undefined) ?? {};
    return value.map((entry) => completeAnswer(items, entry));
  }
  if (!isObject(value)) return value;
  const complete: Schema = { ...value };
  for (const part of parts) {
    for (const name of namesOf(part.required)) {
      if (complete[name] === undefined) complete[name] = madeUp(propertyOf(parts, name), 0);
    }
  }
  for (const [name, entry] of Object.entries(value)) {
    complete[name] = completeAnswer(notNull(propertyOf(parts, name)), entry);
  }
  return complete;
}

/** The simplest value that a schema accepts. */
function madeUp(schema: unknown, depth: number): unknown {
  if (!isObject(schema) || depth > deepest) return null;
  const choices = [...listOf(schema.anyOf), ...listOf(schema.oneOf)];
  const types = namesOf(Array.isArray(schema.type) ? schema.type : [schema.type]);
  if (types.includes("null") || choices.some(({ type }) => type === "null")) return null;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  if (schema.const !== undefined) return schema.const;
  const [choice] = choices;
  if (choice !== undefined) return madeUp(choice, depth + 1);
  const all = listOf(schema.allOf);
  switch (types[0] ?? (all.length > 0 || schema.properties !== undefined ? "object" : undefined)) {
    case "string":
      return textOf(schema);
    case "integer":
    case "number":
      return typeof schema.minimum === "number" ? schema.minimum : 0;
    case "boolean":
      return false;
    case "array":
      return [];
    case "object": {
      const parts = [schema, ...all];
      const names = parts.flatMap((part) => namesOf(part.required));
      return Object.fromEntries(
        names.map((name) => [name, madeUp(propertyOf(parts, name), depth + 1)]),
      );
    }
    default:
      return null;
  }
}

function textOf({ format, minLength }: Schema): string {
  if (format === "uuid") return "00000000-0000-4000-8000-000000000000";
  if (format === "date-time") return new Date(0).toISOString();
  if (format === "date") return "1970-01-01";
  if (format === "uri") return "http://localhost/";
  return "-".repeat(typeof minLength === "number" ? minLength : 0);
}

function propertyOf(parts: readonly Schema[], name: string): unknown {
  for (const { properties } of parts) {
    if (isObject(properties) && properties[name] !== undefined) return properties[name];
  }
  return undefined;
}

/** The alternatives of a schema other than null. */
function notNull(schema: unknown): unknown {
  if (!isObject(schema)) return schema;
  const choices = [...listOf(schema.anyOf), ...listOf(schema.oneOf)].filter(
    ({ type }) => type !== "null",
  );
  return choices.length === 1 ? choices[0] : schema;
}

function listOf(value: unknown): Schema[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function namesOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

function isObject(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
