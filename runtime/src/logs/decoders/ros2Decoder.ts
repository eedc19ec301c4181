import { parse } from "@foxglove/rosmsg";
import { MessageReader } from "@foxglove/rosmsg2-serialization";
import type { MessageDecoder } from "../LogFormat.js";
import { bytesOf } from "./bytesOf.js";
import { assertPlainCdr, cdrStampReader } from "./cdrStampReader.js";
import type { Encoding } from "./Encoding.js";

/** CDR messages with .msg definitions as schema. */
export function ros2MsgDecoder({ schema }: Encoding): MessageDecoder {
  return ros2Decoder(parse(new TextDecoder().decode(schema), { ros2: true }));
}

type Definitions = ConstructorParameters<typeof MessageReader>[0];

/** Maximum bytes after a message that middleware adds to align it. */
const padding = 7;

/** CDR messages with parsed definitions; the first is that of the message. */
export function ros2Decoder(definitions: Definitions): MessageDecoder {
  const reader = new MessageReader(definitions);
  const stamp = cdrStampReader(definitions);
  let longer = 0;
  let most = 0;
  return {
    decode: (data) => {
      const bytes = bytesOf(data);
      assertPlainCdr(bytes);
      const message = reader.readMessage(bytes);
      const surplus = bytes.length - reader.lastReadByteLength();
      if (surplus > padding) {
        longer++;
        most = Math.max(most, surplus);
      }
      return message;
    },
    doubt: () =>
      longer === 0
        ? undefined
        : `has ${longer} messages with up to ${most} bytes more than their schema. They have another version of their type, so their values may be wrong`,
    ...(stamp && { stamp: (data) => stamp(bytesOf(data)) }),
  };
}
