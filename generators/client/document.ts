/** A value of a JSON or YAML document. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** An object of a JSON or YAML document. `undefined` stands for an absent key. */
export interface JsonObject {
  [key: string]: Json | undefined;
}

/** The HTTP methods under which OpenAPI describes operations. */
export const httpMethods = [
  "get",
  "put",
  "post",
  "delete",
  "options",
  "head",
  "patch",
  "trace",
] as const;

/** One operation of an OpenAPI document, with the parameters of its path merged in. */
export interface Operation {
  method: Uppercase<(typeof httpMethods)[number]>;
  path: string;
  id: string | undefined;
  operation: JsonObject;
  /** References are already resolved. */
  parameters: JsonObject[];
}

/** Whether a value is an object, but not null or an array. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The entries of an object that are objects themselves; empty for anything else. */
export function objectEntries(value: Json | undefined): [string, JsonObject][] {
  if (!isObject(value)) {
    return [];
  }
  return Object.entries(value).filter((entry): entry is [string, JsonObject] => isObject(entry[1]));
}

/** The target of a local reference (`#/components/…`), or `undefined`. */
export function lookUp(document: JsonObject, reference: string): Json | undefined {
  if (!reference.startsWith("#/")) {
    return undefined;
  }
  let value: Json | undefined = document;
  for (const part of reference.slice(2).split("/")) {
    const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(value)) {
      value = value[Number(key)];
    } else if (isObject(value) && Object.hasOwn(value, key)) {
      value = value[key];
    } else {
      return undefined;
    }
  }
  return value;
}

/** The object itself, or the target of its `$ref`. Circular references give the object itself. */
export function follow(document: JsonObject, value: JsonObject): JsonObject {
  const seen = new Set<JsonObject>();
  let current = value;
  while (typeof current.$ref === "string" && !seen.has(current)) {
    seen.add(current);
    const target = lookUp(document, current.$ref);
    if (!isObject(target)) {
      return current;
    }
    current = target;
  }
  return current;
}

/** Every operation of a document, in its order. */
export function operationsOf(document: JsonObject): Operation[] {
  const operations: Operation[] = [];
  for (const [path, item] of objectEntries(document.paths)) {
    const pathItem = follow(document, item);
    for (const method of httpMethods) {
      const operation = pathItem[method];
      if (isObject(operation)) {
        operations.push({
          method: method.toUpperCase() as Operation["method"],
          path,
          id: typeof operation.operationId === "string" ? operation.operationId : undefined,
          operation,
          parameters: mergeParameters(document, pathItem.parameters, operation.parameters),
        });
      }
    }
  }
  return operations;
}

/** An operation's own parameters take precedence over those of its path with the same name and location. */
function mergeParameters(
  document: JsonObject,
  ...lists: [Json | undefined, Json | undefined]
): JsonObject[] {
  const merged = new Map<string, JsonObject>();
  for (const list of lists) {
    for (const entry of Array.isArray(list) ? list : []) {
      if (isObject(entry)) {
        const parameter = follow(document, entry);
        merged.set(`${String(parameter.in)} ${String(parameter.name)}`, parameter);
      }
    }
  }
  return [...merged.values()];
}
