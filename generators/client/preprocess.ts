import {
  follow,
  isObject,
  type Json,
  type JsonObject,
  objectEntries,
  operationsOf,
} from "./document.js";

/**
 * Rewrites an OpenAPI 3.0 or 3.1 document so that the types made from it say what the platform means. The document
 * given stays as it is.
 *
 * - `nullable` beside a `$ref`, which the standard ignores and the platform relies on, becomes `anyOf` with null; every
 *   other `nullable` becomes the 3.1 form of the same.
 * - Request bodies are required: the platform describes none that may be left out, though it marks none either.
 * - Error responses without a documented body get a body of unknown type. As they stand, the client's `error` would be
 *   typed as `undefined`, and `if (error)` as never true.
 */
export function preprocess(document: JsonObject): JsonObject {
  const copy = withoutNullable(document, false);
  if (!isObject(copy)) {
    return document;
  }
  copy.openapi = "3.1.0";
  requireBodies(copy);
  describeErrors(copy);
  return copy;
}

/** Copies a value, replacing `nullable`. Below `properties` a key is a name, and not a keyword. */
function withoutNullable(value: Json, isNameMap: boolean): Json {
  if (Array.isArray(value)) {
    return value.map((item) => withoutNullable(item, false));
  }
  if (!isObject(value)) {
    return value;
  }
  const copy: JsonObject = {};
  for (const [key, entry] of Object.entries(value)) {
    if (entry !== undefined) {
      const verbatim = !isNameMap && (key === "example" || key === "examples" || key === "default");
      copy[key] = verbatim
        ? structuredClone(entry)
        : withoutNullable(entry, !isNameMap && (key === "properties" || key === "schemas"));
    }
  }
  if (isNameMap || typeof copy.nullable !== "boolean") {
    return copy;
  }
  const { nullable, ...rest } = copy;
  return nullable ? orNull(rest) : rest;
}

/** The schema, or null. */
function orNull(schema: JsonObject): JsonObject {
  const { type, enum: words, description, ...rest } = schema;
  const described = description === undefined ? {} : { description };
  if (typeof type === "string" && Array.isArray(words)) {
    const all = words.includes(null) ? words : [...words, null];
    return { ...described, type: [type, "null"], enum: all, ...rest };
  }
  if (typeof type === "string") {
    return { ...described, type: [type, "null"], ...rest };
  }
  if (Array.isArray(type)) {
    return { ...schema, type: type.includes("null") ? type : [...type, "null"] };
  }
  const whole = words === undefined ? rest : { enum: words, ...rest };
  return { ...described, anyOf: [whole, { type: "null" }] };
}

function requireBodies(document: JsonObject): void {
  for (const { operation } of operationsOf(document)) {
    if (isObject(operation.requestBody)) {
      const body = follow(document, operation.requestBody);
      body.required = true;
    }
  }
}

function describeErrors(document: JsonObject): void {
  for (const { operation } of operationsOf(document)) {
    if (!isObject(operation.responses)) {
      continue;
    }
    for (const [status, response] of objectEntries(operation.responses)) {
      const body = follow(document, response);
      if (!/^2|^3/.test(status) && objectEntries(body.content).length === 0) {
        // A response that is shared with a success must not get a body there, so each error gets its own copy.
        operation.responses[status] = { ...body, content: { "application/json": { schema: {} } } };
      }
    }
  }
}
