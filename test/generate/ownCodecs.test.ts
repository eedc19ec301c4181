import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderBindings } from "../../generators/bindings/renderBindings.js";
import { findTools } from "../../generators/commands/generate/findTools.js";
import type { Tools } from "../../generators/commands/generate/Tools.js";
import { fakeWorld } from "../cli/fakeWorld.js";

const protos = new Map([
  [
    "old.proto",
    `syntax = "proto2";
package old;
enum Mode { OFF = 0; ON = 1; }
message Row {
  required int32 count = 1;
  required string name = 2;
  required bytes raw = 3;
  required int64 big = 4;
  required Mode mode = 5;
  optional double most = 6 [default = inf];
  optional double least = 7 [default = -inf];
  optional float none = 8 [default = nan];
  repeated group Part = 9 { required bool good = 1; }
}
`,
  ],
  [
    "new.proto",
    `edition = "2023";
package new;
option features.field_presence = IMPLICIT;
message Row {
  Part one = 1 [features.message_encoding = DELIMITED];
  repeated Part many = 2 [features.message_encoding = DELIMITED];
  Part usual = 3;
  string must = 4 [features.field_presence = LEGACY_REQUIRED];
}
message Part { int32 x = 1; }
`,
  ],
  [
    "names.proto",
    `syntax = "proto3";
package names;
message Map { map<string, double> m = 1; map<int64, string> k = 2; int64 t = 3; bytes b = 4; }
message BigInt { uint64 t = 1; Map map = 2; }
message Array { repeated double d = 1; }
message Object { map<string, Error> m = 1; }
message Error { string s = 1; }
message Infinity { int32 a = 1; }
`,
  ],
]);

interface Codec {
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
}

let root: string;
let tools: Tools;
let files: Map<string, string>;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "metrics-project-"));
  tools = await findTools(fakeWorld());
  files = await renderBindings({ protos, source: "proto/", sha256: "0", tools });
  await mkdir(join(root, "node_modules/@bufbuild"), { recursive: true });
  const library = new URL("../../node_modules/@bufbuild/protobuf", import.meta.url);
  await symlink(library, join(root, "node_modules/@bufbuild/protobuf"));
  await writeFile(join(root, "package.json"), '{ "type": "module" }');
  const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 };
  for (const [path, text] of [...files, ...protos]) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
    if (!path.endsWith(".ts")) continue;
    const { outputText } = ts.transpileModule(text, { compilerOptions: options });
    await writeFile(join(root, path.replace(/\.ts$/, ".js")), outputText);
  }
});
afterAll(() => rm(root, { recursive: true, force: true }));

it("compile for any names of messages", () => {
  const program = ts.createProgram(
    [...files.keys()].map((path) => join(root, path)),
    {
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      target: ts.ScriptTarget.ES2023,
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: true,
      noEmit: true,
      types: [],
    },
  );
  const messages = ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText);
  expect(messages).toEqual([]);
});

describe("a project's own messages are written as buf writes and reads them", () => {
  const part = { good: false };
  const row = { count: 0, name: "", raw: new Uint8Array(), big: 0n, mode: 0, part: [part] };
  const rows: [what: string, module: string, type: string, given: object, asJSON: object][] = [
    [
      "required fields at their default",
      "old",
      "old.Row",
      { ...row, most: Number.POSITIVE_INFINITY, least: 1, none: Number.NaN },
      { count: 0, name: "", raw: "", big: "0", mode: "OFF", least: 1, part: [part] },
    ],
    [
      "delimited fields",
      "new",
      "new.Row",
      { one: { x: 1 }, many: [{ x: 2 }, { x: 0 }], usual: { x: 3 }, must: "" },
      { one: { x: 1 }, many: [{ x: 2 }, {}], usual: { x: 3 }, must: "" },
    ],
    [
      "messages with names of JavaScript's",
      "names",
      "names.BigInt",
      {
        t: 2n ** 64n - 1n,
        map: { m: { a: 1 }, k: new Map([[2n, "b"]]), t: -1n, b: new Uint8Array() },
      },
      { t: "18446744073709551615", map: { m: { a: 1 }, k: { "2": "b" }, t: "-1" } },
    ],
  ];
  it.each(rows)("%s", async (_, module, type, given, asJSON) => {
    const loaded = (await import(pathToFileURL(join(root, `${module}.js`)).href)) as Record<
      string,
      Codec
    >;
    const codec = loaded[type.split(".")[1] ?? ""];
    const bytes = codec?.encode(given).finish();
    await writeFile(join(root, "message.binpb"), bytes ?? "");
    const [command = "", ...args] = tools.buf;
    const convert = [...args, "convert", `${module}.proto`, "--type", type];
    const options = { cwd: root, encoding: "utf8" } as const;
    const read = execFileSync(
      command,
      [...convert, "--from", "message.binpb", "--to", "-#format=json"],
      options,
    );
    expect(JSON.parse(read)).toEqual(asJSON);
    await writeFile(join(root, "message.json"), JSON.stringify(asJSON));
    execFileSync(command, [...convert, "--from", "message.json", "--to", "theirs.binpb"], options);
    expect(codec?.decode(new Uint8Array(await readFile(join(root, "theirs.binpb"))))).toMatchObject(
      given,
    );
  });
});

it("a message with a name that the generated code needs is refused by name", async () => {
  const text = 'syntax = "proto3";\nmessage Uint8Array { bytes b = 1; }\n';
  const rendering = renderBindings({
    protos: new Map([["a.proto", text]]),
    source: "proto/",
    sha256: "0",
    tools,
  });
  await expect(rendering).rejects.toThrow("a message or enum must not be named Uint8Array");
});
