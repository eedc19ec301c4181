import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isObject, type JsonObject, lookUp } from "../../generators/client/document.js";
import {
  breaksHere,
  judgeChanges,
  type Usage,
  type Verdict,
} from "../../generators/commands/generate/Change.js";
import { compareDescriptions } from "../../generators/commands/generate/compareDescriptions.js";
import { compareProtos } from "../../generators/commands/generate/compareProtos.js";
import { findTools } from "../../generators/commands/generate/findTools.js";
import { findUsage } from "../../generators/commands/generate/findUsage.js";
import type { Tools } from "../../generators/commands/generate/Tools.js";
import { loadProgram } from "../../generators/commands/generate/typeCheck.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { shapeProto, writeYard, yardDocument, yardSources } from "./smallProject.js";

let tools: Tools;
let usage: Usage;
let root: string;
const nobody: Usage = new Map();

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "metrics-project-"));
  tools = await findTools(fakeWorld());
  const layout = await writeYard(root);
  const compiler = await tools.typescript();
  usage = findUsage(compiler, loadProgram(compiler, layout), root, yardDocument());
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe("what a project uses", () => {
  it.each([
    ["an operation", "GET /robots/{id}", [9]],
    ["a field by destructuring", "schemas.robot.name", [11]],
    ["a field by its name", "schemas.robot.state", [12]],
    ["a field in brackets", "schemas.robot.weight", [13]],
    ["a schema", "schemas.robot", [5]],
    ["a message", "proto/yard/shape#Shape", [2, 17]],
    ["a field of a message", "proto/yard/shape#Shape.heightInMm", [18]],
  ])("%s", (_, key, lines) => {
    expect(usage.get(key)).toEqual(lines.map((line) => ({ file: "src/main.ts", line })));
  });

  it.each(["GET /crates/{id}", "schemas.crate", "schemas.robot.unread", "proto/yard/shape#Unused"])(
    "not %s",
    (key) => expect(usage.has(key)).toBe(false),
  );
});

/** Changes the robot, which the project uses, or the crate, which nobody does. */
type Edit = (document: JsonObject, thing: "robot" | "crate") => void;

const changes: [what: string, verdict: Verdict | "none", breaksItsUsers: boolean, edit: Edit][] = [
  [
    "an enum value added",
    "risky",
    false,
    (d, t) => at(d, t, "properties", "state").set("enum", ["IDLE", "BUSY", "LOST"]),
  ],
  [
    "a field's type changed",
    "breaking",
    true,
    (d, t) => at(d, t, "properties", "weight").set("type", "string"),
  ],
  ["a field removed", "breaking", true, (d, t) => at(d, t, "properties").remove("owner")],
  [
    "a field added",
    "compatible",
    false,
    (d, t) => at(d, t, "properties").set("colour", { type: "string" }),
  ],
  [
    "a nullable made non-null",
    "compatible",
    false,
    (d, t) => at(d, t, "properties", "owner").remove("nullable"),
  ],
  [
    "a field made nullable",
    "breaking",
    true,
    (d, t) => at(d, t, "properties", "name").set("nullable", true),
  ],
  ["a description only", "none", false, (d, t) => at(d, t).set("description", "Something else.")],
  [
    "an optional parameter made required",
    "breaking",
    true,
    (d, t) => verbose(d, t).set("required", true),
  ],
  [
    "an operation renamed",
    "breaking",
    false,
    (d, t) => operation(d, t).set("operationId", "readIt"),
  ],
  ["a path removed", "breaking", true, (d, t) => edit(d.paths).remove(`/${t}s/{id}`)],
  [
    "the same in 3.1",
    "none",
    false,
    (d, t) => at(d, t, "properties").set("owner", { type: ["string", "null"] }),
  ],
];

describe("a change of the API", () => {
  describe.each(changes)("%s", (_, verdict, breaksItsUsers, change) => {
    it.each([
      ["the project", "robot", true],
      ["nobody", "crate", false],
    ] as const)("used by %s", async (_who, thing, isUsed) => {
      const after = yardDocument();
      change(after, thing);
      const found = judgeChanges(
        await compareDescriptions(yardDocument(), after, tools),
        nobody,
        usage,
      );
      expect(found.map((one) => one.verdict)).toEqual(verdict === "none" ? [] : [verdict]);
      expect(found.some(breaksHere)).toBe(isUsed && breaksItsUsers);
    });

    it("used by the runtime", async () => {
      const after = yardDocument();
      change(after, "robot");
      const compared = await compareDescriptions(yardDocument(), after, tools);
      const found = judgeChanges(compared, usage, nobody);
      expect(found.some(breaksHere)).toBe(breaksItsUsers);
    });
  });
});

