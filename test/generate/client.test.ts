import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../generators/client/document.js";
import { preprocess } from "../../generators/client/preprocess.js";
import { queryStyles } from "../../generators/client/queryStyles.js";
import { renderClient } from "../../generators/client/renderClient.js";
import { findTools } from "../../generators/commands/generate/findTools.js";
import { fakeWorld } from "../cli/fakeWorld.js";

const property = (schema: JsonObject): JsonObject => ({
  openapi: "3.0.2",
  paths: { "/a": { get: { responses: { "200": { description: "ok" } } } } },
  components: {
    schemas: { a: { type: "object", properties: { b: schema } }, c: { type: "string" } },
  },
});

async function typeOf(schema: JsonObject): Promise<string> {
  const tool = await (await findTools(fakeWorld())).openapiTypescript();
  const document = property(schema);
  const files = await renderClient({ document, source: "a.yaml", sha256: "0", tool });
  return /b\?: ([^;]+);/.exec(files.get("paths.ts") ?? "")?.[1]?.replace(/\s+/g, " ") ?? "";
}

describe("the client's types", () => {
  const reference = { $ref: "#/components/schemas/c" };
  it.each<[what: string, schema: JsonObject, type: string]>([
    [
      "null beside a reference",
      { ...reference, nullable: true },
      'components["schemas"]["c"] | null',
    ],
    ["a reference", { ...reference, nullable: false }, 'components["schemas"]["c"]'],
    ["null beside a type", { type: "number", nullable: true }, "number | null"],
    ["null beside an enum", { type: "string", enum: ["X"], nullable: true }, '"X" | null'],
    [
      "null beside a composition",
      { allOf: [reference], nullable: true },
      'components["schemas"]["c"] | null',
    ],
    ["null as 3.1 writes it", { type: ["string", "null"] }, "string | null"],
    ["a default, which may still be absent", { type: "boolean", default: false }, "boolean"],
    ["an object of anything", { type: "object" }, "Record<string, unknown>"],
  ])("%s", async (_, schema, type) => {
    expect(await typeOf(schema)).toBe(type);
  });

  it("has a field named nullable, or properties", () => {
    const fields = {
      nullable: { type: "boolean" },
      properties: { type: "string", nullable: true },
    };
    const document = property({ type: "object", properties: fields });
    expect(JSON.stringify(preprocess(document))).toContain(
      '{"nullable":{"type":"boolean"},"properties":{"type":["string","null"]}}',
    );
  });
});

