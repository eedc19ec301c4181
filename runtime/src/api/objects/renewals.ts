import type { Answer } from "../http/transportRequest.js";

/** Maximum number of fresh URLs per object. If all are refused, they expire at once or access is forbidden. */
export const maxRenewals = 3;

/** Object stores return 403 for an expired signature, and some return 400 for an expired session behind it. */
export function isExpired(answer: Answer<unknown> & { ok: false }): boolean {
  if (answer.status === 403) return true;
  if (answer.status !== 400) return false;
  return /expired/i.test(new TextDecoder().decode(answer.body.subarray(0, 4096)));
}
