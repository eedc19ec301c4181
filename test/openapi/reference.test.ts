import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import {
  follow,
  isObject,
  type Json,
  type JsonObject,
  type Operation,
  operationsOf,
} from "../../generators/client/document.js";
import { sharedPath } from "../shared.js";

/**
 * What our description says otherwise than the platform's, on purpose:
 * - request bodies are required: creating something from nothing makes no sense;
 * - the security scheme is plain bearer, since a metrics build is handed its token;
 * - it is OpenAPI 3.1, where null is a type, and a reference may have a description beside it;
 * - fields' readOnly marks, which would bend the types of requests that metrics builds never send;
 * - operations, and parameters' descriptions, in words of our own;
 * - fields that came after the platform's description as we have it, in {@link newerFields}, and the log
 *   type of an upload, which has become optional.
 */
const ours = parse(
  readFileSync(join(import.meta.dirname, "../../openapi/platform.yaml"), "utf8"),
) as JsonObject;
const file = sharedPath("reference/platform-api.yaml");
const theirs = file === undefined ? {} : (parse(readFileSync(file, "utf8")) as JsonObject);

/** Properties of the newest API by schema: what a reader of an answer sees, and the file does not have. */
const newerFields: readonly (readonly [schema: string, field: string])[] = [
  ["batch", "labelledBuilds"],
  ["batch", "priority"],
  ["batch", "runnerType"],
  ["job", "hasLogAnalysis"],
  ["log", "downloadUrl"],
  ["log", "external"],
  ["project", "agentMarkdown"],
];

/** Our description as it was before the newest fields. */
const comparable = structuredClone(ours);
for (const [schema, field] of newerFields) {
  const { properties } = schemaOf(comparable, schema);
  if (!isObject(properties) || properties[field] === undefined) {
    throw new Error(`our description has no ${schema}.${field}`);
  }
  delete properties[field];
}
const announced = schemaOf(comparable, "createJobLogInput");
announced.required = [...(announced.required as string[]), "logType"];

function schemaOf(document: JsonObject, name: string): JsonObject {
  return follow(document, { $ref: `#/components/schemas/${name}` });
}

describe.skipIf(file === undefined)(
  "our description against the platform's (skipped where ../shared/reference is not there)",
  () => {
    const known = new Map(operationsOf(theirs).map((one) => [`${one.method} ${one.path}`, one]));

    it("covers every operation that metrics builds use", () => {
      expect(operationsOf(ours).length).toBeGreaterThanOrEqual(37);
    });

    it.each(operationsOf(comparable).map((one) => [`${one.method} ${one.path}`, one] as const))(
      "%s",
      (name, operation) => {
        const reference = known.get(name);
        if (reference === undefined) throw new Error("the platform has no such operation");
        expect(operation.id).toBe(reference.id);
        expect(parametersOf(comparable, operation)).toEqual(parametersOf(theirs, reference));
        expect(bodyOf(comparable, operation)).toEqual(bodyOf(theirs, reference));
        expect(responsesOf(comparable, operation)).toEqual(responsesOf(theirs, reference));
      },
    );
  },
);

function parametersOf(document: JsonObject, { parameters }: Operation): Json {
  return Object.fromEntries(
    parameters
      .map(({ name, in: place, required, style, explode, schema }) => [
        `${String(place)} ${String(name)}`,
        {
          required: required === true,
          style: style ?? null,
          explode: explode ?? null,
          schema: meaning(document, schema),
        },
      ])
      .sort(),
  ) as Json;
}

function bodyOf(document: JsonObject, { operation }: Operation): Json {
  const body = isObject(operation.requestBody) ? follow(document, operation.requestBody) : {};
  return contentOf(document, body);
}

function responsesOf(document: JsonObject, { operation }: Operation): Json {
  const responses = isObject(operation.responses) ? operation.responses : {};
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => [
      status,
      isObject(response) ? contentOf(document, follow(document, response)) : null,
    ]),
  );
}

function contentOf(document: JsonObject, { content }: JsonObject): Json {
  return Object.fromEntries(
    Object.entries(isObject(content) ? content : {}).map(([type, media]) => [
      type,
      isObject(media) ? meaning(document, media.schema) : null,
    ]),
  );
}

const constraints = ["format", "minimum", "maximum", "minLength", "maxLength", "default"];

/** A schema as a reader of the data sees it: references followed, composition merged, null in one form. */
function meaning(document: JsonObject, value: Json | undefined, depth = 0): Json {
  if (!isObject(value) || depth > 12) return null;
  const schema = withoutNull(document, value);
  const { nullable, schema: plain } = schema;
  const found: JsonObject = { nullable };
  if (plain.type !== undefined) found.type = plain.type;
  for (const name of constraints) if (plain[name] !== undefined) found[name] = plain[name];
  if (Array.isArray(plain.enum)) found.enum = plain.enum.filter((word) => word !== null).sort();
  if (plain.items !== undefined) found.items = meaning(document, plain.items, depth + 1);
  if (isObject(plain.additionalProperties)) {
    found.additionalProperties = meaning(document, plain.additionalProperties, depth + 1);
  }
  const { properties, required } = merged(document, plain);
  if (Object.keys(properties).length > 0) {
    found.properties = Object.fromEntries(
      Object.entries(properties)
        .map(([name, property]): [string, Json] => [name, meaning(document, property, depth + 1)])
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
    found.required = required.sort();
    found.type = "object";
  }
  return found;
}

function withoutNull(
  document: JsonObject,
  value: JsonObject,
): { nullable: boolean; schema: JsonObject } {
  const followed = follow(document, value);
  let nullable = value.nullable === true || followed.nullable === true;
  let schema = followed;
  if (Array.isArray(schema.anyOf)) {
    const others = schema.anyOf.filter((one) => isObject(one) && one.type !== "null");
    const [only] = others;
    if (others.length === 1 && others.length < schema.anyOf.length && isObject(only)) {
      return { nullable: true, schema: follow(document, only) };
    }
  }
  if (Array.isArray(schema.type) && schema.type.includes("null")) {
    nullable = true;
    schema = { ...schema, type: schema.type.find((one) => one !== "null") };
  }
  return { nullable, schema };
}

function merged(
  document: JsonObject,
  schema: JsonObject,
): { properties: JsonObject; required: Json[] } {
  const parts = [schema, ...(Array.isArray(schema.allOf) ? schema.allOf : [])];
  const properties: JsonObject = {};
  const required: Json[] = [];
  for (const part of parts) {
    if (!isObject(part)) continue;
    const own = part === schema ? schema : follow(document, part);
    if (part !== schema && Array.isArray(own.allOf)) {
      const deeper = merged(document, own);
      Object.assign(properties, deeper.properties);
      required.push(...deeper.required);
      continue;
    }
    if (isObject(own.properties)) Object.assign(properties, own.properties);
    if (Array.isArray(own.required)) required.push(...own.required);
  }
  return { properties, required };
}
