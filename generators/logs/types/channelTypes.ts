import type { LogChannel } from "@metrics-project/runtime/logs";
import { inferType } from "./inferType.js";
import { jsonSchemaTypes } from "./jsonSchemaTypes.js";
import type { ChannelTypes } from "./MessageType.js";
import { omgIdlTypes } from "./omgIdlTypes.js";
import { protobufTypes } from "./protobufTypes.js";
import { ros2IdlTypes, rosTypes } from "./rosTypes.js";
import { tableTypes, ulogTypes } from "./tableTypes.js";

/** Number of messages to sample if there is no schema. */
const sampleSize = 200;

/**
 * The types of a channel's messages, from its schema; without one, from some messages.
 * `samples` reads that many, decoded.
 */
export async function channelTypes(
  channel: LogChannel,
  samples: (count: number) => Promise<unknown[]>,
): Promise<ChannelTypes> {
  const { type, schemaEncoding, schema, encoding, columns, topic } = channel;
  const text = () => new TextDecoder().decode(schema);
  switch (schemaEncoding) {
    case "ros2msg":
      return rosTypes(type, text(), 2);
    case "ros1msg":
      return rosTypes(type, text(), 1);
    case "ros2idl":
      return ros2IdlTypes(type, text());
    case "omgidl":
      return omgIdlTypes(type, text());
    case "protobuf":
      return protobufTypes(type, schema);
    case "ulog":
      return ulogTypes(type, text());
    case "jsonschema": {
      const told = jsonSchemaTypes(type, text());
      // Many writers leave the schema empty: then messages are more informative.
      const saysNothing = told.root.kind === "map" || told.root.kind === "plain";
      return saysNothing
        ? inferredTypes(type === "" ? topic : type, await samples(sampleSize))
        : told;
    }
    default: {
      const name = type === "" ? topic : type;
      if (columns !== undefined && encoding !== "json") {
        return tableTypes(name, columns, { emptyStrings: encoding !== "parquet" });
      }
      return inferredTypes(name, await samples(sampleSize));
    }
  }
}

function inferredTypes(name: string, messages: readonly unknown[]): ChannelTypes {
  const root = inferType(messages);
  if (root.kind !== "object") return { types: [], root };
  return {
    types: [{ name, fields: root.fields, constants: [] }],
    root: { kind: "message", name },
  };
}
