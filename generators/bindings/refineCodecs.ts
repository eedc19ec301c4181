/**
 * Finishes ts-proto's codecs of the platform's messages for the runtime. ts-proto's own decoders
 * accept any bytes. They stop without an error at the end of a group, read beyond the end of a
 * message, and replace values that protobuf merges. This step gives each codec the runtime's strict
 * reader and its writer instead of the library's, and gives large messages handwritten codecs.
 *
 * Every replacement counts its matches and throws if the number is unexpected, so that a new version
 * of ts-proto with another output is noticed.
 */

/** The location of a handwritten codec, in the runtime's `codec/`, and the tags that it knows. */
interface Swap {
  file: string;
  codec: string;
  tags: readonly number[];
}

/** Large messages of our own .proto files: a million values in one of them is usual. */
const swapped: Readonly<Record<string, Swap>> = {
  DoubleSeries: { file: "numbers", codec: "doubleSeries", tags: [10] },
  MetricStatusSeries: { file: "numbers", codec: "metricStatusSeries", tags: [10] },
  TimestampSeries: { file: "timestamp", codec: "timestampSeries", tags: [10] },
};

/** Messages of Google's .proto files, which are part of the format and do not change. */
const wellKnown: Readonly<Record<string, Omit<Swap, "tags">>> = {
  Timestamp: { file: "timestamp", codec: "timestamp" },
  Struct: { file: "struct", codec: "struct" },
};

const unknownWriting = `    if (message._unknownFields !== undefined) {
      for (const [key, values] of globalThis.Object.entries(message._unknownFields)) {
        const tag = parseInt(key, 10);
        for (const value of values) {
          writer.uint32(tag).raw(value);
        }
      }
    }
    return writer;
`;

const decodeBeginning = (
  name: string,
) => `    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = (reader as any).__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error("protobuf decode recursion limit exceeded");
    }
    (reader as any).__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === undefined ? reader.len : reader.pos + length;
      const message = createBase${name}();
      while (reader.pos < end) {
        const tag = reader.uint32();
`;

const decodeEnd = `        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        const buf = reader.skip(tag & 7);

        const list = message._unknownFields![tag];

        if (list === undefined) {
          message._unknownFields![tag] = [buf];
        } else {
          list.push(buf);
        }
      }
      return message;
    } finally {
      (reader as any).__tsProtoDecodeDepth = previousRecursionDepth;
    }
`;

