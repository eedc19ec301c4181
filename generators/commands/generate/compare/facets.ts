import {
  follow,
  isObject,
  type Json,
  type JsonObject,
  objectEntries,
  operationsOf,
} from "../../../client/document.js";
import { componentName } from "../answerKey.js";

/** The facets of a place beyond its type, each as JSON, by name. */
export type Facets = ReadonlyMap<string, string>;

/** Keywords that the generated types already show. */
const shown = new Set([
  "$ref",
  "additionalProperties",
  "allOf",
  "anyOf",
  "const",
  "enum",
  "items",
  "name",
  "in",
  "nullable",
  "oneOf",
  "patternProperties",
  "prefixItems",
  "properties",
  "propertyNames",
  "required",
  "schema",
  "content",
]);

/** Keywords for human readers, without any effect. */
export const wording = new Set(["description", "title", "summary"]);

/** Further keywords for human readers, with changes not worth reporting. */
const ornaments = new Set(["example", "examples", "externalDocs", "tags", "xml", "$comment"]);

/** Every place of a description, by key, with its facets, often none. */
export function facetsOf(document: JsonObject): ReadonlyMap<string, Facets> {
  const all = new Map<string, Map<string, string>>();
  const { components } = document;
  if (isObject(components)) {
    for (const [name, schema] of objectEntries(components.schemas))
      ofSchema(schema, `schemas.${name}`);
    for (const [name, one] of objectEntries(components.responses))
      ofResponse(one, `responses.${name}`);
    for (const [name, one] of objectEntries(components.parameters)) {
      ofParameter(one, `parameters.${name}`);
    }
    for (const [name, one] of objectEntries(components.requestBodies)) {
      ofContent(one, `requestBodies.${name}`);
    }
    for (const [name, one] of objectEntries(components.headers))
      ofParameter(one, `headers.${name}`);
  }
  for (const { id, path, method, operation, parameters } of operationsOf(document)) {
    const owner = ownerKey(id, path, method);
    const { requestBody, responses, parameters: _, ...own } = operation;
    const { operationId: _id, security: _security, servers: _servers, ...rest } = own;
    add(owner, rest);
    for (const parameter of parameters) {
      ofParameter(parameter, `${owner}.parameters.${parameter.in}.${parameter.name}`);
    }
    if (isObject(requestBody)) ofContent(requestBody, `${owner}.requestBody`);
    for (const [status, one] of objectEntries(responses)) {
      ofResponse(one, `${owner}.responses.${status}`);
    }
  }
  return all;

  function add(key: string, object: JsonObject, prefix = ""): void {
    const facets = all.get(key) ?? new Map<string, string>();
    for (const [name, value] of Object.entries(object)) {
      if (value === undefined || shown.has(name) || ornaments.has(name)) continue;
      if (name === "deprecated" && value === false) continue;
      const text = name === "type" ? numberTypes(value) : sortedJSON(value);
      if (text === undefined) continue;
      const full = `${prefix}${name}`;
      const known = facets.get(full);
      facets.set(full, known === undefined || known === text ? text : `${known}, ${text}`);
    }
    all.set(key, facets);
  }

  function ofSchema(schema: Json | undefined, key: string, prefix = "", depth = 0): void {
    if (!isObject(schema) || depth > 60) return;
    add(key, schema, prefix);
    for (const [name, field] of objectEntries(schema.properties)) {
      ofSchema(field, `${key}.${name}`, "", depth + 1);
    }
    for (const [name, field] of objectEntries(schema.patternProperties)) {
      ofSchema(field, key, `${prefix}${name}.`, depth + 1);
    }
    for (const keyword of ["items", "additionalProperties", "propertyNames", "not"]) {
      ofSchema(schema[keyword], key, `${prefix}${keyword}.`, depth + 1);
    }
    for (const keyword of ["allOf", "anyOf", "oneOf", "prefixItems"]) {
      const parts = schema[keyword];
      for (const part of Array.isArray(parts) ? parts : []) ofSchema(part, key, prefix, depth + 1);
    }
  }

  function ofParameter(given: JsonObject, key: string): void {
    if (componentName(given) !== undefined) return;
    add(key, given);
    ofSchema(given.schema, key);
    for (const [, media] of objectEntries(given.content)) ofSchema(media.schema, key);
  }

  function ofResponse(given: JsonObject, key: string): void {
    if (componentName(given) !== undefined) return;
    const { headers, ...rest } = given;
    ofContent(rest, key);
    for (const [name, header] of objectEntries(headers)) {
      ofParameter(header, `${key}.headers.${name}`);
    }
  }

  function ofContent(given: JsonObject, key: string): void {
    if (componentName(given) !== undefined) return;
    const { required } = given;
    add(key, required === true ? { ...given, isRequired: true } : given);
    for (const [type, media] of objectEntries(given.content)) {
      const base = `${key}.content.${type}`;
      add(base, media);
      ofSchema(media.schema, base);
    }
  }
}

