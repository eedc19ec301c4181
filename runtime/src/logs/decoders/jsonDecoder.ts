import type { MessageDecoder } from "../LogFormat.js";
import { parseJson } from "../text/parseJson.js";
import { bytesOf } from "./bytesOf.js";

/** JSON messages, with a schema or without. Integers beyond 2^53 become bigints. */
export function jsonDecoder(): MessageDecoder {
  const utf8 = new TextDecoder("utf-8", { fatal: true });
  return { decode: (data) => parseJson(utf8.decode(bytesOf(data))).value };
}
