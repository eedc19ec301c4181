import refParser from "@apidevtools/json-schema-ref-parser";
import { ConfigError } from "@metrics-project/runtime";

/** An OpenAPI document, as JSON.parse returns it. */
export type OpenAPIDocument = Readonly<Record<string, unknown>>;

type Schema = Record<string, unknown>;

/**
 * Reads an API description of the caller, and converts it to the form that the server library
 * accepts. That is OpenAPI 3.1, with `nullable` respected beside a `$ref`, and with all parameters
 * in the operations.
 *
 * @param given the document, or the path of its JSON or YAML file
 * @throws ConfigError if the file cannot be read, or is not an OpenAPI 3 document
 */
export async function foreignDescription(given: string | OpenAPIDocument): Promise<Schema> {
  const name = typeof given === "string" ? given : "the description";
  const document: unknown = typeof given === "string" ? await read(given) : given;
  if (!isObject(document) || !/^3\./.test(String(document.openapi)) || !isObject(document.paths)) {
    throw new ConfigError(`${name} is not an OpenAPI 3 document with paths`, {
      hint: "Pass startPlatform a document, or the path of its JSON or YAML file.",
    });
  }
  const copy = withNull(document) as Schema;
  const paths = copy.paths as Record<string, unknown>;
  for (const item of Object.values(paths)) {
    if (isObject(item)) giveParameters(copy, item);
  }
  return { ...copy, openapi: "3.1.0" };
}

async function read(path: string): Promise<unknown> {
  try {
    // Parsed only: references to other files are not opened.
    return await refParser.parse(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw new ConfigError(`${path} cannot be read as an API description: ${reason}`, { cause });
  }
}

/** A copy with `nullable` in the form of OpenAPI 3.1. */
function withNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNull);
  if (!isObject(value)) return value;
  const copy = Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, withNull(entry)]),
  );
  if (typeof copy.nullable !== "boolean") return copy;
  const { nullable, ...rest } = copy;
  if (!nullable) return rest;
  const { type, enum: words } = rest;
  if (typeof type !== "string") return { anyOf: [rest, { type: "null" }] };
  return {
    ...rest,
    type: [type, "null"],
    ...(Array.isArray(words) && !words.includes(null) && { enum: [...words, null] }),
  };
}

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/** Copies the parameters of a path into its operations, and resolves references to parameters. */
function giveParameters(document: Schema, item: Schema): void {
  const resolve = (list: unknown) =>
    (Array.isArray(list) ? list : []).map((one: unknown) => follow(document, one));
  const shared = resolve(item.parameters);
  delete item.parameters;
  for (const method of methods) {
    const operation = item[method];
    if (!isObject(operation)) continue;
    const own = resolve(operation.parameters);
    const key = (one: Schema) => `${String(one.in)} ${String(one.name)}`;
    const taken = new Set(own.map(key));
    operation.parameters = [...shared.filter((one) => !taken.has(key(one))), ...own].map((one) => ({
      ...one,
      schema: follow(document, one.schema),
    }));
  }
}

/** The target of a local reference; a broken reference stays unchanged. */
function follow(document: Schema, value: unknown): Schema {
  let current = isObject(value) ? value : {};
  for (let step = 0; step < 20 && typeof current.$ref === "string"; step += 1) {
    const target = current.$ref
      .replace(/^#\//, "")
      .split("/")
      .map((part) => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~"))
      .reduce<unknown>((at, part) => (isObject(at) ? at[part] : undefined), document);
    if (!isObject(target)) return current;
    current = target;
  }
  return current;
}

function isObject(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
