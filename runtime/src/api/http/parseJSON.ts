import { ApiError } from "../../errors.js";
import type { AnswerHead } from "./exchange.js";
import { redactURL } from "./redact.js";
import { headerOf, UnreadableBody } from "./transport.js";

/**
 * The JSON of an answer; undefined for an empty one.
 * @throws {UnreadableBody} where it is cut short
 * @throws {ApiError} where it is a web page
 */
export function parseJSON(
  bytes: Uint8Array,
  head: AnswerHead,
  operation: string,
  url: string,
): unknown {
  if (bytes.byteLength === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    const type = headerOf(head, "content-type")?.split(";")[0] ?? "no content type";
    if (type.endsWith("html")) {
      throw new ApiError(`${operation} answered with an HTML page: ${redactURL(url)}`, {
        operation,
        status: head.status,
        hint: "apiURL is the API's base with its version, https://api.resim.ai/v1 for example.",
      });
    }
    throw new UnreadableBody(`an answer of ${bytes.byteLength} bytes (${type}) is not JSON`, head);
  }
}