/** Forbidden in a finished codec: the library's reader and writer, and ts-proto's uses of them. */
const leftOver =
  /BinaryReader|BinaryWriter|globalThis|__tsProto|as any|_unknownFields|longToNumber|reader\.(skip|bytes|len)\b|decode\(reader, reader\.uint32|const end\d? =|< end\d?\b/;

/** `metricsDataId` -> `metrics_data_id`. */
function wireName(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/**
 * One file of codecs, from ts-proto's file at the same path.
 *
 * @param path - of the file below `codec/generated/`, for imports and failures
 * @throws if ts-proto wrote something that this step does not know
 */
export function refineCodecs(path: string, source: string): string {
  const blocks = [
    ...source.matchAll(
      /^function createBase(\w+)\(\)[\s\S]*?^export const \1: MessageFns<\1> = \{\n[\s\S]*?^\};\n/gm,
    ),
  ].map(([block, name = ""]) => ({ name, block }));
  const count = source.match(/^export const \w+: /gm)?.length;
  if (blocks.length !== count) throw unexpected(path, `${blocks.length} of ${count} codecs`);

  const kept = blocks.filter(({ name }) => !(name in swapped));
  for (const { name, block } of blocks) checkTags(path, name, block);
  const codecs = kept.map(({ name, block }) => refineCodec(`${path}: ${name}`, name, block));
  return [imports(path, source, codecs.join("\n")), ...codecs].join("\n");
}

/** Fields are written in the order of their numbers, and a handwritten codec knows all of them. */
function checkTags(path: string, name: string, block: string): void {
  const tags = [
    ...between(block, "  encode(", "  decode(").matchAll(/writer\.uint32\((\d+)\)/g),
  ].map(([, tag]) => Number(tag));
  const numbers = tags.map((tag) => tag >>> 3);
  if (numbers.some((number, at) => number <= (numbers[at - 1] ?? 0))) {
    throw new Error(
      `${path}: the fields of ${name} must be declared in the order of their numbers, got ${numbers}`,
    );
  }
  const swap = swapped[name];
  if (swap !== undefined && swap.tags.join() !== tags.join()) {
    throw new Error(
      `${path}: ${name} is handwritten in codec/${swap.file}.ts for the tags ${swap.tags}, but now has ${tags}`,
    );
  }
}

function refineCodec(where: string, name: string, block: string): string {
  const text = new Replacer(where, block);
  text.all("_unknownFields: {}", /(, _unknownFields: \{\})|(\n {4}_unknownFields: \{\},)/g, 1, "");
  text.all("the beginning", /: MessageFns<\w+> = \{\n/g, 1, (match) =>
    match.replace("MessageFns<", "MessageCodec<types.").concat(`  create: createBase${name},\n`),
  );
  text.all("createBase's type", /^(function createBase\w+\(\): )/g, 1, "$1types.");
  text.all(
    "encode's head",
    /encode\(message: (\w+), writer: BinaryWriter = new BinaryWriter\(\)\): BinaryWriter/g,
    1,
    "encode(message: types.$1, writer: ByteWriter): ByteWriter",
  );
  text.literal("encode's end", unknownWriting, "    return writer.unknown(message);\n");
  text.all(
    "decode's head",
    /decode\(input: BinaryReader \| Uint8Array, length\?: number\): (\w+) \{\n/g,
    1,
    "decode(reader: ByteReader, outer: number, message: types.$1 = createBase$1()): types.$1 {\n",
  );
  text.literal(
    "decode's beginning",
    decodeBeginning(name),
    "      while (reader.pos < reader.end) {\n        const tag = reader.nextTag();\n",
  );
  text.literal(
    "decode's end",
    decodeEnd,
    "        reader.keep(message, tag);\n      }\n      return reader.finish(outer, message);\n",
  );
  text.all("decode's body, inside a try", /^ {6}while [\s\S]*?return reader/gm, 1, (body) =>
    body.replace(/^ {2}/gm, ""),
  );
  refineFields(text);
  if (name.endsWith("Entry")) refineEntry(text);
  return text.finished();
}

function refineFields(text: Replacer): void {
  // A figure is the plain object that its struct represents.
  text.all("a struct read", /Struct\.unwrap\((Struct\.decode\(.*?\))\)/g, undefined, "$1");
  text.all("a struct written", /Struct\.wrap\((message\.\w+)\)/g, undefined, "$1");
  // Repeated values are merged.
  text.all(
    "a message",
    /message\.(\w+) = (\w+)\.decode\(reader, reader\.uint32\(\)\)/g,
    undefined,
    (_, property = "", type) =>
      `message.${property} = ${type}.decode(reader, reader.enter("${wireName(property)}"), message.${property})`,
  );
  text.all(
    "a list of messages",
    /message\.(\w+)\.push\((\w+)\.decode\(reader, reader\.uint32\(\)\)\)/g,
    undefined,
    (_, property = "", type) =>
      `message.${property}.push(${type}.decode(reader, reader.enter("${wireName(property)}", message.${property}.length)))`,
  );
  text.all(
    "a oneof's message",
    /message\.(\w+) = \{\s*\$case: "(\w+)",\s*value: (\w+)\.decode\(reader, reader\.uint32\(\)\),?\s*\}/g,
    undefined,
    (_, property = "", member = "", type) =>
      `message.${property} = { $case: "${member}", value: ${type}.decode(reader, reader.enter("${wireName(member)}"), message.${property}?.$case === "${member}" ? message.${property}.value : undefined) }`,
  );
  text.all(
    "a oneof written",
    /switch \(message\.(\w+)\?\.\$case\) \{\n([\s\S]*?)\n {4}\}/g,
    undefined,
    (_, property, cases = "") => {
      const members = [...cases.matchAll(/case "(\w+)":/g)].map(([, member]) => `"${member}"`);
      return `switch (message.${property}?.$case) {\n${cases}\n      case undefined:\n        break;\n      default:\n        noSuchMember(message.${property}, [${members.join(", ")}]);\n    }`;
    },
  );
  text.all(
    "packed numbers",
    /const end2 = reader\.uint32\(\) \+ reader\.pos;(\s*)while \(reader\.pos < end2\) \{\s*message\.(\w+)(.*)\s*\}/g,
    undefined,
    (_, space, property = "", push) =>
      `const around = reader.enter("${wireName(property)}");${space}while (reader.pos < reader.end) {${space}  message.${property}${push}${space}}${space}reader.leave(around);`,
  );
  text.all("an enum", / as any(?=[;), ])/g, undefined, "");
  text.all(
    "a map read",
    /(\w+)\.decode\(reader, reader\.uint32\(\)\);(\s*if \(entry\d+\.value !== undefined\) \{\s*)message\.(\w+)\[(.*?)\] = (.*?);/g,
    undefined,
    (_, type, middle, property = "", key, value) =>
      `${type}.decode(reader, reader.enter("${wireName(property)}"));${middle}setOwn(message.${property}, ${key}, ${value});`,
  );
  text.all(
    "a map written",
    /globalThis\.Object\.entries\((message\.\w+)\)\.forEach\(\((\[key, value\]): \[string, \w+\]\)/g,
    undefined,
    "Object.entries($1).forEach(($2)",
  );
  text.all("a map's key", /key: key, value/g, undefined, "key, value");
}

/** The entry of a map is written with its key and its value, even if they are defaults. */
function refineEntry(text: Replacer): void {
  text.all(
    "an entry's scalar",
    /if \(message\.(?:key|value) !== (?!undefined).*?\) \{/g,
    undefined,
    "{",
  );
  const type = text.find(/message\.value = (\w+)\.decode/);
  if (type !== undefined) {
    text.all("an entry's value", /value: undefined/g, 1, `value: ${type}.create()`);
  }
}

function imports(path: string, source: string, codecs: string): string {
  const up = "../".repeat(path.split("/").length);
  const lines = [
    `import type * as types from "${up}../generated/proto/${path.replace(/\.ts$/, ".js")}";`,
    `import type { ByteReader } from "${up}byteReader.js";`,
    `import type { ByteWriter } from "${up}byteWriter.js";`,
  ];
  const helpers = ["noSuchMember", "setOwn"].filter((name) => codecs.includes(`${name}(`));
  const names = ["type MessageCodec", ...helpers].join(", ");
  lines.push(`import { ${names} } from "${up}messageCodec.js";`);
  const own = Object.entries(swapped);
  for (const [name, { file, codec }] of [...own, ...Object.entries(wellKnown)]) {
    if (new RegExp(`\\b${name}\\.(de|en)code\\(`).test(codecs)) {
      lines.push(`import { ${codec} as ${name} } from "${up}${file}.js";`);
    }
  }
  for (const [line, from = ""] of source.matchAll(/^import \{[^}]*\} from "(.*)";$/gm)) {
    if (from.startsWith(".") && !from.includes("google/protobuf/")) lines.push(line);
  }
  return `/* eslint-disable */\n${lines.join("\n")}\n`;
}

function between(text: string, from: string, to: string): string {
  return text.slice(text.indexOf(from), text.indexOf(to));
}

function unexpected(where: string, what: string): Error {
  return new Error(
    `the output of ts-proto is not what refineCodecs.ts expects (${where}: ${what}): compare both, and fix the step`,
  );
}

/** Replaces in a string, and counts. */
class Replacer {
  readonly #where: string;
  #text: string;

  constructor(where: string, text: string) {
    this.#where = where;
    this.#text = text;
  }

  /** Replaces every match; `times` is the expected number of matches, if known. */
  all(
    what: string,
    pattern: RegExp,
    times: number | undefined,
    by: string | ((match: string, ...groups: (string | undefined)[]) => string),
  ): void {
    const count = this.#text.match(pattern)?.length ?? 0;
    if (times !== undefined && count !== times) {
      throw unexpected(this.#where, `${count} times ${what}, expected ${times}`);
    }
    this.#text =
      typeof by === "string" ? this.#text.replace(pattern, by) : this.#text.replace(pattern, by);
  }

  literal(what: string, from: string, to: string): void {
    if (this.#text.split(from).length !== 2) throw unexpected(this.#where, what);
    this.#text = this.#text.replace(from, () => to);
  }

  /** The first group of a pattern that the string must match. */
  find(pattern: RegExp): string | undefined {
    return pattern.exec(this.#text)?.[1];
  }

  /** The string, which must not contain anything that was to be replaced. */
  finished(): string {
    const left = leftOver.exec(this.#text)?.[0];
    if (left !== undefined) throw unexpected(this.#where, `${left} was not replaced`);
    return this.#text;
  }
}
