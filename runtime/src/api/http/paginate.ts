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
  /** Field of the answer that holds the entries: `systems`. */
  entries: K;
  /**
   * Entries in one request, 1 to 100.
   * @default 100
   */
  pageSize?: number;
} & ParamsOf<Paths, P>;

/**
 * All entries of a list, page by page: a page is asked for when the one before is used up. Each comes
 * once, even where pages overlap.
 *
 *     for await (const system of paginate({ client, path: "/projects/{projectID}/systems",
 *       entries: "systems", params: { path: { projectID } } })) …
 * @throws {ApiError} where a page cannot be read or is not what the description says, and where the
 *   list changes while it is read: it is listed again up to three times
 * @throws {CancelledError} where `signal` is aborted
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
    // Of a description that is not ours, two entries that are alike are one.
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

/** What was given cannot be taken back: where it is gone from a later listing, that is an error. */
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
