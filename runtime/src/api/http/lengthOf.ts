import { encodingsOf } from "./decodeBody.js";
import { type AnswerHead, BadAnswer, contentLength, headerOf, type Received } from "./exchange.js";
import { isTransientStatus } from "./retry.js";

interface Length {
  bytes: number;
  /** It is that of the decoded body: who was asked encodes only what it sends whole. */
  isDecoded: boolean;
}

/**
 * How long an object is whose answer did not say: its first byte is asked for, which tells it, and its
 * head failing that (links that are signed for GET refuse HEAD). Undefined where nobody says.
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
      throw new BadAnswer(`asked for its length, it answered ${answer.status}`);
    }
    const bytes = fullLength(answer);
    if (bytes === undefined) continue;
    const isPlain = encodingsOf(answer).length === 0;
    if (isPlain || !plain) return { bytes, isDecoded: isPlain && !plain };
  }
  return undefined;
}

/** Bytes of the whole that an answer is, or is a part of; undefined where it does not say. */
export function fullLength(head: AnswerHead): number | undefined {
  if (head.status === 200) return contentLength(head);
  if (head.status !== 206 && head.status !== 416) return undefined;
  const total = /\/(\d+)$/.exec(headerOf(head, "content-range") ?? "")?.[1];
  return total === undefined ? undefined : Number(total);
}
