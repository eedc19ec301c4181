import { encodingsOf } from "./decodeBody.js";
import { type AnswerHead, BadAnswer, contentLength, headerOf, type Received } from "./exchange.js";
import { isTransientStatus } from "./retry.js";

interface Length {
  bytes: number;
  /** It is the length of the decoded body: the server encodes only full responses. */
  isDecoded: boolean;
}

/**
 * The length of an object whose response did not state it. Requests the first byte, for its
 * Content-Range, or else the head (URLs signed for GET refuse HEAD). Undefined if neither states
 * it.
 */
export async function lengthOf(
  received: Received,
  ask: (how: { method: string; headers: Record<string, string> }) => Promise<Received>,
): Promise<Length | undefined> {
  const plain = encodingsOf(received).length === 0;
  for (const how of [
    { method: "GET", headers: { range: "bytes=0-0" } },
    { method: "HEAD", headers: {} },
  ]) {
    const answer = await ask(how);
    if (isTransientStatus(answer.status)) {
      throw new BadAnswer(`the request for its length returned ${answer.status}`);
    }
    const bytes = fullLength(answer);
    if (bytes === undefined) continue;
    const isPlain = encodingsOf(answer).length === 0;
    if (isPlain || !plain) return { bytes, isDecoded: isPlain && !plain };
  }
  return undefined;
}

/**
 * Bytes of the whole object that a response contains, in full or in part; undefined if it does not
 * state them.
 */
export function fullLength(head: AnswerHead): number | undefined {
  if (head.status === 200) return contentLength(head);
  if (head.status !== 206 && head.status !== 416) return undefined;
  const total = /\/(\d+)$/.exec(headerOf(head, "content-range") ?? "")?.[1];
  return total === undefined ? undefined : Number(total);
}
