import {
  follow,
  isObject,
  type Json,
  type JsonObject,
  type Operation,
  operationsOf,
} from "../../client/document.js";
import type { OasdiffChange } from "./OasdiffChange.js";

/**
 * The names under which {@link Usage} lists what a change touches. `document` is the description before the change:
 * nobody can use yet what comes with it.
 */
export function keysOfChange(change: OasdiffChange, document: JsonObject): string[] {
  const operation = findOperation(change, document);
  if (operation === undefined) return [];
  const owner = ownerOf(operation);
  const call = `${operation.method} ${operation.path}`;
  const quoted = quotedIn(change);
  if (/^api-operation-id/.test(change.id)) return [owner];
  if (/request-parameter-removed/.test(change.id)) {
    return operation.parameters
      .filter(({ name }) => quoted.includes(String(name)))
      .map((parameter) => `${owner}.parameters.${String(parameter.in)}.${String(parameter.name)}`);
  }
  const fields =
    /required|^new-/.test(change.id) && !/^response-/.test(change.id)
      ? []
      : fieldsOfChange(change, document);
  if (fields.length === 0) return [call, owner];
  // The helpers find entries and the next page by name, which the type checker does not see.
  const isListField = quoted.some(
    (name) => name === "nextPageToken" || isList(document, operation, name),
  );
  return isListField ? [...fields, call] : fields;
}

/** The fields of answers and bodies that a change is about, as far as `document` has them. */
export function fieldsOfChange(change: OasdiffChange, document: JsonObject): string[] {
  const operation = findOperation(change, document);
  if (operation === undefined) return [];
  const quoted = quotedIn(change);
  if (/^response-/.test(change.id)) {
    return responseProperties(document, operation.operation, ownerOf(operation), quoted);
  }
  return /request-(\w+-)?property/.test(change.id)
    ? bodyProperties(document, operation.operation, ownerOf(operation), quoted)
    : [];
}

/** By document, then by method and path: thousands of changes ask for them. */
const operations = new WeakMap<JsonObject, ReadonlyMap<string, Operation>>();

function findOperation(
  change: Pick<OasdiffChange, "operation" | "path">,
  document: JsonObject,
): Operation | undefined {
  let known = operations.get(document);
  if (known === undefined) {
    known = new Map(operationsOf(document).map((one) => [`${one.method} ${one.path}`, one]));
    operations.set(document, known);
  }
  return known.get(`${change.operation} ${change.path}`);
}

function ownerOf({ id, path, method }: Operation): string {
  return id === undefined ? `paths.${path}.${method.toLowerCase()}` : `operations.${id}`;
}

/** The names and values that a message quotes. */
export function quotedIn({ text }: OasdiffChange): string[] {
  // Nothing at all is quoted as well, where a type has no format.
  return [...text.matchAll(/`([^`]*)`/g)].flatMap(([, name]) => name || []);
}

function isList(document: JsonObject, { operation }: Operation, name: string): boolean {
  if (name.includes("/") || !isObject(operation.responses)) return false;
  const response = operation.responses["200"];
  const { content } = isObject(response) ? follow(document, response) : {};
  const media = isObject(content) ? content["application/json"] : undefined;
  const schema = isObject(media) && isObject(media.schema) ? follow(document, media.schema) : {};
  const field = isObject(schema.properties) ? schema.properties[name] : undefined;
  const isPage = isObject(schema.properties) && schema.properties.nextPageToken !== undefined;
  return isPage && isObject(field) && follow(document, field).type === "array";
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

/** The name of a field in the answer of a GET, given by the names on the way to it, lists left out. */
export function answerKey(
  document: JsonObject,
  path: string,
  names: readonly string[],
): string | undefined {
  const get = findOperation({ operation: "GET", path }, document);
  if (get === undefined || !isObject(get.operation.responses)) return undefined;
  const response = get.operation.responses["200"];
  if (!isObject(response)) return undefined;
  const owner = get.id === undefined ? `paths.${path}.get` : `operations.${get.id}`;
  const base = componentName(response) ?? `${owner}.responses.200`;
  const { content } = follow(document, response);
  const media = isObject(content) ? content["application/json"] : undefined;
  if (!isObject(media)) return undefined;
  return property(document, media.schema, `${base}.content.application/json`, names);
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
  if (schema.items !== undefined) {
    return property(document, schema.items, owner, first === "items" ? rest : path, depth + 1);
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
