import { ApiError } from "../../errors.js";
import type { paths as ownPaths } from "../../generated/api/paths.js";
import type { CallOptions } from "./callPlatform.js";
import { isObject } from "./checkFields.js";
import { type AnyList, readPages } from "./listPages.js";
import { lists, type OwnListPath } from "./lists.js";
import type { EntriesKey, EntryOf, GetAnswer, ListPath, ParamsOf } from "./needs.js";
import type { PlatformClient } from "./PlatformClient.js";

export type PaginateOptions<Paths extends {}, P extends string, K extends string> = CallOptions & {
  client: PlatformClient<Paths>;
  /** Path of the list in the API description: `/projects/{projectID}/systems`. */
  path: P;
  /** Response field with the entries: `systems`. */
  entries: K;
  /**
   * Entries per request, 1 to 100.
   * @default 100
   */
  pageSize?: number;
} & ParamsOf<Paths, P>;

/**
 * Yields all entries of a list. Requests the next page when the previous one is used up. Yields each entry once,
 * even if pages overlap.
 *
 *     for await (const system of paginate({ client, path: "/projects/{projectID}/systems",
 *       entries: "systems", params: { path: { projectID } } })) …
 * @throws {ApiError} if a page cannot be read or does not match the API description. Also if the
 * list keeps changing while it is read: it is listed up to three times
 * @throws {CancelledError} if `signal` is aborted
 */
export async function* paginate<
  P extends ListPath<Paths>,
  K extends EntriesKey<GetAnswer<Paths, P>>,
  Paths extends {} = ownPaths,
>(options: PaginateOptions<Paths, P, K>): AsyncGenerator<EntryOf<Paths, P, K>, void, undefined> {
  const { path, entries } = options;
  const known = Object.hasOwn(lists, path) ? lists[path as OwnListPath] : undefined;
  const isKnown = known?.entries === (entries as string);
  const list: AnyList = {
    ...options,
    operation: `GET ${path}`,
    fields: isKnown ? known.fields : {},
    // For an unknown API description, equal entries count once.
    identity: isKnown
      ? (known.identity as AnyList["identity"])
      : (entry) => (isObject(entry) ? JSON.stringify(entry) : undefined),
  };
  let given = 0;
  const pages = readPages(list);
  for (;;) {
    const next = await pages.next();
    if (next.done) return checkThatAllIsThere(list, given, next.value);
    given += next.value.entries.length;
    yield* next.value.entries as EntryOf<Paths, P, K>[];
  }
}

/** Entries cannot be taken back: if a later listing lacks one that was yielded, that is an error. */
function checkThatAllIsThere(
  { operation }: AnyList,
  given: number,
  listed: readonly string[],
): void {
  if (given === listed.length) return;
  throw new ApiError(
    `${operation}: ${given - listed.length} entries were deleted while the list was read.`,
    { operation, hint: "Read the list again." },
  );
}
