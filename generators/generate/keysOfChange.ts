import { follow, isObject, type Json, type JsonObject, operationsOf } from "../client/document.js";
import type { OasdiffChange } from "./compareDescriptions.js";

/**
 * The names under which {@link Usage} lists what a change touches. `document` is the description before the change:
 * nobody can use yet what comes with it.
 */
export function keysOfChange(change: OasdiffChange, document: JsonObject): string[] {
  const operation = operationsOf(document).find(
    ({ method, path }) => method === change.operation && path === change.path,
  );
  if (operation === undefined) return [];
  const { method, path, id } = operation;
  const call = `${method} ${path}`;
  const owner = id === undefined ? `paths.${path}.${method.toLowerCase()}` : `operations.${id}`;
  const quoted = [...change.text.matchAll(/`([^`]+)`/g)].map(([, text]) => text ?? "");
  if (/^api-operation-id/.test(change.id)) return [owner];
  if (/request-parameter-removed/.test(change.id)) {
    return operation.parameters
      .filter(({ name }) => quoted.includes(String(name)))
      .map((parameter) => `${owner}.parameters.${String(parameter.in)}.${String(parameter.name)}`);
  }
  const properties = /^response-/.test(change.id)
    ? responseProperties(document, operation.operation, owner, quoted)
    : /request-property/.test(change.id) && !/required|^new-/.test(change.id)
      ? bodyProperties(document, operation.operation, owner, quoted)
      : [];
  return properties.length > 0 ? properties : [call, owner];
}

function responseProperties(
  document: JsonObject,
  operation: JsonObject,
  owner: string,
  quoted: string[],
): string[] {
  if (!isObject(operation.responses)) return [];
  const keys: string[] = [];
  for (const [status, response] of Object.entries(operation.responses)) {
    if (!isObject(response) || !quoted.includes(status)) continue;
    const shared = componentName(response);
    const base = shared ?? `${owner}.responses.${status}`;
    keys.push(...contentProperties(document, follow(document, response), base, quoted));
  }
  return keys;
}

function bodyProperties(
  document: JsonObject,
  operation: JsonObject,
  owner: string,
  quoted: string[],
): string[] {
  if (!isObject(operation.requestBody)) return [];
  const base = componentName(operation.requestBody) ?? `${owner}.requestBody`;
  return contentProperties(document, follow(document, operation.requestBody), base, quoted);
}

function contentProperties(
  document: JsonObject,
  body: JsonObject,
  base: string,
  quoted: string[],
): string[] {
  const keys: string[] = [];
  for (const [type, media] of Object.entries(isObject(body.content) ? body.content : {})) {
    if (!isObject(media)) continue;
    for (const path of quoted) {
      const key = property(document, media.schema, `${base}.content.${type}`, segments(path));
      if (key !== undefined) keys.push(key);
    }
  }
  return keys;
}

/** oasdiff writes `jobs/items/name`, and `allOf[…]/` in between where a schema is composed. */
function segments(path: string): string[] {
  return path
    .replace(/\[[^\]]*\]/g, "[]")
    .split("/")
    .filter((part) => part !== "" && !/^(allOf|anyOf|oneOf)\[\]$/.test(part));
}

function property(
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
    return property(document, follow(document, schema), name, path, depth + 1);
  }
  if (first === "items" && schema.items !== undefined) {
    return property(document, schema.items, owner, rest, depth + 1);
  }
  if (isObject(schema.properties) && schema.properties[first] !== undefined) {
    return property(document, schema.properties[first], `${owner}.${first}`, rest, depth + 1);
  }
  for (const keyword of ["allOf", "anyOf", "oneOf"]) {
    const parts = schema[keyword];
    for (const part of Array.isArray(parts) ? parts : []) {
      const found = property(document, part, owner, path, depth + 1);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** `schemas.job` for a reference to `#/components/schemas/job`. */
function componentName(value: JsonObject): string | undefined {
  return typeof value.$ref === "string" && value.$ref.startsWith("#/components/")
    ? value.$ref.slice("#/components/".length).replaceAll("/", ".")
    : undefined;
}
