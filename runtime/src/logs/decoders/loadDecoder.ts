import type { MessageDecoder } from "../LogFormat.js";
import { SchemaError, UnsupportedLogError } from "../logErrors.js";
import type { Encoding } from "./Encoding.js";

/** Creates a decoder for an encoding. */
type MakeDecoder = (encoding: Encoding) => MessageDecoder;

/**
 * Loaders of decoders, by encoding and schema encoding (`cdr ros2msg`), or by encoding only. A
 * format lists the ones that its files may use. A bundler adds the libraries of all of them to an
 * image, and fails if one is not installed.
 */
export type DecoderLoaders = Readonly<Record<string, () => Promise<MakeDecoder>>>;

/**
 * Prepares a decoder for messages of a topic. Loads only the libraries of its encoding.
 * @throws {UnsupportedLogError} if there is no loader for the encoding
 * @throws {SchemaError} if the schema cannot be parsed
 */
export async function loadDecoder(
  encoding: Encoding,
  loaders: DecoderLoaders,
): Promise<MessageDecoder> {
  const { topic, type, schemaEncoding, where } = encoding;
  const keys = [`${encoding.encoding} ${schemaEncoding}`, encoding.encoding];
  const key = keys.find((one) => Object.hasOwn(loaders, one));
  const load = key === undefined ? undefined : loaders[key];
  if (load === undefined) {
    throw new UnsupportedLogError(
      `${where}: ${topic} has ${encoding.encoding || "unnamed"} messages with ${schemaEncoding || "no"} schema, which cannot be decoded`,
      { hint: supportedHint(encoding.encoding, loaders) },
    );
  }
  const make = await load();
  try {
    return make(encoding);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SchemaError(
      `${where}: the schema of ${topic} (${type || "no type"}) is not valid ${schemaEncoding || "JSON"}: ${reason}`,
      { hint: `Skip ${topic}, or record it with a complete schema.`, cause: error },
    );
  }
}

/** Packages that read encodings which are not supported here. */
const readers: Readonly<Record<string, string>> = {
  flatbuffer: "flatbuffers-reflection",
  cbor: "cbor-x",
  msgpack: "@msgpack/msgpack",
};

function supportedHint(encoding: string, loaders: DecoderLoaders): string {
  const known = Object.keys(loaders).map((key) => key.replace(" ", " with "));
  const reader = Object.hasOwn(readers, encoding) ? readers[encoding] : undefined;
  const next =
    reader !== undefined
      ? ` The package ${reader} reads ${encoding}: convert the log with it.`
      : encoding === "cdr"
        ? " Record the topic with its schema."
        : "";
  return `Supported: ${known.join(", ")}.${next}`;
}
