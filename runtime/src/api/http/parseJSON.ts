import { type AnswerHead, headerOf } from "./exchange.js";
import { UnreadableBody } from "./failures.js";

/**
 * The JSON of an answer; undefined for an empty one.
 * @throws {UnreadableBody} where it is cut short, or a web page
 */
export function parseJSON(bytes: Uint8Array, head: AnswerHead): unknown {
  if (bytes.byteLength === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    const type = headerOf(head, "content-type")?.split(";")[0] ?? "no content type";
    if (type.endsWith("html")) {
      throw new UnreadableBody(
        "it answered with an HTML page",
        head,
        "apiURL is the API's base with its version, https://api.resim.ai/v1 for example; or a proxy between shows a page of its own.",
      );
    }
    throw new UnreadableBody(`an answer of ${bytes.byteLength} bytes (${type}) is not JSON`, head);
  }
}
