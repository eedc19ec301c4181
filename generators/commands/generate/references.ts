import { isObject, type Json, type JsonObject } from "../../client/document.js";

/** A reference of a description. */
export interface Reference {
  /** As written. */
  readonly to: string;
  /** Its place, as a JSON pointer. */
  readonly at: string;
  /** Inside of an example, which is data; tools follow such references anyway. */
  readonly inExample: boolean;
}

/** Keywords with a string value that refers to another place or document. */
const keywords = new Set(["$ref", "$dynamicRef", "$recursiveRef", "externalValue"]);

/** Names below these are chosen by the description's author: `properties.example` is not an example. */
const nameMaps =
  /^(properties|patternProperties|\$defs|definitions|dependentSchemas|schemas|responses|parameters|requestBodies|headers|links|callbacks|pathItems|paths|examples|mapping)$/;

/**
 * Every reference of a description, including those in examples and in the mappings of discriminators.
 */
export function referencesOf(document: JsonObject): Reference[] {
  const found: Reference[] = [];
  const schemas = isObject(document.components) ? document.components.schemas : undefined;
  const isSchemaName = (name: string) => isObject(schemas) && Object.hasOwn(schemas, name);

  const walk = (value: Json | undefined, at: string, isNameMap: boolean, inExample: boolean) => {
    if (Array.isArray(value)) {
      value.forEach((item, index) => {
        walk(item, `${at}/${index}`, false, inExample);
      });
      return;
    }
    if (!isObject(value)) return;
    for (const [key, entry] of Object.entries(value)) {
      const here = `${at}/${key}`;
      if (typeof entry === "string" && keywords.has(key)) {
        found.push({ to: entry, at: here, inExample });
      }
      const isExample = !isNameMap && (key === "example" || key === "default" || key === "enum");
      walk(
        entry,
        here,
        !isNameMap && nameMaps.test(key),
        inExample || isExample || (!isNameMap && key === "value"),
      );
    }
    const { discriminator } = value;
    if (isNameMap || !isObject(discriminator) || !isObject(discriminator.mapping)) return;
    for (const [key, to] of Object.entries(discriminator.mapping)) {
      if (typeof to !== "string" || isSchemaName(to)) continue;
      found.push({ to, at: `${at}/discriminator/mapping/${key}`, inExample });
    }
  };
  walk(document, "#", false, false);
  return found;
}

/** Whether it refers to another document. */
export function isExternal({ to }: Reference): boolean {
  return !to.startsWith("#");
}

/** The file of a reference to another document, relative to the referring one; undefined for a URL. */
export function fileOf({ to }: Reference): string | undefined {
  const [file = ""] = to.split("#");
  return /^[a-z][a-z0-9+.-]*:|^[/\\]/i.test(file) ? undefined : file;
}
