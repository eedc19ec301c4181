import { follow, isObject, type Json, type JsonObject } from "../../client/document.js";

/** The key of a field in the response of a GET, given by the names on the path to it, without lists. */
export function answerKey(
  document: JsonObject,
  path: string,
  names: readonly string[],
): string | undefined {
  const item = isObject(document.paths) ? document.paths[path] : undefined;
  const get = isObject(item) ? follow(document, item).get : undefined;
  if (!isObject(get) || !isObject(get.responses)) return undefined;
  const response = get.responses["200"];
  if (!isObject(response)) return undefined;
  const { operationId } = get;
  const owner = typeof operationId === "string" ? `operations.${operationId}` : `paths.${path}.get`;
  const base = componentName(response) ?? `${owner}.responses.200`;
  const { content } = follow(document, response);
  const media = isObject(content) ? content["application/json"] : undefined;
  if (!isObject(media)) return undefined;
  return fieldKey(document, media.schema, `${base}.content.application/json`, names);
}

function fieldKey(
  document: JsonObject,
  schema: Json | undefined,
  owner: string,
  path: readonly string[],
  depth = 0,
): string | undefined {
  const [first, ...rest] = path;
  if (first === undefined) return owner;
  if (!isObject(schema) || depth > 50) return undefined;
  const name = componentName(schema);
  if (name !== undefined) {
    return fieldKey(document, follow(document, schema), name, path, depth + 1);
  }
  if (schema.items !== undefined) {
    return fieldKey(document, schema.items, owner, path, depth + 1);
  }
  if (isObject(schema.properties) && Object.hasOwn(schema.properties, first)) {
    return fieldKey(document, schema.properties[first], `${owner}.${first}`, rest, depth + 1);
  }
  for (const keyword of ["allOf", "anyOf", "oneOf"]) {
    const parts = schema[keyword];
    for (const part of Array.isArray(parts) ? parts : []) {
      const found = fieldKey(document, part, owner, path, depth + 1);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** `schemas.job` for a reference to `#/components/schemas/job`. */
export function componentName({ $ref }: JsonObject): string | undefined {
  const prefix = "#/components/";
  if (typeof $ref !== "string" || !$ref.startsWith(prefix)) return undefined;
  const [kind = "", ...names] = $ref.slice(prefix.length).split("/");
  const name = names.map(decodeURIComponent).join(".").replaceAll("~1", "/").replaceAll("~0", "~");
  return `${kind}.${name}`;
}
