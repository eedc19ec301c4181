import {
  follow,
  isObject,
  type Json,
  type JsonObject,
  objectEntries,
  operationsOf,
} from "./document.js";
import { mapDiscriminators } from "./mapDiscriminators.js";

/** Objects with keys that are names, chosen by the author of the description, not keywords. */
const nameMaps = new Set([
  "$defs",
  "callbacks",
  "content",
  "definitions",
  "dependentSchemas",
  "headers",
  "links",
  "parameters",
  "pathItems",
  "paths",
  "patternProperties",
  "properties",
  "requestBodies",
  "responses",
  "schemas",
  "securitySchemes",
]);

/** Suffix of names that every JavaScript object has, which libraries confuse with entries of their own tables. */
const mark = "$name$";

/**
 * Rewrites an OpenAPI 3.0 or 3.1 document so that its generated types match the platform's behavior. Does not change
 * the given document.
 *
 * - `nullable` beside a `$ref`, which the standard ignores but the platform relies on, becomes `anyOf` with null; every
 *   other `nullable` becomes its 3.1 form.
 * - Request bodies are required: the platform has no optional ones, but does not mark them as required.
 * - Error responses without a documented body get a body of unknown type. Otherwise the client's `error` would be
 *   typed as `undefined`, and `if (error)` would never be true.
 * - Discriminators map to schemas by reference, or by the values that the schemas list themselves.
 * - Names such as `valueOf` are marked; {@link withoutMarks} restores them in the generated code.
 */
export function preprocess(document: JsonObject): JsonObject {
  const copy = withoutNullable(document, false);
  if (!isObject(copy)) {
    return document;
  }
  copy.openapi = "3.1.0";
  requireBodies(copy);
  mapDiscriminators(copy);
  describeErrors(copy);
  return copy;
}

/** Generated code with the original names instead of those that {@link preprocess} marked. */
export function withoutMarks(text: string): string {
  return text.replaceAll(mark, "");
}

function marked(name: string): string {
  return name in Object.prototype ? `${name}${mark}` : name;
}

/** Copies a value, replacing `nullable`. In a map of names, a key is not a keyword. */
function withoutNullable(value: Json, isNameMap: boolean): Json {
  if (Array.isArray(value)) {
    return value.map((item) => withoutNullable(item, false));
  }
  if (!isObject(value)) {
    return value;
  }
  const copy: JsonObject = {};
  for (const [key, entry] of Object.entries(value)) {
    if (entry === undefined) continue;
    if (isNameMap) copy[marked(key)] = withoutNullable(entry, false);
    else copy[key] = copyOfKeyword(key, entry);
  }
  if (isNameMap || typeof copy.nullable !== "boolean") {
    return copy;
  }
  const { nullable, ...rest } = copy;
  return nullable ? orNull(rest) : rest;
}

function copyOfKeyword(key: string, value: Json): Json {
  switch (key) {
    case "example":
    case "examples":
    case "default":
    case "enum":
    case "const":
      return structuredClone(value);
    case "required":
      return Array.isArray(value)
        ? value.map((name) => (typeof name === "string" ? marked(name) : name))
        : value;
    case "propertyName":
      return typeof value === "string" ? marked(value) : value;
    case "$ref":
      return typeof value === "string" ? value.split("/").map(marked).join("/") : value;
    default:
      return withoutNullable(value, nameMaps.has(key));
  }
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
        // A success may share the response and must not get a body, so each error gets its own copy.
        operation.responses[status] = { ...body, content: { "application/json": { schema: {} } } };
      }
    }
  }
}