describe("a change of the .proto files", () => {
  const edits: [
    what: string,
    verdict: Verdict,
    breaks: boolean,
    text: string,
    edit: (text: string) => string,
  ][] = [
    [
      "a field renumbered",
      "breaking",
      true,
      'field "width" of "Shape" moved from number 1 to 7',
      (text) => text.replace("width = 1", "width = 7"),
    ],
    [
      "a type changed",
      "breaking",
      true,
      'Field "1" with name "width" on message "Shape" changed type from "double" to "string"',
      (text) => text.replace("double width", "string width"),
    ],
    [
      "a type changed that nobody uses",
      "breaking",
      false,
      'Field "1" with name "a" on message "Unused" changed type from "int32" to "string"',
      (text) => text.replace("int32 a", "string a"),
    ],
    [
      "a field renamed",
      "breaking",
      true,
      'Field "2" on message "Shape" changed name from "height_in_mm" to "height"',
      (text) => text.replace("height_in_mm", "height"),
    ],
    [
      "a field added",
      "compatible",
      false,
      'field "depth" of "Shape" added',
      (text) => text.replace("message Shape {", "message Shape { double depth = 9;"),
    ],
    [
      "a message renamed",
      "breaking",
      true,
      'Previously present message "Shape" was deleted from file',
      (text) => text.replace("message Shape", "message Form"),
    ],
    [
      "a message added",
      "compatible",
      false,
      'message "More" added',
      (text) => `${text}message More { int32 a = 1; }\n`,
    ],
    ["a comment only", "compatible", false, "", (text) => `${text}// done\n`],
  ];
  it.each(edits)("%s", async (_, verdict, breaks, text, change) => {
    const { protos } = yardSources();
    const after = new Map([...protos, ["yard/shape.proto", change(shapeProto)]]);
    const found = judgeChanges(await compareProtos(protos, after, tools), nobody, usage);
    if (text === "") {
      expect(found).toEqual([]);
      return;
    }
    expect(found).toContainEqual(
      expect.objectContaining({ text, verdict, where: "yard/shape.proto" }),
    );
    expect(found.some(breaksHere)).toBe(breaks);
  });

  it("an enum value added: worth a look, and no break", async () => {
    const { protos } = yardSources();
    const colour = protos.get("yard/parts/colour.proto") ?? "";
    const after = new Map([
      ...protos,
      ["yard/parts/colour.proto", colour.replace("}", "COLOUR_BLUE = 2; }")],
    ]);
    expect(await compareProtos(protos, after, tools)).toMatchObject([
      { verdict: "risky", text: 'enum value "COLOUR_BLUE" of "Colour" added' },
    ]);
  });

  it("a message of the platform: the runtime's codec is its user", async () => {
    const text = 'syntax = "proto3";\npackage resim;\nmessage A { int32 a = 1; }\n';
    const before = new Map([["resim/a.proto", text]]);
    const after = new Map([["resim/a.proto", text.replace("int32", "string")]]);
    const runtime: Usage = new Map([["proto/resim", [{ file: "codec", line: 1 }]]]);
    const found = judgeChanges(await compareProtos(before, after, tools), runtime, nobody);
    expect(found.map(breaksHere)).toEqual([true]);
  });

  it("a syntax error: told as the compiler tells it", async () => {
    const { protos } = yardSources();
    const after = new Map([...protos, ["yard/shape.proto", `${shapeProto}message {`]]);
    await expect(compareProtos(protos, after, tools)).rejects.toThrow(
      /the \.proto files do not compile:\n {2}proto\/yard\/shape\.proto:12:1:missing name after `message`/,
    );
  });
});

function edit(value: unknown): { set(key: string, to: unknown): void; remove(key: string): void } {
  const object = value as Record<string, unknown>;
  return {
    set: (key, to) => {
      object[key] = to;
    },
    remove: (key) => {
      delete object[key];
    },
  };
}

function at(document: JsonObject, thing: string, ...keys: string[]) {
  return edit(lookUp(document, ["#/components/schemas", thing, ...keys].join("/")));
}

function operation(document: JsonObject, thing: string) {
  return edit(lookUp(document, `#/paths/~1${thing}s~1%7Bid%7D/get`));
}

function verbose(document: JsonObject, thing: string) {
  const found = lookUp(document, `#/paths/~1${thing}s~1%7Bid%7D/get/parameters/1`);
  if (!isObject(found)) throw new Error(`${thing} has no second parameter`);
  return edit(found);
}
