import { follow, isObject, type JsonObject, operationsOf } from "./document.js";

/** The query format of one array- or object-valued parameter. */
interface QueryStyle {
  style: "form" | "spaceDelimited" | "pipeDelimited" | "deepObject";
  explode: boolean;
}

/** By operation (`GET /path/{id}`), then by parameter. */
export type QueryStyles = Record<string, Record<string, QueryStyle>>;

const styles: readonly string[] = ["form", "spaceDelimited", "pipeDelimited", "deepObject"];

/**
 * Collects the query parameters that differ from openapi-fetch's defaults: arrays as repeated names,
 * objects as `name[key]=value`.
 */
export function queryStyles(document: JsonObject): QueryStyles {
  const all = new Map<string, Record<string, QueryStyle>>();
  for (const { method, path, parameters } of operationsOf(document)) {
    const own = new Map<string, QueryStyle>();
    for (const parameter of parameters) {
      const style = deviation(document, parameter);
      if (style !== undefined && typeof parameter.name === "string") {
        own.set(parameter.name, style);
      }
    }
    if (own.size > 0) all.set(`${method} ${path}`, Object.fromEntries(own));
  }
  return Object.fromEntries(all);
}

function deviation(document: JsonObject, parameter: JsonObject): QueryStyle | undefined {
  if (parameter.in !== "query" || !isObject(parameter.schema)) {
    return undefined;
  }
  const types = typesOf(document, parameter.schema);
  const isArray = types.includes("array");
  if (!isArray && !types.includes("object")) {
    return undefined;
  }
  const style = typeof parameter.style === "string" ? parameter.style : "form";
  if (!styles.includes(style)) {
    return undefined;
  }
  const explode =
    typeof parameter.explode === "boolean"
      ? parameter.explode
      : style === "form" || style === "deepObject";
  const expected = isArray ? "form" : "deepObject";
  return style === expected && explode
    ? undefined
    : { style: style as QueryStyle["style"], explode };
}

/** Every type that a schema allows, including those of its parts. */
function typesOf(document: JsonObject, schema: JsonObject, depth = 0): string[] {
  const { type, allOf, anyOf, oneOf } = follow(document, schema);
  const own = Array.isArray(type) ? type : [type];
  const parts = [allOf, anyOf, oneOf].flatMap((list) => (Array.isArray(list) ? list : []));
  return [
    ...own.filter((one) => typeof one === "string"),
    ...(depth > 20 ? [] : parts.filter(isObject)).flatMap((part) =>
      typesOf(document, part, depth + 1),
    ),
  ];
}
