import { isObject, type Json, type JsonObject, operationsOf } from "../../client/document.js";

/**
 * Rewrites an OpenAPI 3.1 description as 3.0, and `nullable` beside a `$ref` in the way that counts in 3.0. Two
 * descriptions that mean the same then are the same to oasdiff. How callers prove who they are is left out: a metrics
 * build is given its token, and sends it. The document given stays as it is.
 */
export function toVersion30(document: JsonObject): JsonObject {
  const copy = rewrite(document);
  if (!isObject(copy)) return document;
  const { security: _security, ...rest } = copy;
  if (isObject(rest.components)) delete rest.components.securitySchemes;
  for (const { operation } of operationsOf(rest)) delete operation.security;
  return { ...rest, openapi: "3.0.3" };
}

function rewrite(value: Json): Json {
  if (Array.isArray(value)) return value.map(rewrite);
  if (!isObject(value)) return value;
  const copy: JsonObject = {};
  for (const [key, entry] of Object.entries(value)) {
    if (entry !== undefined) copy[key] = rewrite(entry);
  }
  return nullableReference(nullAlternative(nullType(copy)));
}

/** `type: [string, "null"]` */
function nullType(schema: JsonObject): JsonObject {
  const { type, enum: words, ...rest } = schema;
  if (!Array.isArray(type)) return schema;
  const others = type.filter((one) => one !== "null");
  const first = others[0];
  if (others.length !== 1 || first === undefined) return schema;
  const values = Array.isArray(words) ? { enum: words.filter((word) => word !== null) } : {};
  const nullable = others.length < type.length ? { nullable: true } : {};
  return { type: first, ...values, ...rest, ...nullable };
}

/** `anyOf: [X, { type: "null" }]` */
function nullAlternative(schema: JsonObject): JsonObject {
  for (const keyword of ["anyOf", "oneOf"] as const) {
    const list = schema[keyword];
    if (!Array.isArray(list)) continue;
    const others = list.filter((one) => !(isObject(one) && one.type === "null"));
    if (others.length === list.length) continue;
    const { [keyword]: _, ...rest } = schema;
    const only = others.length === 1 ? { allOf: others } : { [keyword]: others };
    return { ...rest, ...only, nullable: true };
  }
  return schema;
}

/** Everything beside a `$ref` is ignored in 3.0, and so would be the null. */
function nullableReference(schema: JsonObject): JsonObject {
  const { $ref, nullable } = schema;
  if (typeof $ref !== "string") return schema;
  return nullable === true ? { allOf: [{ $ref }], nullable: true } : { $ref };
}
