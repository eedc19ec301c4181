import { parse } from "@foxglove/rosmsg";
import { MessageReader } from "@foxglove/rosmsg2-serialization";
import type { MessageDecoder } from "../LogFormat.js";
import { bytesOf } from "./bytesOf.js";
import { cdrStampReader } from "./cdrStampReader.js";
import type { Encoding } from "./Encoding.js";

/** CDR messages with .msg definitions as schema. */
export function ros2MsgDecoder({ schema }: Encoding): MessageDecoder {
  return ros2Decoder(parse(new TextDecoder().decode(schema), { ros2: true }));
}

type Definitions = ConstructorParameters<typeof MessageReader>[0];

/** CDR messages with parsed definitions; the first is that of the message. */
export function ros2Decoder(definitions: Definitions): MessageDecoder {
  const reader = new MessageReader(definitions);
  const stamp = cdrStampReader(definitions);
  return {
    decode: (data) => reader.readMessage(bytesOf(data)),
    ...(stamp && { stamp: (data) => stamp(bytesOf(data)) }),
  };
}
