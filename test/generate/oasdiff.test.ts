import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../generators/client/document.js";
import { findTools } from "../../generators/commands/generate/findTools.js";
import { keysOfChange } from "../../generators/commands/generate/keysOfChange.js";
import type { OasdiffChange } from "../../generators/commands/generate/OasdiffChange.js";
import { runOasdiff } from "../../generators/commands/generate/runOasdiff.js";
import { fakeWorld } from "../cli/fakeWorld.js";

// How it words a change is read by its form: an upgrade that words one of these in another way is to
// fail here, and not with a user. Made by the pinned version: print `live` and put it into the fixture.
const fixture = new URL("../fixtures/oasdiff/changes.json", import.meta.url);

const text = { type: "string" };
const object = (properties: object, more: object = {}) => ({ type: "object", properties, ...more });
const answer = (schema: object) => ({
  description: "ok",
  content: { "application/json": { schema } },
});

interface Parameter {
  name: string;
  in: "path" | "query";
  required?: boolean;
  schema: object;
}

/** One path with a GET and a PUT, whose schema, parameters and answers a change edits. */
function operations(name: string) {
  const ref = { $ref: `#/components/schemas/${name}` };
  const page = object({ [`${name}s`]: { type: "array", items: ref }, nextPageToken: text });
  const id: Parameter = { name: "id", in: "path", required: true, schema: text };
  const parameter: Parameter = { name: "verbose", in: "query", schema: text };
  const get = {
    operationId: `list-${name}`,
    parameters: [id, parameter],
    responses: { "200": answer(page), "202": answer(ref) },
  };
  const body = {
    content: {
      "application/json": { schema: object({ word: text, kind: { ...text, enum: ["A", "B"] } }) },
    },
  };
  const put = {
    operationId: `put-${name}`,
    parameters: [id],
    requestBody: body,
    responses: { "200": answer(ref) },
  };
  const schema = object(
    { word: text, size: { type: "number" }, kind: { ...text, enum: ["A", "B"] } },
    { required: ["size"] },
  );
  return { path: { get, put }, schema };
}

type Operations = ReturnType<typeof operations>;

/** What is done to the operations of its name. */
const edits: Record<string, (now: Operations) => void> = {
  optionalFieldRemoved: ({ schema }) => Reflect.deleteProperty(schema.properties, "word"),
  requiredFieldRemoved: ({ schema }) => Reflect.deleteProperty(schema.properties, "size"),
  fieldBecameOptional: ({ schema }) => Object.assign(schema, { required: [] }),
  fieldChangedType: ({ schema }) => Object.assign(schema.properties, { size: text }),
  fieldBecameNullable: ({ schema }) =>
    Object.assign(schema.properties, { word: { ...text, nullable: true } }),
  fieldAdded: ({ schema }) => Object.assign(schema.properties, { more: text }),
  enumValueAdded: ({ schema }) =>
    Object.assign(schema.properties, { kind: { ...text, enum: ["A", "B", "C"] } }),
  enumValueRemoved: ({ schema }) =>
    Object.assign(schema.properties, { kind: { ...text, enum: ["A"] } }),
  listRemoved: ({ path }) =>
    Object.assign(path.get.responses, { "200": answer(object({ nextPageToken: text })) }),
  statusRemoved: ({ path }) => Reflect.deleteProperty(path.get.responses, "202"),
  operationRemoved: ({ path }) => Reflect.deleteProperty(path, "put"),
  operationRenamed: ({ path }) => Object.assign(path.get, { operationId: "another" }),
  parameterRemoved: ({ path }) => path.get.parameters.pop(),
  parameterChangedType: ({ path }) =>
    Object.assign(path.get.parameters[1] ?? {}, { schema: { type: "integer" } }),
  requiredParameterAdded: ({ path }) =>
    path.get.parameters.push({ name: "more", in: "query", required: true, schema: text }),
  parameterBecameRequired: ({ path }) =>
    Object.assign(path.get.parameters[1] ?? {}, { required: true }),
  bodyFieldRemoved: ({ path }) =>
    Object.assign(path.put.requestBody.content["application/json"], {
      schema: object({ word: text }),
    }),
  bodyFieldRequired: ({ path }) =>
    Object.assign(path.put.requestBody.content["application/json"].schema, { required: ["word"] }),
  bodyFieldChangedType: ({ path }) =>
    Object.assign(path.put.requestBody.content["application/json"], {
      schema: object({ word: { type: "integer" } }),
    }),
  bodyBecameRequired: ({ path }) => Object.assign(path.put.requestBody, { required: true }),
};

function description(change: boolean): JsonObject {
  const paths: Record<string, unknown> = {};
  const schemas: Record<string, unknown> = {};
  for (const [name, edit] of Object.entries(edits)) {
    const made = operations(name);
    if (change) edit(made);
    paths[`/${name}/{id}`] = made.path;
    schemas[name] = made.schema;
  }
  const document = {
    openapi: "3.0.3",
    info: { title: "t", version: "1" },
    paths,
    components: { schemas },
  };
  return JSON.parse(JSON.stringify(document)) as JsonObject;
}

interface Recorded extends OasdiffChange {
  /** What it touches, as the project's uses of the API are named. */
  keys: string[];
}

describe("oasdiff's words", () => {
  const before = description(false);
  let recorded: Recorded[];
  let live: Recorded[];

  beforeAll(async () => {
    recorded = JSON.parse(await readFile(fixture, "utf8")) as Recorded[];
    const found = await runOasdiff(
      before,
      description(true),
      await findTools(fakeWorld()),
      undefined,
    );
    live = found
      .map(({ id, text, level, operation = "", path = "" }) => ({
        id,
        text,
        level,
        operation,
        path,
      }))
      .map((change) => ({ ...change, keys: keysOfChange(change, before) }))
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    if (process.env.METRICS_PRINT_OASDIFF) console.log(JSON.stringify(live, null, 2));
  });

  it("are those of the fixture, and each is understood as it was", () => {
    expect(live).toEqual(recorded);
  });

  it.each(Object.keys(edits))("tell of %s, and name what it touches", (name) => {
    const about = recorded.filter(({ path }) => path === `/${name}/{id}`);
    expect(about).not.toEqual([]);
    for (const { keys } of about) expect(keys).not.toEqual([]);
  });
});
