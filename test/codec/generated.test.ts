import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import protobuf from "protobufjs";
import { beforeAll, describe, expect, test } from "vitest";
import { refineCodecs } from "../../generators/bindings/refineCodecs.js";
import {
  type BindingsOptions,
  renderBindings,
  renderCodecs,
} from "../../generators/bindings/renderBindings.js";
import { toolsIn } from "../../generators/commands/generate/Tools.js";
import { temporaryFolder } from "../temporary.js";

const repository = fileURLToPath(new URL("../../", import.meta.url));
const main = "resim/metrics/proto/metrics.proto";
const uuid = "resim/utils/proto/uuid.proto";

/** A field of every kind that the wire format has today, in a message that nobody knows. */
const probe = `
message Probe {
  string word = 1;
  bool flag = 2;
  MetricStatus status = 3;
  int32 signed = 4;
  uint32 unsigned = 5;
  float short = 6;
  double long = 7;
  optional string maybe_word = 8;
  optional double maybe_long = 9;
  repeated string words = 10;
  repeated double longs = 11;
  repeated int32 numbers = 12;
  repeated MetricStatus statuses = 13;
  ExternalFile one = 14;
  repeated ExternalFile many = 15;
  oneof choice {
    string chosen_word = 16;
    uint32 chosen_number = 17;
    ExternalFile chosen_file = 18;
  }
  map<string, ExternalFile> files = 19;
  map<string, double> sizes = 20;
  google.protobuf.Timestamp time = 21;
}
`;

let options: Omit<BindingsOptions, "protos">;
let protos: Map<string, string>;

beforeAll(async () => {
  options = { source: "proto/", sha256: "", tools: await toolsIn(repository, process.env) };
  const texts = [main, uuid].map((path) => readFile(join(repository, "proto", path), "utf8"));
  const [mainText = "", uuidText = ""] = await Promise.all(texts);
  protos = new Map([
    [main, mainText],
    [uuid, uuidText],
  ]);
});

/** The .proto files with a replacement in the main one. */
function changed(from: string, to: string): Map<string, string> {
  const text = protos.get(main) ?? "";
  expect(text).toContain(from);
  return new Map([...protos, [main, text.replace(from, () => to)]]);
}

interface Runtime {
  Probe: {
    decode(reader: object, end: number): object;
    encode(message: object, to: object): { finish(): Uint8Array };
  };
  ByteReader: new (bytes: Uint8Array, what: string) => { end: number };
  ByteWriter: new () => object;
}

