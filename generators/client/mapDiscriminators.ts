import { follow, isObject, type Json, type JsonObject, lookUp, objectEntries } from "./document.js";

/**
 * Completes the discriminators of a document in place, so that its generated types have the values
 * that are sent. Mappings by a schema's bare name become references. Without a mapping, a schema
 * that lists the values of its discriminating field is mapped by these values, and not by its name.
 */
export function mapDiscriminators(document: JsonObject): void {
  const { components } = document;
  const schemas = new Map(objectEntries(isObject(components) ? components.schemas : undefined));
  const visit = (value: Json | undefined, reference: string | undefined): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, undefined);
    if (!isObject(value)) return;
    const { discriminator } = value;
    if (isObject(discriminator) && typeof discriminator.propertyName === "string") {
      const targets = alternativesOf(value) ?? heirsOf(reference, schemas);
      complete(document, discriminator, discriminator.propertyName, targets, schemas);
    }
    for (const [key, entry] of Object.entries(value)) {
      if (key !== "discriminator") visit(entry, undefined);
    }
  };
  for (const [name, schema] of schemas) visit(schema, toSchema(name));
  visit(document.paths, undefined);
  if (isObject(components)) {
    const { schemas: _, ...others } = components;
    visit(others, undefined);
  }
}

function complete(
  document: JsonObject,
  discriminator: JsonObject,
  field: string,
  targets: readonly string[],
  schemas: ReadonlyMap<string, JsonObject>,
): void {
  if (isObject(discriminator.mapping)) {
    discriminator.mapping = Object.fromEntries(
      Object.entries(discriminator.mapping).map(([value, to]) => [
        value,
        typeof to === "string" && schemas.has(to) ? toSchema(to) : to,
      ]),
    );
    return;
  }
  const values = targets.map((target) => [target, valuesOf(document, target, field)] as const);
  if (!values.some(([, own]) => own.length > 0)) return;
  discriminator.mapping = Object.fromEntries(
    values.flatMap(([target, own]) =>
      (own.length > 0 ? own : [target.split("/").at(-1) ?? ""]).map((value) => [value, target]),
    ),
  );
}

/** The references of a oneOf or anyOf. */
function alternativesOf({ oneOf, anyOf }: JsonObject): string[] | undefined {
  const list = Array.isArray(oneOf) ? oneOf : anyOf;
  if (!Array.isArray(list)) return undefined;
  return list.flatMap((part) =>
    isObject(part) && typeof part.$ref === "string" ? [part.$ref] : [],
  );
}

/** The schemas that extend the referenced one. */
function heirsOf(
  reference: string | undefined,
  schemas: ReadonlyMap<string, JsonObject>,
): string[] {
  return [...schemas].flatMap(([name, { allOf }]) =>
    Array.isArray(allOf) && allOf.some((part) => isObject(part) && part.$ref === reference)
      ? [toSchema(name)]
      : [],
  );
}

/** The strings that a schema itself allows for a field. */
function valuesOf(document: JsonObject, reference: string, field: string): string[] {
  const target = lookUp(document, reference);
  if (!isObject(target)) return [];
  const schema = follow(document, target);
  const parts = [schema, ...(Array.isArray(schema.allOf) ? schema.allOf : [])].filter(isObject);
  return parts.flatMap((part) => {
    const found = isObject(part.properties) ? part.properties[field] : undefined;
    if (!isObject(found)) return [];
    const { enum: words, const: word } = follow(document, found);
    return [...(Array.isArray(words) ? words : []), word].filter((one) => typeof one === "string");
  });
}

function toSchema(name: string): string {
  return `#/components/schemas/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