/** The generated types show every type, but do not distinguish integers from numbers. */
function numberTypes(type: Json): string | undefined {
  const names = (Array.isArray(type) ? type : [type]).filter(
    (name) => name === "integer" || name === "number",
  );
  return names.length === 0 ? undefined : names.join(" or ");
}

/** JSON with sorted keys. */
export function sortedJSON(value: Json): string {
  return JSON.stringify(value, (_, entry: Json) =>
    isObject(entry)
      ? Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)))
      : entry,
  );
}

/** A description without its wording: if two are equal then, they mean the same. */
export function withoutWords(document: JsonObject): Json {
  const { info: _, tags: _tags, ...rest } = document;
  const strip = (value: Json, isNameMap: boolean): Json => {
    if (Array.isArray(value)) return value.map((item) => strip(item, false));
    if (!isObject(value)) return value;
    const kept = Object.entries(value).filter(
      ([name]) => isNameMap || !(wording.has(name) || ornaments.has(name)),
    );
    return Object.fromEntries(
      kept.map(([name, entry]) => [
        name,
        entry === undefined ? undefined : strip(entry, !isNameMap && nameMap.test(name)),
      ]),
    );
  };
  return strip(rest, false);
}

const nameMap =
  /^(properties|patternProperties|schemas|responses|parameters|requestBodies|headers|links|callbacks|pathItems|paths|securitySchemes|mapping|\$defs)$/;

/** For every key of a schema, another component or an operation: its part of the description, as JSON. */
export function partsOf(document: JsonObject): ReadonlyMap<string, () => string> {
  const parts = new Map<string, () => string>();
  const { components } = document;
  for (const [kind, group] of objectEntries(components)) {
    for (const [name, part] of Object.entries(group)) {
      parts.set(`${kind}.${name}`, () => sortedJSON(part ?? null));
    }
  }
  for (const { id, path, method, operation, parameters } of operationsOf(document)) {
    parts.set(ownerKey(id, path, method), () => sortedJSON([operation, parameters]));
  }
  for (const [path, item] of objectEntries(document.paths)) {
    parts.set(`paths.${path}`, () => sortedJSON(follow(document, item)));
  }
  return parts;
}

/** The start of a key that is in `known`: the key of a schema or an operation. */
export function rootOf(key: string, known: { has(key: string): boolean }): string | undefined {
  for (let end = key.indexOf("."); end >= 0; end = key.indexOf(".", end + 1)) {
    if (known.has(key.slice(0, end))) return key.slice(0, end);
  }
  return known.has(key) ? key : undefined;
}

/** The key of an operation: by its ID, or by its path if it has none. */
function ownerKey(id: string | undefined, path: string, method: string): string {
  return id === undefined ? `paths.${path}.${method.toLowerCase()}` : `operations.${id}`;
}
