import { parseIDL } from "@foxglove/omgidl-parser";
import { MessageReader } from "@foxglove/omgidl-serialization";
import type { MessageDecoder } from "../LogFormat.js";
import { bytesOf } from "./bytesOf.js";
import type { Encoding } from "./Encoding.js";

/** CDR messages (XCDR 1 and 2) with an OMG IDL schema. */
export function omgIdlDecoder({ schema, type }: Encoding): MessageDecoder {
  const reader = new MessageReader(type, parseIDL(new TextDecoder().decode(schema)));
  return { decode: (data) => reader.readMessage(bytesOf(data)) };
}
