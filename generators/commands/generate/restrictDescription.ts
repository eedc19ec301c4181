import { nearest } from "../../cli/nearest.js";
import {
  httpMethods,
  isObject,
  type Json,
  type JsonObject,
  lookUp,
  type Operation,
  operationsOf,
} from "../../client/document.js";
import { CommandError } from "../../io/CommandError.js";
import { referencesOf } from "./references.js";

/**
 * Restricts a description to some of its operations, and to what these refer to.
 *
 * @param names tags, operation IDs, paths (`/projects`) or operations (`GET /projects`)
 * @param kept operations that always stay, such as `GET /projects`
 */
export function restrictDescription(
  document: JsonObject,
  names: readonly string[],
  kept: ReadonlySet<string>,
): JsonObject {
  const operations = operationsOf(document);
  const wanted = new Set(names);
  const chosen = new Set(
    operations
      .filter((one) => kept.has(labelOf(one)) || namesOf(one).some((name) => wanted.has(name)))
      .map(labelOf),
  );
  return withoutUnused({ ...document, paths: onlyOperations(document.paths, chosen) });
}

function labelOf({ method, path }: Operation): string {
  return `${method} ${path}`;
}

function namesOf(one: Operation): string[] {
  const { id, path, operation } = one;
  const tags = Array.isArray(operation.tags) ? operation.tags : [];
  return [
    labelOf(one),
    path,
    ...(id === undefined ? [] : [id]),
    ...tags.filter((tag) => typeof tag === "string"),
  ];
}

/** The names that are not a tag, path or operation of the description. */
export function unknownNames(document: JsonObject, names: readonly string[]): string[] {
  const known = new Set(operationsOf(document).flatMap(namesOf));
  return names.filter((name) => !known.has(name));
}

/** The error for a name in `--only` that the description does not have. */
export function unknownName(document: JsonObject, name: string): CommandError {
  const close = nearest(name, new Set(operationsOf(document).flatMap(namesOf)));
  return new CommandError(`--only ${name}: the description has no such tag or operation`, {
    exitCode: 2,
    hint:
      close === undefined
        ? "Use a tag, an operationId, a path such as /projects, or an operation such as 'GET /projects'."
        : `Did you mean ${close}?`,
  });
}

function onlyOperations(paths: Json | undefined, chosen: ReadonlySet<string>): JsonObject {
  const left: JsonObject = {};
  for (const [path, item] of Object.entries(isObject(paths) ? paths : {})) {
    if (!isObject(item)) continue;
    const rest = { ...item };
    let isLeft = false;
    for (const method of httpMethods) {
      if (rest[method] === undefined) continue;
      if (chosen.has(`${method.toUpperCase()} ${path}`)) isLeft = true;
      else delete rest[method];
    }
    // A path item that is a reference stays complete.
    if (isLeft || (item.$ref !== undefined && isChosen(path, chosen))) left[path] = rest;
  }
  return left;
}

function isChosen(path: string, chosen: ReadonlySet<string>): boolean {
  return httpMethods.some((method) => chosen.has(`${method.toUpperCase()} ${path}`));
}

/** Removes unreferenced components, and unused tags. Security schemes stay, because they are referenced by name. */
function withoutUnused(document: JsonObject): JsonObject {
  const { components, tags, webhooks: _, ...rest } = document;
  if (!isObject(components)) return document;
  const used = new Map<string, JsonObject>();
  const visit = (part: JsonObject) => {
    const targets = [...referencesOf(part).map(({ to }) => to), ...mappedSchemas(part, components)];
    for (const to of targets) {
      const [, section, name] = /^#\/components\/([^/]+)\/([^/]+)/.exec(to) ?? [];
      if (section === undefined || name === undefined || used.has(`${section}/${name}`)) continue;
      const target = lookUp(document, `#/components/${section}/${name}`);
      if (!isObject(target)) {
        // A schema may be true or false.
        used.set(`${section}/${name}`, {});
        continue;
      }
      used.set(`${section}/${name}`, target);
      visit(target);
    }
  };
  visit(rest);
  const left: JsonObject = {};
  for (const [section, entries] of Object.entries(components)) {
    if (!isObject(entries)) continue;
    const some = Object.entries(entries).filter(
      ([name]) => section === "securitySchemes" || used.has(`${section}/${encoded(name)}`),
    );
    if (some.length > 0) left[section] = Object.fromEntries(some);
  }
  const usedTags = new Set(
    operationsOf(document).flatMap(({ operation }) =>
      Array.isArray(operation.tags) ? operation.tags : [],
    ),
  );
  const kept = Array.isArray(tags)
    ? tags.filter((tag) => isObject(tag) && usedTags.has(String(tag.name)))
    : [];
  return { ...rest, ...(kept.length > 0 && { tags: kept }), components: left };
}

/** A name, escaped for a reference. */
function encoded(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** Schemas that a discriminator maps to by their bare names. */
function mappedSchemas(value: Json | undefined, components: JsonObject): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => mappedSchemas(item, components));
  if (!isObject(value)) return [];
  const { discriminator } = value;
  const mapping = isObject(discriminator) ? discriminator.mapping : undefined;
  const own = isObject(mapping)
    ? Object.values(mapping).filter((to) => typeof to === "string")
    : [];
  const schemas = isObject(components.schemas) ? components.schemas : {};
  return [
    ...own.filter((to) => Object.hasOwn(schemas, to)).map((to) => `#/components/schemas/${to}`),
    ...Object.values(value).flatMap((entry) => mappedSchemas(entry, components)),
  ];
}
