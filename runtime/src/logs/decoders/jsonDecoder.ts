import type { MessageDecoder } from "../LogFormat.js";
import { doubtAboutKeys } from "../text/doubtAboutKeys.js";
import { parseJson } from "../text/parseJson.js";
import { bytesOf } from "./bytesOf.js";

/** JSON messages, with a schema or without. Integers beyond 2^53 become bigints. */
export function jsonDecoder(): MessageDecoder {
  const utf8 = new TextDecoder("utf-8", { fatal: true });
  let first: string | undefined;
  return {
    decode(data) {
      const text = utf8.decode(bytesOf(data));
      first ??= text;
      return parseJson(text).value;
    },
    doubt: () => (first === undefined ? undefined : doubtAboutKeys(first)),
  };
}
