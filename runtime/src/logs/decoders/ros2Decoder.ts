import { parse } from "@foxglove/rosmsg";
import { MessageReader } from "@foxglove/rosmsg2-serialization";
import type { MessageDecoder } from "../LogFormat.js";
import { bytesOf } from "./bytesOf.js";
import { cdrStampReader } from "./cdrStampReader.js";
import type { Encoding } from "./Encoding.js";

/** CDR messages whose schema is the text of .msg files. */
export function ros2MsgDecoder({ schema }: Encoding): MessageDecoder {
  return ros2Decoder(parse(new TextDecoder().decode(schema), { ros2: true }));
}

type Definitions = ConstructorParameters<typeof MessageReader>[0];

/** CDR messages by definitions that were parsed already; the first is the message's own. */
export function ros2Decoder(definitions: Definitions): MessageDecoder {
  const reader = new MessageReader(definitions);
  const stamp = cdrStampReader(definitions);
  return {
    decode: (data) => reader.readMessage(bytesOf(data)),
    ...(stamp && { stamp: (data) => stamp(bytesOf(data)) }),
  };
}
