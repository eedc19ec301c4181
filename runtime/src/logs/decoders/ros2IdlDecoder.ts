import { parseRos2idl } from "@foxglove/ros2idl-parser";
import type { MessageDecoder } from "../LogFormat.js";
import type { Encoding } from "./Encoding.js";
import { ros2Decoder } from "./ros2Decoder.js";

/** CDR messages with .idl definitions as schema, as ROS 2 writes them. */
export function ros2IdlDecoder({ schema, type }: Encoding): MessageDecoder {
  // The parser handles these lines, too, but not for types with one-letter names.
  const text = new TextDecoder().decode(schema).replace(/^=+\r?\nIDL: .*$/gm, "");
  const definitions = parseRos2idl(text);
  // The reader uses the first definition that has more than constants as that of the message.
  const wanted = plain(type);
  const own = definitions.findIndex(({ name }) => plain(name ?? "") === wanted);
  if (own < 0) throw new Error(`it does not define ${type}`);
  return ros2Decoder([...definitions.splice(own, 1), ...definitions]);
}

function plain(name: string): string {
  return name.replaceAll("::", "/").replace("/msg/", "/");
}
