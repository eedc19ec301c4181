import type { paths as ownPaths } from "../../generated/api/paths.js";
import type { CallOptions } from "./callPlatform.js";
import { readPages } from "./listPages.js";
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
 * All entries of a list, page by page: a page is asked for when the one before is used up.
 *
 *     for await (const system of paginate({ client, path: "/projects/{projectID}/systems",
 *       entries: "systems", params: { path: { projectID } } })) …
 * @throws {ApiError} where a page cannot be read, or the platform repeats a page token
 * @throws {CancelledError} where `signal` is aborted
 */
export async function* paginate<
  P extends ListPath<Paths>,
  K extends EntriesKey<GetAnswer<Paths, P>>,
  Paths extends {} = ownPaths,
>(options: PaginateOptions<Paths, P, K>): AsyncGenerator<EntryOf<Paths, P, K>, void, undefined> {
  const { path } = options;
  for await (const page of readPages({ ...options, operation: `GET ${path}` })) {
    yield* page.entries as EntryOf<Paths, P, K>[];
  }
}
