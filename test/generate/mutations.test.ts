import fc from "fast-check";
import ts from "typescript";
import { afterAll, beforeAll, expect, it } from "vitest";
import { isObject, type Json, type JsonObject } from "../../generators/client/document.js";
import { type Outcome, ThingsProject, thingsDocument } from "./thingsProject.js";

let project: ThingsProject;
beforeAll(async () => {
  project = await ThingsProject.load();
});
afterAll(() => project.remove());

/** Names and types to change a description with. */
const names = ["note", "size", "owner", "extra", "valueOf", "tags"];
const types = [
  { type: "string" },
  { type: "integer" },
  { type: "number", format: "double" },
  { type: "array", items: { type: "string" } },
  { $ref: "#/components/schemas/Owner" },
  { $ref: "#/components/schemas/Status" },
  { nullable: true, $ref: "#/components/schemas/Owner" },
  { type: "string", enum: ["a", "b", "c"] },
  { type: "object", additionalProperties: { type: "number" } },
  { type: "object", properties: { x: { type: "string" } }, required: ["x"] },
  { oneOf: [{ $ref: "#/components/schemas/Owner" }, { type: "string" }] },
  { allOf: [{ $ref: "#/components/schemas/Owner" }, { required: ["mail"] }] },
  {},
] as JsonObject[];
const styles = ["form", "pipeDelimited", "spaceDelimited", "deepObject"];

/** What may be done to an object of a description; each returns whether it could. */
const mutations: Record<string, (at: JsonObject, pick: number) => boolean> = {
  retype: (at, pick) => isSchema(at) && replace(at, types[pick % types.length] ?? {}),
  null: (at) => isSchema(at) && put(at, "nullable", at.nullable === true ? undefined : true),
  add: ({ properties }, pick) =>
    isObject(properties) &&
    put(properties, names[pick % names.length] ?? "", types[pick % types.length]),
  remove: ({ properties }, pick) => isObject(properties) && drop(properties, pick),
  rename: ({ properties }, pick) => {
    if (!isObject(properties)) return false;
    const [key, value] = entryOf(properties, pick);
    return key !== undefined && drop(properties, pick) && put(properties, `${key}s`, value);
  },
  require: (at, pick) => {
    if (!isObject(at.properties)) return false;
    const all = Object.keys(at.properties);
    return put(at, "required", all.length === 0 ? undefined : all.slice(pick % all.length));
  },
  enum: (at, pick) =>
    Array.isArray(at.enum) && put(at, "enum", [...at.enum.slice(pick % 2), `w${pick}`]),
  restyle: (at, pick) =>
    at.in === "query" &&
    put(
      at,
      pick % 2 === 0 ? "explode" : "style",
      pick % 2 === 0 ? pick % 3 === 0 : styles[pick % 4],
    ),
  parameter: ({ parameters }, pick) =>
    Array.isArray(parameters) && parameters.splice(1 + (pick % 3), 1).length > 0,
  location: (at) => at.in === "query" && put(at, "in", "header"),
  status: ({ responses }, pick) => {
    if (!isObject(responses)) return false;
    const [key, value] = entryOf(responses, pick);
    return key !== undefined && put(responses, pick % 2 === 0 ? "202" : "default", value);
  },
  operationID: (at, pick) =>
    typeof at.operationId === "string" &&
    put(at, "operationId", pick % 3 === 0 ? undefined : `${at.operationId}${pick}`),
  describe: (at, pick) => isSchema(at) && put(at, "description", `words ${pick}`),
};

function isSchema(at: JsonObject): boolean {
  return typeof at.type === "string" || typeof at.$ref === "string";
}

function put(at: JsonObject, key: string, value: Json | undefined): boolean {
  if (value === undefined) delete at[key];
  else at[key] = structuredClone(value);
  return true;
}

function replace(at: JsonObject, by: JsonObject): boolean {
  for (const key of Object.keys(at)) delete at[key];
  Object.assign(at, structuredClone(by));
  return true;
}

function entryOf(at: JsonObject, pick: number): [string | undefined, Json | undefined] {
  const entries = Object.entries(at);
  return entries[pick % Math.max(1, entries.length)] ?? [undefined, undefined];
}

function drop(at: JsonObject, pick: number): boolean {
  const [key] = entryOf(at, pick);
  return key !== undefined && delete at[key];
}

