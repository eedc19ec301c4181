import type { MessageDecoder } from "../LogFormat.js";
import { SchemaError, UnsupportedLogError } from "../logErrors.js";
import type { Encoding } from "./Encoding.js";

/** Makes a decoder of an encoding at hand. */
type MakeDecoder = (encoding: Encoding) => MessageDecoder;

/**
 * How each encoding's decoder is loaded: by encoding and schema encoding, `cdr ros2msg`, or by the encoding alone. A format names those that its files
 * can hold: a bundler puts the libraries of all that are named into an image, and fails where one is not installed.
 */
export type DecoderLoaders = Readonly<Record<string, () => Promise<MakeDecoder>>>;

/**
 * Prepares a decoder for messages of a topic. Loads the libraries of the encoding at hand alone.
 * @throws {UnsupportedLogError} where no loader is for the encoding
 * @throws {SchemaError} where the schema does not parse
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
      `${where}: ${topic} holds ${encoding.encoding || "unnamed"} messages with ${schemaEncoding || "no"} schema, which cannot be decoded`,
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
      { hint: `Leave ${topic} out, or record it with a whole schema.`, cause: error },
    );
  }
}

/** What reads encodings that nothing here decodes. */
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
  return `These are decoded: ${known.join(", ")}.${next}`;
}
