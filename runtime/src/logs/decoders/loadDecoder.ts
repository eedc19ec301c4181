import type { MessageDecoder } from "../LogFormat.js";
import { SchemaError, UnsupportedLogError } from "../logErrors.js";
import type { Encoding } from "./Encoding.js";

/**
 * Prepares a decoder for messages of a topic. Loads the libraries of the encoding at hand alone.
 * @throws {UnsupportedLogError} where no library here knows the encoding
 * @throws {SchemaError} where the schema does not parse
 */
export async function loadDecoder(encoding: Encoding): Promise<MessageDecoder> {
  const make = await makerOf(encoding);
  try {
    return make(encoding);
  } catch (error) {
    const { topic, type, schemaEncoding, where } = encoding;
    const reason = error instanceof Error ? error.message : String(error);
    throw new SchemaError(
      `${where}: the schema of ${topic} (${type || "no type"}) is not valid ${schemaEncoding || "JSON"}: ${reason}`,
      { hint: `Leave ${topic} out, or record it with a whole schema.`, cause: error },
    );
  }
}

type MakeDecoder = (encoding: Encoding) => MessageDecoder;

async function makerOf({ encoding, schemaEncoding, topic, where }: Encoding): Promise<MakeDecoder> {
  switch (`${encoding} ${schemaEncoding}`) {
    case "cdr ros2msg":
      return (await import("./ros2Decoder.js")).ros2MsgDecoder;
    case "cdr ros2idl":
      return (await import("./ros2IdlDecoder.js")).ros2IdlDecoder;
    case "cdr omgidl":
      return (await import("./omgIdlDecoder.js")).omgIdlDecoder;
    case "ros1 ros1msg":
      return (await import("./ros1Decoder.js")).ros1Decoder;
    case "protobuf protobuf":
      return (await import("./protobufDecoder.js")).protobufDecoder;
    default:
      if (encoding === "json") return (await import("./jsonDecoder.js")).jsonDecoder;
      throw new UnsupportedLogError(
        `${where}: ${topic} holds ${encoding || "unnamed"} messages with ${schemaEncoding || "no"} schema, which cannot be decoded`,
        { hint: supportedHint(encoding) },
      );
  }
}

function supportedHint(encoding: string): string {
  const known =
    "CDR with ros2msg, ros2idl and omgidl, ROS 1 with ros1msg, Protobuf and JSON are decoded";
  if (encoding === "flatbuffer") {
    return `${known}. The package flatbuffers-reflection reads flatbuffers: convert the log with it.`;
  }
  if (encoding === "cbor")
    return `${known}. The package cbor-x reads CBOR: convert the log with it.`;
  if (encoding === "msgpack") {
    return `${known}. The package @msgpack/msgpack reads MessagePack: convert the log with it.`;
  }
  if (encoding === "cdr") return `${known}. Record the topic with its schema.`;
  return `${known}.`;
}