function objectsIn(value: Json | undefined): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (!isObject(value)) return [];
  return [value, ...Object.values(value).flatMap(objectsIn)];
}

/** One step: what is done, to which of the objects that it can be done to, and with which of the values. */
const steps = fc.array(
  fc.record({
    what: fc.constantFrom(...Object.keys(mutations)),
    where: fc.nat(10_000),
    pick: fc.nat(1_000),
  }),
  { minLength: 1, maxLength: 4 },
);

/**
 * Every place of a generated module whose text differs, as `components.schemas.Thing` or `operations.getThing`: found in
 * another way than the comparison does, by the printed text of each.
 */
function differentPlaces({ old, now }: Outcome["texts"]): string[] {
  const [before, after] = [old, now].map(placesIn);
  const all = new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])]);
  return [...all].filter((place) => before?.get(place) !== after?.get(place));
}

function placesIn(text: string): Map<string, string> {
  const file = ts.createSourceFile("a.ts", text, ts.ScriptTarget.Latest, true);
  const printer = ts.createPrinter({ removeComments: true });
  const places = new Map<string, string>();
  const add = (node: ts.Node, name: string) =>
    places.set(name, printer.printNode(ts.EmitHint.Unspecified, node, file));
  for (const statement of file.statements) {
    if (!ts.isInterfaceDeclaration(statement)) continue;
    const owner = statement.name.text;
    for (const member of statement.members) {
      const isGroup =
        owner === "components" &&
        ts.isPropertySignature(member) &&
        member.type !== undefined &&
        ts.isTypeLiteralNode(member.type);
      const name = member.name?.getText().replace(/^"|"$/g, "") ?? "";
      if (!isGroup) {
        if (owner !== "QueryStyle") add(member, `${owner}.${name}`);
      } else if (member.type !== undefined && ts.isTypeLiteralNode(member.type)) {
        for (const inner of member.type.members) {
          add(inner, `${name}.${inner.name?.getText().replace(/^"|"$/g, "")}`);
        }
      }
    }
  }
  const styles = JSON.parse(
    /queryStyles: [^=]+= (\{[\s\S]*\});/.exec(text)?.[1] ?? "{}",
  ) as JsonObject;
  for (const [call, parameters] of Object.entries(styles)) {
    places.set(`styles.${call}`, JSON.stringify(parameters));
  }
  return places;
}

/** The operations of the API of things, by the name of their types. */
const calls: Record<string, string> = {
  "operations.getThing": "GET /things/{id}",
  "operations.createThing": "POST /things",
  "operations.listThings": "GET /things",
  "operations.unused": "GET /unused",
};

/** Whether a report speaks of a place: by its key, its schema, or the call that it is of. */
function isTold(place: string, said: string): boolean {
  const name = place.slice(place.indexOf(".") + 1);
  // Under another ID, an operation has other places.
  const isRenamed = said.includes(`operation ID "${name}"`) || said.includes(`was "${name}"`);
  const call = Object.hasOwn(calls, place) ? calls[place] : undefined;
  return (
    isRenamed ||
    said.includes(place) ||
    said.includes(`schema ${name}:`) ||
    (/^(paths|styles)\./.test(place) && said.includes(name)) ||
    (call !== undefined && said.includes(call))
  );
}

it("every difference in generated code is reported, or listed as unexplained", {
  timeout: 300_000,
}, async () => {
  const property = fc.asyncProperty(steps, async (made) => {
    const document = await thingsDocument();
    for (const { what, where, pick } of made) {
      const objects = objectsIn(document);
      const turned = [...objects.slice(where % objects.length), ...objects];
      turned.find((at) => mutations[what]?.(at, pick));
    }
    const { changes, texts, isWordsOnly } = await project.judge(document);
    const told = changes.filter(({ isWording }) => isWording !== true);
    const said = told.map(({ where, keys, text }) => `${where}: ${text} ${keys.join(" ")}`);
    const places = differentPlaces(texts);
    expect(places.filter((place) => !isTold(place, said.join("\n")))).toEqual([]);
    if (places.length > 0) expect(isWordsOnly).toBe(false);
  });
  await fc.assert(property, { numRuns: Number(process.env.METRICS_RUNS ?? 20) });
});
