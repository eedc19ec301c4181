import { parseRos2idl } from "@foxglove/ros2idl-parser";
import type { MessageDecoder } from "../LogFormat.js";
import type { Encoding } from "./Encoding.js";
import { ros2Decoder } from "./ros2Decoder.js";

/** CDR messages whose schema is the text of .idl files, as ROS 2 writes them. */
export function ros2IdlDecoder({ schema, type }: Encoding): MessageDecoder {
  // The parser knows these lines too, but not for types with a name of one letter.
  const text = new TextDecoder().decode(schema).replace(/^=+\r?\nIDL: .*$/gm, "");
  const definitions = parseRos2idl(text);
  // The reader takes the first one that is not of constants alone for the message's own.
  const wanted = plain(type);
  const own = definitions.findIndex(({ name }) => plain(name ?? "") === wanted);
  if (own < 0) throw new Error(`it does not define ${type}`);
  return ros2Decoder([...definitions.splice(own, 1), ...definitions]);
}

function plain(name: string): string {
  return name.replaceAll("::", "/").replace("/msg/", "/");
}
