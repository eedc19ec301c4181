import { ApiError } from "../errors.js";
import type { paths as ownPaths } from "../generated/api/paths.js";
import { type CallOptions, describe, failedCall, type Get, sendGet } from "./callPlatform.js";
import type { GetAnswer } from "./needs.js";
import { type PlatformClient, transportOf } from "./PlatformClient.js";

/** Paths of GETs that answer with pages. */
type ListPath<Paths> = {
  [P in keyof Paths & string]: "nextPageToken" extends keyof GetAnswer<Paths, P> ? P : never;
}[keyof Paths & string];

/** Path and query parameters of a GET; obligatory where the path has any. */
type ParamsOf<Paths, P extends string> = P extends keyof Paths
  ? Paths[P] extends { get: { parameters: infer Params } }
    ? Params extends { path: object }
      ? { params: Pick<Params, "path" | ("query" & keyof Params)> }
      : { params?: Pick<Params, "query" & keyof Params> }
    : object
  : object;

/** Fields of an answer that hold its entries. */
type EntriesKey<Answer> = {
  [K in keyof Answer & string]: NonNullable<Answer[K]> extends readonly unknown[] ? K : never;
}[keyof Answer & string];

type EntriesOf<Answer, K> = K extends keyof Answer
  ? NonNullable<Answer[K]> extends readonly (infer Entry)[]
    ? Entry
    : never
  : never;

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
>(
  options: PaginateOptions<Paths, P, K>,
): AsyncGenerator<EntriesOf<GetAnswer<Paths, P>, K>, void, undefined> {
  const { client, path, entries, pageSize, signal, params } = options as Omit<
    ListOptions,
    "operation"
  >;
  for await (const page of listPages<EntriesOf<GetAnswer<Paths, P>, K>>({
    client,
    operation: `GET ${path}`,
    path,
    entries,
    params,
    pageSize,
    signal,
  })) {
    yield* page.entries;
  }
}

/** A list as the helpers ask for it, below the types. */
export interface ListOptions extends Get {
  /** Field of the answer that holds the entries. */
  entries: string;
  /**
   * Entries in one request, 1 to 100.
   * @default 100
   */
  pageSize?: number | undefined;
}

export interface Page<Entry> {
  entries: readonly Entry[];
  /** The token that this page was asked with: asking again gives the same entries. */
  token: string | undefined;
  /** Entries of all pages, where the platform tells. */
  total: number | undefined;
  /** Token of the next page; undefined on the last one. */
  next: string | undefined;
}

/** The pages of a list, one after the other. */
export async function* listPages<Entry>(
  options: ListOptions,
): AsyncGenerator<Page<Entry>, void, undefined> {
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const page: Page<Entry> = await listPage<Entry>(options, token);
    yield page;
    token = page.next;
    if (token !== undefined && seen.has(token)) {
      throw new ApiError(
        `${options.operation} gave the same page token twice, so its pages never end.`,
        {
          operation: options.operation,
          hint: "This is a fault of the platform; try again, and tell its support if it stays.",
        },
      );
    }
    if (token !== undefined) seen.add(token);
  } while (token !== undefined);
}

/** The page that `token` stands for; the first one without. */
export async function listPage<Entry>(
  options: ListOptions,
  token: string | undefined,
): Promise<Page<Entry>> {
  const { client, operation, entries, params, pageSize = 100 } = options;
  const query = { ...params?.query, pageSize, pageToken: token };
  const answer = await sendGet({ ...options, params: { ...params, query } });
  if (!answer.ok) throw failedCall(options, answer.status);
  const fields: Record<string, unknown> =
    typeof answer.body === "object" && answer.body ? { ...answer.body } : {};
  const list = fields[entries] ?? [];
  if (!Array.isArray(list)) {
    throw new ApiError(
      `${operation} (${describe(params?.path)}) answered without a list of ${entries}.`,
      {
        operation,
        status: answer.status,
        hint: `Check apiURL (${transportOf(client).apiURL}): this is not the API that the client was generated from.`,
      },
    );
  }
  const { nextPageToken, total } = fields;
  return {
    entries: list as Entry[],
    token,
    total: typeof total === "number" ? total : undefined,
    next: typeof nextPageToken === "string" && nextPageToken !== "" ? nextPageToken : undefined,
  };
}
