import { parse } from "@foxglove/rosmsg";
import { MessageReader } from "@foxglove/rosmsg-serialization";
import type { MessageDecoder } from "../LogFormat.js";
import { bytesOf } from "./bytesOf.js";
import type { Encoding } from "./Encoding.js";

/** ROS 1 messages with .msg definitions as schema. */
export function ros1Decoder({ schema }: Encoding): MessageDecoder {
  const definitions = parse(new TextDecoder().decode(schema), { ros2: false });
  const reader = new MessageReader(definitions);
  return { decode: (data) => reader.readMessage(bytesOf(data)) };
}