describe("a discriminator's values", () => {
  const named = (name: string, schema: JsonObject): [string, JsonObject] => [
    name,
    { type: "object", required: ["kind"], properties: { kind: schema } },
  ];
  const text = { type: "string" };
  const oneOf = ["Cat", "Dog"].map((name) => ({ $ref: `#/components/schemas/${name}` }));
  const heir = (value: string): JsonObject => ({
    allOf: [
      { $ref: "#/components/schemas/A" },
      { type: "object", properties: { kind: { ...text, enum: [value] } } },
    ],
  });

  it.each<[what: string, schemas: JsonObject, values: string[]]>([
    [
      "are those of a mapping by name",
      {
        A: { oneOf, discriminator: { propertyName: "kind", mapping: { cat: "Cat", dog: "Dog" } } },
        ...Object.fromEntries([named("Cat", text), named("Dog", text)]),
      },
      ["cat", "dog"],
    ],
    [
      "are the schemas' own values without a mapping",
      {
        A: { oneOf, discriminator: { propertyName: "kind" } },
        ...Object.fromEntries([
          named("Cat", { ...text, enum: ["cat", "kitten"] }),
          named("Dog", { const: "dog" }),
        ]),
      },
      ["cat", "kitten", "dog"],
    ],
    [
      "are those of the schemas that extend it",
      {
        A: {
          type: "object",
          required: ["kind"],
          properties: { kind: text },
          discriminator: { propertyName: "kind" },
        },
        Cat: heir("cat"),
        Dog: heir("dog"),
      },
      ["cat", "dog"],
    ],
    [
      "are the schemas' names without a mapping and values",
      {
        A: { oneOf, discriminator: { propertyName: "kind" } },
        ...Object.fromEntries([named("Cat", text), named("Dog", text)]),
      },
      ["Cat", "Dog"],
    ],
  ])("%s", async (_, schemas, values) => {
    const tool = await (await findTools(fakeWorld())).openapiTypescript();
    const document = { ...property({}), openapi: "3.1.0", components: { schemas } };
    const files = await renderClient({ document, source: "a.yaml", sha256: "0", tool });
    const found = [...(files.get("paths.ts") ?? "").matchAll(/kind\??: ("[^;]+);/g)].flatMap(
      ([, union = ""]) => union.split(" | ").map((value) => value.replaceAll('"', "")),
    );
    expect([...new Set(found)].sort()).toEqual(values.sort());
  });
});

it("names that every object has are also valid for fields, schemas and operations", async () => {
  const fields = ["valueOf", "hasOwnProperty", "constructor", "__proto__"].map(
    (name): [string, JsonObject] => [name, { type: "string" }],
  );
  const schema = { type: "object", properties: Object.fromEntries(fields), required: ["valueOf"] };
  const document = property({ $ref: "#/components/schemas/toString" });
  const schemas = {
    ...((document.components as JsonObject).schemas as JsonObject),
    toString: schema,
  };
  const tool = await (await findTools(fakeWorld())).openapiTypescript();
  const whole = { ...document, components: { schemas } };
  const text = (await renderClient({ document: whole, source: "a.yaml", sha256: "0", tool })).get(
    "paths.ts",
  );
  expect(text).toContain('b?: components["schemas"]["toString"];');
  expect(text?.replace(/\s+/g, " ")).toContain(
    "toString: { valueOf: string; hasOwnProperty?: string; constructor?: string; __proto__?: string; };",
  );
});

describe("the platform's behavior that its description omits", () => {
  const shared = { description: "no body" };
  const document: JsonObject = {
    openapi: "3.0.2",
    paths: {
      "/a": {
        post: {
          requestBody: { content: {} },
          responses: {
            "204": { $ref: "#/components/responses/shared" },
            "404": { $ref: "#/components/responses/shared" },
            default: { description: "wrong", content: { "text/plain": { schema: {} } } },
          },
        },
      },
    },
    components: { responses: { shared } },
  };

  it("requires bodies, and adds a body of unknown type to errors without one", () => {
    expect(preprocess(document)).toMatchObject({
      paths: {
        "/a": {
          post: {
            requestBody: { required: true },
            responses: {
              "204": { $ref: "#/components/responses/shared" },
              "404": { description: "no body", content: { "application/json": { schema: {} } } },
              default: { content: { "text/plain": {} } },
            },
          },
        },
      },
      components: { responses: { shared: { description: "no body" } } },
    });
  });

  it("does not change the given document", () => {
    const before = structuredClone(document);
    preprocess(document);
    expect(document).toEqual(before);
  });
});

describe("the style of a query parameter for", () => {
  const array = { type: "array", items: { type: "string" } };
  it.each<[what: string, parameter: JsonObject, style: unknown]>([
    ["an array in the default style", { schema: array }, undefined],
    ["an array with commas", { schema: array, explode: false }, { style: "form", explode: false }],
    [
      "an array with blanks",
      { schema: array, style: "spaceDelimited" },
      { style: "spaceDelimited", explode: false },
    ],
    [
      "a referenced array",
      { schema: { $ref: "#/components/schemas/list" }, explode: false },
      { style: "form", explode: false },
    ],
    [
      "an array that may be null",
      { schema: { anyOf: [array, { type: "null" }] }, style: "pipeDelimited" },
      { style: "pipeDelimited", explode: false },
    ],
    ["an object in brackets", { schema: { type: "object" }, style: "deepObject" }, undefined],
    ["an object as its fields", { schema: { type: "object" } }, { style: "form", explode: true }],
    ["a string", { schema: { type: "string" }, explode: false }, undefined],
  ])("%s", (_, parameter, style) => {
    const document: JsonObject = {
      paths: { "/a": { parameters: [{ name: "p", in: "query", ...parameter }], get: {} } },
      components: { schemas: { list: array } },
    };
    expect(queryStyles(document)).toEqual(style === undefined ? {} : { "GET /a": { p: style } });
  });
});
