import type { Answer } from "../http/transportRequest.js";

/** Fresh URLs that an object is granted. One that is refused after so many expires at once, or is forbidden. */
export const maxRenewals = 3;

/** Object stores answer 403 to an expired signature, and some 400 to an expired session behind it. */
export function isExpired(answer: Answer<unknown> & { ok: false }): boolean {
  if (answer.status === 403) return true;
  if (answer.status !== 400) return false;
  return /expired/i.test(new TextDecoder().decode(answer.body.subarray(0, 4096)));
}
