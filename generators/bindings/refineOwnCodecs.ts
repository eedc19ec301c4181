import { CommandError } from "../io/CommandError.js";
import { fieldRules, type ProtoFile, type ProtoMessage } from "./protoImage.js";

/** Names that the generated code uses itself, in contexts that do not distinguish them from a message's name. */
const reserved = /^export (?:interface|enum) (Uint8Array|globalThis|MessageFns)\b/m;

/**
 * Finishes ts-proto's codecs of a project's own messages. Their code can then use JavaScript's
 * `Map` and `BigInt` even if messages have these names, and defaults such as `inf` get JavaScript's
 * form. Required fields are written even at their default, and an edition's delimited fields are
 * enclosed in tags.
 *
 * @param file - the declarations of the file; only needed if it has required or delimited fields
 * @throws CommandError if a message has a name that the generated code needs
 */
export function refineOwnCodecs(path: string, source: string, file: ProtoFile | undefined): string {
  const [, name] = reserved.exec(source) ?? [];
  if (name !== undefined) {
    throw new CommandError(
      `${path}: a message or enum must not be named ${name}: this is a built-in name of JavaScript`,
      {
        hint: "Nest it in another message, or rename it: names are not part of the wire format.",
      },
    );
  }
  let text = withGlobals(source);
  text = withNumbers(text);
  for (const message of file?.messageType ?? []) {
    if (file !== undefined) text = withFields(path, text, file, message, []);
  }
  return text;
}

/** In a file with its own `Map` or `BigInt`, uses the full names of JavaScript's. */
function withGlobals(text: string): string {
  const isOwn = (name: string) =>
    new RegExp(`^(export (interface|enum) ${name}\\b|import \\{[^}]*\\b${name}\\b)`, "m").test(
      text,
    );
  let result = text;
  if (isOwn("Map")) {
    result = result.replace(/(?<![\w.])Map(?=<)|(?<=new )Map\b/g, "globalThis.Map");
  }
  if (isOwn("BigInt")) {
    result = result.replace(/(?<![\w.])BigInt(?=\.as|\(|\("?)/g, "globalThis.BigInt");
  }
  return result;
}

/** ts-proto writes `inf` and `nan` as in the .proto file. */
function withNumbers(text: string): string {
  return text
    .replace(/(message\.\w+) !== nan\b/g, "!globalThis.Number.isNaN($1)")
    .replace(/((?:: |!== )-?)inf(?=[,)\s])/g, "$1globalThis.Infinity")
    .replace(/(: )-?nan(?=[,)\s])/g, "$1globalThis.NaN");
}

function withFields(
  path: string,
  text: string,
  file: ProtoFile,
  message: ProtoMessage,
  outer: readonly string[],
): string {
  const chain = [...outer, message.name];
  const name = chain.join("_");
  let result = text;
  for (const nested of message.nestedType ?? []) {
    result = withFields(path, result, file, nested, chain);
  }
  const fields = (message.field ?? []).map((field) => ({
    ...field,
    ...fieldRules(file, message, field),
  }));
  const head = `export const ${name}: MessageFns<${name}> = {\n`;
  const start = result.indexOf(head);
  if (start < 0) return result;
  const end = result.indexOf("\n};\n", start);
  let block = result.slice(start, end);
  for (const { number, type, isRequired, isDelimited } of fields) {
    // ts-proto itself writes proto2's groups in this form.
    if (isDelimited && type === "TYPE_MESSAGE")
      block = delimited(`${path}: ${name}`, block, number);
    else if (isRequired) block = alwaysWritten(block, number);
  }
  return result.slice(0, start) + block + result.slice(end);
}

/** Removes the condition that skips a default. A missing message cannot be written. */
function alwaysWritten(block: string, number: number): string {
  return block.replace(
    /^ {4}if \((message\.[^\n]*)\) \{\n((?: {6}.*\n)+?) {4}\}\n/gm,
    (whole: string, condition: string, body: string) => {
      const [, tag] = /writer\.uint32\((\d+)\)/.exec(body) ?? [];
      const isMeant = tag !== undefined && Number(tag) >>> 3 === number;
      return isMeant && !condition.includes("undefined") ? body.replace(/^ {2}/gm, "") : whole;
    },
  );
}

function delimited(where: string, block: string, number: number): string {
  const [long, start, stop] = [2, 3, 4].map((type) => ((number << 3) | type) >>> 0);
  const written = block.replace(
    new RegExp(`, writer\\.uint32\\(${long}\\)\\.fork\\(\\)\\)\\.join\\(\\)`, "g"),
    `, writer.uint32(${start})).uint32(${stop})`,
  );
  const read = written.replace(
    new RegExp(
      `(if \\(tag !== )${long}(\\) \\{[\\s\\S]*?\\.decode\\(reader), reader\\.uint32\\(\\)\\)`,
    ),
    `$1${start}$2)`,
  );
  if (written === block || read === written) {
    throw new Error(`${where}: the output of ts-proto for field ${number} is not what is expected`);
  }
  return read;
}
