import type { JsonObject } from "../../generators/client/document.js";
import type { Verdict } from "../../generators/commands/generate/Change.js";
import { push, rename, set } from "./editDocument.js";

const get = "#/paths/~1things~1{id}/get";
const post = "#/paths/~1things/post";
const thing = "#/components/schemas/Thing";
const field = (name: string) => `${thing}/properties/${name}`;
const input = (name: string) => `#/components/schemas/ThingInput/properties/${name}`;

const text = { type: "string" };
const owner = { $ref: "#/components/schemas/Owner" };
const answer = (schema: JsonObject) => ({
  description: "",
  content: { "application/json": { schema } },
});

/** A change as the report has it: what it means, what it says, and on which lines the project uses what it touches. */
type Told = [verdict: Verdict, said: RegExp, lines: number[]];

/** Changes of the API of things, each with what the report of the project that uses it says. */
export const apiChangeRows: [
  what: string,
  edit: (d: JsonObject) => void,
  exitCode: 0 | 3,
  told: Told[],
][] = [
  // What answers have.
  [
    "a field of an answer that goes",
    (d) => set(d, field("note"), undefined),
    3,
    [
      [
        "breaking",
        /^schema Thing \(responses of GET \/things\/\{id\} and 2 more\): the field "note" was removed$/,
        [19],
      ],
    ],
  ],
  [
    "a field of an answer that goes and nobody reads",
    (d) => set(d, field("kind"), undefined),
    0,
    [["breaking", /the field "kind" was removed$/, []]],
  ],
  [
    "a field of an answer that has another name",
    (d) => rename(d, field("note"), "notes"),
    3,
    [
      ["breaking", /the field "note" was removed: probably renamed to "notes"$/, [19]],
      ["compatible", /the field "notes" is new$/, []],
    ],
  ],
  [
    "a field that can be null beside its reference",
    (d) => set(d, `${field("owner")}/nullable`, true),
    3,
    [["breaking", /the field "owner" can now be null$/, [20]]],
  ],
  [
    "a field that can be null and nobody reads",
    (d) => set(d, `${field("kind")}/nullable`, true),
    0,
    [["breaking", /the field "kind" can now be null$/, []]],
  ],
  [
    "a field that can no longer be null",
    (d) => set(d, `${field("opt")}/nullable`, undefined),
    0,
    [["compatible", /the field "opt" can no longer be null$/, [22]]],
  ],
  [
    "a field that may be missing",
    (d) => set(d, `${thing}/required`, ["id", "status"]),
    3,
    [["breaking", /the field "size" is now optional, and may be missing$/, [18]]],
  ],
  [
    "a field that is always there",
    (d) => push(d, `${thing}/required`, "note"),
    0,
    [["compatible", /the field "note" is now required$/, [19]]],
  ],
  [
    "another type of a field",
    (d) => set(d, `${field("size")}/type`, "string"),
    3,
    [["breaking", /the field "size" has a different type$/, [18]]],
  ],
  [
    "another type of a field that nobody reads",
    (d) => set(d, field("kind"), { type: "integer" }),
    0,
    [["breaking", /the field "kind" has a different type$/, []]],
  ],
  [
    "an integer that becomes a number",
    (d) => set(d, `${field("size")}/type`, "number"),
    0,
    [["risky", /the field "size" is a different kind of number$/, [18]]],
  ],
  [
    "another format",
    (d) => set(d, `${field("when")}/format`, "date"),
    0,
    [["risky", /format of the field "when" changed$/, [21]]],
  ],
  [
    "a limit on an answer",
    (d) => set(d, `${field("note")}/minLength`, 3),
    0,
    [["compatible", /minLength of the field "note" is new$/, [19]]],
  ],
  [
    "a word that an answer may have",
    (d) => push(d, "#/components/schemas/Status/enum", "lost"),
    0,
    [["risky", /^schema Status .*: the schema can now be "lost"$/, [17]]],
  ],
  [
    "a deprecated field",
    (d) => set(d, `${field("note")}/deprecated`, true),
    0,
    [["risky", /the field "note" is now deprecated$/, [19]]],
  ],
  [
    "fields named like what every object has",
    (d) => {
      for (const name of ["valueOf", "hasOwnProperty", "constructor", "toString"]) {
        set(d, field(name), text);
      }
    },
    0,
    [
      ["compatible", /the field "valueOf" is new$/, []],
      ["compatible", /the field "hasOwnProperty" is new$/, []],
      ["compatible", /the field "constructor" is new$/, []],
      ["compatible", /the field "toString" is new$/, []],
    ],
  ],
  [
    "schemas that are true or false",
    (d) => {
      set(d, field("any"), true);
      set(d, field("none"), false);
    },
    0,
    [
      ["compatible", /the field "any" is new$/, []],
      ["compatible", /the field "none" is new$/, []],
    ],
  ],
  [
    "an allOf of parts that contradict each other",
    (d) => set(d, field("note"), { allOf: [text, { type: "integer" }] }),
    3,
    [["breaking", /the field "note" has a different type$/, [19]]],
  ],
  [
    "a header that goes",
    (d) => set(d, `${get}/responses/200/headers`, undefined),
    3,
    [["breaking", /the header "X-Total" of the response with status 200 was removed$/, [15]]],
  ],
  [
    "the token of the next page",
    (d) =>
      set(
        d,
        "#/paths/~1things/get/responses/200/content/application~1json/schema/properties/nextPageToken",
        undefined,
      ),
    3,
    [
      [
        "breaking",
        /^GET \/things: the field "nextPageToken" of the response with status 200 was removed$/,
        [42, 43],
      ],
    ],
  ],
  [
    "an error that is no longer described",
    (d) => set(d, `${get}/responses/404`, undefined),
    3,
    [["risky", /the response with status 404 was removed$/, [8]]],
  ],
  [
    "null below the answer by default",
    (d) =>
      set(
        d,
        `${get}/responses/default`,
        answer({ type: "object", properties: { o: { nullable: true, ...owner } } }),
      ),
    3,
    [["compatible", /the response with status default is new$/, [8]]],
  ],
  // What requests have.
  [
    "a query parameter that goes",
    (d) => set(d, `${get}/parameters/1`, undefined),
    3,
    [["breaking", /^GET \/things\/\{id\}: the query parameter "filter" was removed$/, [11]]],
  ],
  [
    "a header parameter that goes",
    (d) => set(d, `${get}/parameters/3`, undefined),
    3,
    [["breaking", /the header parameter "X-Trace" was removed$/, [12]]],
  ],
  [
    "a query parameter that can be null",
    (d) => set(d, `${get}/parameters/1/schema/nullable`, true),
    0,
    [["compatible", /the query parameter "filter" can now be null$/, [11]]],
  ],
  [
    "another type of a query parameter",
    (d) => set(d, `${get}/parameters/1/schema/type`, "integer"),
    3,
    [["breaking", /the query parameter "filter" has a different type$/, [11]]],
  ],
  [
    "a query parameter that must be sent",
    (d) => push(d, `${get}/parameters`, { name: "v", in: "query", required: true, schema: text }),
    3,
    [["breaking", /the query parameter "v" is new and required$/, [8]]],
  ],
  [
    "a query parameter that may be sent",
    (d) => push(d, `${get}/parameters`, { name: "v", in: "query", schema: text }),
    0,
    [["compatible", /the query parameter "v" is new$/, []]],
  ],
  [
    "a body field that goes",
    (d) => set(d, input("tag"), undefined),
    3,
    [
      [
        "breaking",
        /^schema ThingInput \(sent by POST \/things\): the field "tag" was removed$/,
        [31],
      ],
    ],
  ],
  [
    "a body field that cannot be null, where null is sent",
    (d) => set(d, `${input("parent")}/nullable`, undefined),
    3,
    [["breaking", /the field "parent" can no longer be null$/, [33]]],
  ],
  [
    "a body field that cannot be null, where a string is sent",
    (d) => set(d, `${input("desc")}/nullable`, undefined),
    0,
    [["breaking", /the field "desc" can no longer be null$/, [34]]],
  ],
  [
    "a word that a body may no longer have, and has here",
    (d) => set(d, `${input("mode")}/enum`, ["y"]),
    3,
    [["breaking", /the field "mode" can no longer be "x"$/, [32]]],
  ],
  [
    "a word that a body may no longer have, and has not here",
    (d) => set(d, `${input("mode")}/enum`, ["x"]),
    0,
    [["breaking", /the field "mode" can no longer be "y"$/, [32]]],
  ],
  [
    "a body field that must be sent",
    (d) => {
      set(d, input("extra"), text);
      push(d, "#/components/schemas/ThingInput/required", "extra");
    },
    3,
    [["breaking", /the field "extra" is new and required$/, [28]]],
  ],
  [
    "a limit on what is sent",
    (d) => set(d, `${input("name")}/minLength`, 3),
    0,
    [["risky", /minLength of the field "name" is new$/, [30]]],
  ],
  [
    "another default",
    (d) => set(d, `${input("limit")}/default`, 20),
    0,
    [["risky", /default of the field "limit" changed$/, [35]]],
  ],
  [
    "a body that becomes optional",
    (d) => set(d, `${post}/requestBody/required`, undefined),
    0,
    [["compatible", /the body is no longer marked as required$/, [28]]],
  ],
  [
    "another style of a list in the query",
    (d) => set(d, `${get}/parameters/2/style`, "pipeDelimited"),
    0,
    [["risky", /style of the query parameter "tags" is new$/, [11]]],
  ],
  [
    "a list in the query that is written as several parameters",
    (d) => set(d, `${get}/parameters/2/explode`, undefined),
    0,
    [["risky", /explode of the query parameter "tags" was removed$/, [11]]],
  ],
  // Operations and schemas as a whole.
  [
    "an operation that goes",
    (d) => set(d, "#/paths/~1things/get", undefined),
    3,
    [["breaking", /^GET \/things: was removed$/, [42]]],
  ],
  [
    "an operation that goes and nobody calls",
    (d) => set(d, "#/paths/~1unused", undefined),
    0,
    [["breaking", /^GET \/unused: was removed$/, []]],
  ],
  [
    "a path parameter with another name",
    (d) => {
      set(d, `${get}/parameters/0/name`, "thingID");
      rename(d, "#/paths/~1things~1{id}", "/things/{thingID}");
    },
    3,
    [["breaking", /^GET \/things\/\{id\}: is now GET \/things\/\{thingID\}$/, [8, 46]]],
  ],
  [
    "an operation ID with another name",
    (d) => set(d, `${get}/operationId`, "fetchThing"),
    3,
    [["breaking", /now has the operation ID "fetchThing", was "getThing"$/, [46]]],
  ],
  [
    "a schema with another name",
    (d) => {
      const renamed = JSON.stringify(d).replaceAll("schemas/Owner", "schemas/Person");
      Object.assign(d, JSON.parse(renamed));
      rename(d, "#/components/schemas/Owner", "Person");
    },
    0,
    [["breaking", /^schema Owner .*: is now named "Person", was "Owner"$/, []]],
  ],
  [
    "a deprecated operation",
    (d) => set(d, `${get}/deprecated`, true),
    0,
    [["risky", /^GET \/things\/\{id\}: the operation is now deprecated$/, [8, 46]]],
  ],
  [
    "another server",
    (d) => set(d, "#/servers/0/url", "https://y.example/v2"),
    0,
    [["risky", /^servers: its servers changed/, []]],
  ],
  [
    "a key in the place of the token",
    (d) =>
      set(d, "#/components/securitySchemes/bearer", { type: "apiKey", in: "header", name: "k" }),
    3,
    [["breaking", /^security of .* and 3 more: it no longer accepts a bearer token/, [8, 28, 42]]],
  ],
  [
    "an operation that needs no token any more",
    (d) => set(d, `${get}/security`, []),
    0,
    [["compatible", /^GET \/things\/\{id\}: its security changed/, [8]]],
  ],
  // Words.
  [
    "the description of a field that is read: its unit, say",
    (d) => set(d, `${field("size")}/description`, "In centimeters."),
    0,
    [["compatible", /the description of the field "size" changed$/, [18]]],
  ],
  ["a title", (d) => set(d, "#/info/title", "Another"), 0, []],
  ["a version that is a number", (d) => set(d, "#/info/version", 1.1), 0, []],
  [
    "the same in 3.1",
    (d) => {
      set(d, "#/openapi", "3.1.0");
      set(d, field("opt"), { type: ["string", "null"] });
      set(d, field("ref"), { anyOf: [owner, { type: "null" }] });
    },
    0,
    [],
  ],
];
