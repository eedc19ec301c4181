import { ApiError } from "../../errors.js";
import { type AnyGet, failedCall, type Get, namedID, sendGet } from "./callPlatform.js";
import { lists, type OwnEntry, type OwnListPath } from "./lists.js";
import { transportOf } from "./PlatformClient.js";

/** A list of our description, as the helpers ask for it. */
export type ListOptions<P extends OwnListPath> = Omit<Get<P>, "operation">;

/** A list of any description, below the types. */
export interface AnyList extends AnyGet {
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

/** A list of ours with all that is known of it, below the types. */
export function anyList<P extends OwnListPath>(options: ListOptions<P>): AnyList {
  return { ...options, ...lists[options.path] };
}

/** The pages of a list, one after the other. */
export function listPages<P extends OwnListPath>(
  options: ListOptions<P>,
): AsyncGenerator<Page<OwnEntry<P>>, void, undefined> {
  return readPages(anyList(options)) as AsyncGenerator<Page<OwnEntry<P>>>;
}

/** All entries of a list. */
export async function listAll<P extends OwnListPath>(
  options: ListOptions<P>,
): Promise<OwnEntry<P>[]> {
  const all: OwnEntry<P>[] = [];
  for await (const { entries } of listPages(options)) all.push(...entries);
  return all;
}

/** {@link listPages} below the types. */
export async function* readPages(options: AnyList): AsyncGenerator<Page<unknown>, void, undefined> {
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const page = await readPage(options, token);
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
export async function readPage(
  options: AnyList,
  token: string | undefined,
): Promise<Page<unknown>> {
  const { client, operation, entries, params, pageSize = 100 } = options;
  const query = { ...params?.query, pageSize, pageToken: token };
  const answer = await sendGet({ ...options, params: { ...params, query } });
  if (!answer.ok) throw failedCall(options, answer.status);
  const fields: Record<string, unknown> =
    typeof answer.body === "object" && answer.body ? { ...answer.body } : {};
  const list = fields[entries] ?? [];
  if (!Array.isArray(list)) {
    throw new ApiError(
      `${operation} (${namedID(params?.path)}) answered without a list of ${entries}.`,
      {
        operation,
        status: answer.status,
        hint: `Check apiURL (${transportOf(client).apiURL}): this is not the API that the client was generated from.`,
      },
    );
  }
  const { nextPageToken, total } = fields;
  return {
    entries: list,
    token,
    total: typeof total === "number" ? total : undefined,
    next: typeof nextPageToken === "string" && nextPageToken !== "" ? nextPageToken : undefined,
  };
}