/** The runtime's codec, unchanged, with the code that is generated from other .proto files. */
async function runtimeFrom(sources: Map<string, string>): Promise<Runtime> {
  const folder = await temporaryFolder();
  await cp(join(repository, "runtime/src/codec"), join(folder, "codec"), { recursive: true });
  await cp(join(repository, "runtime/src/errors.ts"), join(folder, "errors.ts"));
  const all = { ...options, protos: sources };
  const [types, codecs] = await Promise.all([renderBindings(all), renderCodecs(all)]);
  for (const [place, files] of [
    ["generated/proto", types],
    ["codec/generated", codecs],
  ] as const) {
    for (const [path, text] of files) {
      const file = join(folder, place, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
  }
  const entry = `
    export { Probe } from "./codec/generated/resim/metrics/proto/metrics.js";
    export { ByteReader } from "./codec/byteReader.js";
    export { ByteWriter } from "./codec/byteWriter.js";`;
  const outfile = join(folder, "bundle.mjs");
  await build({
    stdin: { contents: entry, resolveDir: folder, loader: "ts" },
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    nodePaths: [join(repository, "node_modules")],
    logLevel: "error",
  });
  return (await import(pathToFileURL(outfile).href)) as Runtime;
}

describe("a message added to proto/", () => {
  test("is read and written, with every kind of field, without a line of code", async () => {
    const { Probe, ByteReader, ByteWriter } = await runtimeFrom(
      changed("// Names one MetricsData of", `${probe}\n// Names one MetricsData of`),
    );
    const type = protobuf
      .parse(
        `syntax = "proto3"; enum MetricStatus { NONE = 0; } message ExternalFile { string path = 1; }
        ${probe.replace("google.protobuf.Timestamp", "Time")} message Time { int64 seconds = 1; int32 nanos = 2; }`,
        { keepCase: false },
      )
      .root.lookupType("Probe");
    const sent = {
      word: "häuser",
      flag: true,
      status: 5,
      signed: -7,
      unsigned: 4_000_000_000,
      short: 0.5,
      long: -0.1,
      maybeWord: "",
      maybeLong: 0,
      words: ["", "b"],
      longs: [1.5, -0.25],
      numbers: [1, -1, 300],
      statuses: [1, 99],
      one: { path: "a" },
      many: [{ path: "b" }, { path: "" }],
      chosenFile: { path: "c" },
      files: { "": { path: "d" }, e: { path: "f".repeat(3000) } },
      sizes: { g: 0, h: 2 },
      time: { seconds: 1_700_000_000, nanos: 5 },
    };
    const bytes = type.encode(type.fromObject(sent)).finish();
    const { chosenFile, ...plain } = sent;

    const read = (source: Uint8Array) => {
      const reader = new ByteReader(source, "Probe");
      return Probe.decode(reader, reader.end);
    };
    const message = read(bytes);
    expect(message).toEqual({ ...plain, choice: { $case: "chosenFile", value: chosenFile } });
    const written = Probe.encode(message, new ByteWriter()).finish();
    expect(type.toObject(type.decode(written), { longs: Number })).toEqual(
      type.toObject(type.decode(bytes), { longs: Number }),
    );
    expect(read(written)).toEqual(message);
    // It is as strict as the others: only whole fields are read of its first bytes.
    const isRead = (end: number) => {
      try {
        return read(bytes.subarray(0, end)) !== undefined;
      } catch {
        return false;
      }
    };
    const ends = Array.from({ length: 19 }, (_, at) => at + 1);
    expect(ends.filter(isRead)).toEqual([9, 11, 13]);
    const wrong = { ...message, choice: { $case: "chosenWorld", value: 1 } };
    expect(() => Probe.encode(wrong, new ByteWriter())).toThrow(
      "this oneof has no member chosenWorld",
    );
  });
});

describe("code that the step after ts-proto cannot finish stops the generator", () => {
  test.each([
    [
      "a field that a codec by hand does not know",
      ["  repeated double series = 1;", "  repeated double series = 1;\n  string unit = 2;"],
      "DoubleSeries is handwritten in codec/numbers.ts for the tags 10, but now has 10,18",
    ],
    [
      "fields in another order than their numbers, in which they would be written",
      ["  bool flag = 2;\n", "  bool flag = 22;\n"],
      "the fields of Probe must be declared in the order of their numbers",
    ],
    [
      "a kind of field that the strict reader does not read",
      ["  bool flag = 2;\n", "  int64 flag = 2;\n"],
      "Probe: longToNumber was not replaced",
    ],
  ])("%s", async (_, [from = "", to = ""], message) => {
    const sources = changed("// Names one MetricsData of", `${probe}\n// Names one MetricsData of`);
    const text = sources.get(main) ?? "";
    expect(text).toContain(from);
    sources.set(main, text.replace(from, to));
    await expect(renderCodecs({ ...options, protos: sources })).rejects.toThrow(message);
  });

  test.each([
    ["no codecs at all", "export interface UUID { data: string }"],
    [
      "a codec that reads in another way",
      "function createBaseUUID(): UUID {\n}\n\nexport const UUID: MessageFns<UUID> = {\n  encode() {},\n  decode() {},\n};\n",
    ],
  ])("another output of ts-proto: %s", (_, source) => {
    expect(() => refineCodecs("resim/utils/proto/uuid.ts", source)).toThrow(
      "the output of ts-proto is not what refineCodecs.ts expects",
    );
  });
});
