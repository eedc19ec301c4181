import type { ListFault } from "./faults.js";
import { pageToken } from "./page.js";

/** The page of a list with its faults; everything else stays as it is. */
export function withListFaults(
  body: unknown,
  faults: readonly ListFault[],
  token: unknown,
): unknown {
  if (typeof body !== "object" || body === null || !("nextPageToken" in body)) return body;
  const list: Record<string, unknown> = { ...body };
  for (const { kind } of faults) {
    if (kind === "no-total") delete list.total;
    if (kind === "repeated-page-token") list.nextPageToken = token || pageToken(0);
    if (kind !== "reversed-page") continue;
    for (const [name, entries] of Object.entries(list)) {
      if (Array.isArray(entries)) list[name] = entries.toReversed();
    }
  }
  return list;
}

/** The page size that a list may have, with its faults. */
export function limitedPageSize(
  pageSize: unknown,
  faults: readonly ListFault[],
): number | undefined {
  const limits = faults.flatMap((fault) => (fault.kind === "page-limit" ? fault.entries : []));
  if (limits.length === 0) return undefined;
  return Math.min(...limits, typeof pageSize === "number" ? pageSize : Number.POSITIVE_INFINITY);
}
