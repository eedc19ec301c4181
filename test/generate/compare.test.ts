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

describe("the fields that a project uses", () => {
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
  const shape = shapeProto.replace("int32 a = 1;", "int32 a = 1; map<string, double> m = 2;");
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
      'field "width" of "Shape" has a different type',
      (text) => text.replace("double width", "string width"),
    ],
    [
      "a type changed that the project does not use",
      "breaking",
      false,
      'field "a" of "Unused" has a different type',
      (text) => text.replace("int32 a", "string a"),
    ],
    [
      "a field renamed",
      "breaking",
      true,
      'field "height_in_mm" of "Shape" is now named "height"; the wire format is unchanged',
      (text) => text.replace("height_in_mm", "height"),
    ],
    [
      "a field added",
      "compatible",
      false,
      'field "depth" of "Shape" is new',
      (text) => text.replace("message Shape {", "message Shape { double depth = 9;"),
    ],
    [
      "a message renamed",
      "breaking",
      true,
      'message "Shape" was removed: probably renamed to "Form"',
      (text) => text.replace("message Shape", "message Form"),
    ],
    [
      "a message added",
      "compatible",
      false,
      'message "More" is new',
      (text) => `${text}message More { int32 a = 1; }\n`,
    ],
    [
      "an option that changes no bytes",
      "compatible",
      false,
      "its options changed; the wire format is unchanged",
      (text) => text.replace("package yard;", 'package yard; option go_package = "x/y";'),
    ],
    [
      "a package renamed",
      "risky",
      false,
      "its package changed; the wire format is unchanged",
      (text) => text.replace("package yard;", "package garden;"),
    ],
    [
      "another integer of the same width, which is written in another way",
      "breaking",
      false,
      'field "a" of "Unused" has a different type',
      (text) => text.replace("int32 a", "sint32 a"),
    ],
    [
      "a field that may be missing",
      "breaking",
      true,
      'field "width" of "Shape" can now be missing',
      (text) => text.replace("double width", "optional double width"),
    ],
    [
      "a field that moved into a oneof",
      "breaking",
      true,
      'field "width" of "Shape" has a different type',
      (text) => text.replace("double width = 1;", "oneof size { double width = 1; }"),
    ],
    [
      "a map with other keys",
      "breaking",
      false,
      'field "m" of "Unused" has a different type',
      (text) => text.replace("map<string,", "map<int32,"),
    ],
    [
      "a field deprecated",
      "risky",
      false,
      'field "width" of "Shape" is now deprecated',
      (text) => text.replace("width = 1", "width = 1 [deprecated = true]"),
    ],
  ];
  it.each(edits)("%s", async (_, verdict, breaks, text, change) => {
    const protos = new Map([...yardSources().protos, ["yard/shape.proto", shape]]);
    const after = new Map([...protos, ["yard/shape.proto", change(shape)]]);
    const found = judgeChanges(await compareProtos(protos, after, tools), nobody, usage);
    expect(found).toContainEqual(
      expect.objectContaining({ text, verdict, where: "yard/shape.proto" }),
    );
    expect(found.some(breaksHere)).toBe(breaks);
  });

  it("is not a comment", async () => {
    const protos = new Map([...yardSources().protos, ["yard/shape.proto", shape]]);
    const after = new Map([...protos, ["yard/shape.proto", `${shape}// done\n`]]);
    expect(await compareProtos(protos, after, tools)).toEqual([]);
  });

  it("an edition's delimited field", async () => {
    const text = 'edition = "2023";\nmessage A { A a = 1; string s = 2; }\n';
    const delimited = text.replace("a = 1", "a = 1 [features.message_encoding = DELIMITED]");
    const [before, after] = [text, delimited].map((one) => new Map([["a.proto", one]]));
    expect(await compareProtos(before ?? new Map(), after ?? new Map(), tools)).toMatchObject([
      { verdict: "breaking", was: "A", is: "A between tags" },
    ]);
  });

  it("a message in a file with another name breaks its imports", async () => {
    const text = 'syntax = "proto3";\npackage acme;\nmessage Pt { float x = 1; }\n';
    const [before, after] = ["common", "geometry"].map(
      (name) => new Map([[`acme/${name}.proto`, text]]),
    );
    expect(await compareProtos(before ?? new Map(), after ?? new Map(), tools)).toMatchObject([
      { verdict: "breaking", text: 'message "Pt" moved to acme/geometry.proto' },
    ]);
  });

  it("an enum value added is risky, not breaking", async () => {
    const { protos } = yardSources();
    const color = protos.get("yard/parts/color.proto") ?? "";
    const after = new Map([
      ...protos,
      ["yard/parts/color.proto", color.replace("}", "COLOR_BLUE = 2; }")],
    ]);
    expect(await compareProtos(protos, after, tools)).toMatchObject([
      { verdict: "risky", text: 'value "COLOR_BLUE" of "Color" is new' },
    ]);
  });

  it("a message of the platform breaks the runtime's codec", async () => {
    const text = 'syntax = "proto3";\npackage resim;\nmessage A { int32 a = 1; }\n';
    const before = new Map([["resim/a.proto", text]]);
    const after = new Map([["resim/a.proto", text.replace("int32", "string")]]);
    const runtime: Usage = new Map([["proto/resim", [{ file: "codec", line: 1, how: "reads" }]]]);
    const found = judgeChanges(await compareProtos(before, after, tools), runtime, nobody);
    expect(found.map(breaksHere)).toEqual([true]);
  });

  it("with a syntax error is refused with the compiler's message", async () => {
    const { protos } = yardSources();
    const after = new Map([...protos, ["yard/shape.proto", `${shapeProto}message {`]]);
    await expect(compareProtos(protos, after, tools)).rejects.toThrow(
      /the \.proto files do not compile:\n {2}proto\/yard\/shape\.proto:12:1:missing name after `message`/,
    );
  });
});
