import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  breaksHere,
  judgeChanges,
  type Usage,
  type Verdict,
} from "../../generators/commands/generate/Change.js";
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
    expect(usage.get(key)?.map(({ file, line }) => ({ file, line }))).toEqual(
      lines.map((line) => ({ file: "src/main.ts", line })),
    );
  });

  it.each(["GET /crates/{id}", "schemas.crate", "schemas.robot.unread", "proto/yard/shape#Unused"])(
    "not %s",
    (key) => expect(usage.has(key)).toBe(false),
  );
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
    const runtime: Usage = new Map([["proto/resim", [{ file: "codec", line: 1, how: "reads" }]]]);
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
