import { type AnswerHead, headerOf } from "./exchange.js";
import { UnreadableBody } from "./failures.js";

/**
 * The JSON of a response; undefined if it is empty.
 * @throws {UnreadableBody} if it is truncated, or a web page
 */
export function parseJSON(bytes: Uint8Array, head: AnswerHead): unknown {
  if (bytes.byteLength === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    const type = headerOf(head, "content-type")?.split(";")[0] ?? "no content type";
    if (type.endsWith("html")) {
      throw new UnreadableBody(
        "it returned an HTML page",
        head,
        "Set apiURL to the base URL of the API including its version, for example https://api.resim.ai/v1. Or a proxy in between shows its own page.",
      );
    }
    throw new UnreadableBody(
      `the response of ${bytes.byteLength} bytes (${type}) is not JSON`,
      head,
    );
  }
}
