import { ApiError } from "../../errors.js";
import {
  type AnyGet,
  failedCall,
  type Get,
  idIn,
  namedID,
  sendGet,
  unlikeDescription,
} from "./callPlatform.js";
import { type AnyFields, faultOf, isObject, saying, shown } from "./checkFields.js";
import type { AnswerHead } from "./exchange.js";
import { lists, type OwnEntry, type OwnListPath } from "./lists.js";
import { transportOf } from "./PlatformClient.js";
import { pause, retryDelay } from "./retry.js";

/** A list of our API description, as the helpers request it. */
export type ListOptions<P extends OwnListPath> = Get<P>;

/** An untyped list of any API description. */
export interface AnyList extends AnyGet {
  /** Response field with the entries. */
  entries: string;
  /** Required fields of each entry; none if the list is from an unknown API description. */
  fields: AnyFields;
  /** The identity of an entry with these fields; undefined if there is none. */
  identity: (entry: unknown) => string | undefined;
  /**
   * Entries per request, 1 to 100.
   * @default 100
   */
  pageSize?: number | undefined;
}

export interface Page<Entry> {
  /** The entries that no earlier page had. */
  entries: readonly Entry[];
  /** Their identities. */
  identities: readonly string[];
  /** The token of this page: requesting it again gives the same entries. */
  token: string | undefined;
  /** Number of entries on all pages, if the platform states it. */
  total: number | undefined;
  /** Token of the next page; undefined on the last one. */
  next: string | undefined;
}

/** Maximum number of listings if the list changes while it is read. */
const maxListings = 4;

/** How often a page without new entries is requested. */
const maxRepeats = 3;

/** A list of our API description with its properties, untyped. */
export function anyList<P extends OwnListPath>(options: ListOptions<P>): AnyList {
  const facts = lists[options.path];
  return { ...options, ...facts, identity: facts.identity as AnyList["identity"] };
}

/** {@link readPages} of one of our lists. */
export function listPages<P extends OwnListPath>(
  options: ListOptions<P>,
): AsyncGenerator<Page<OwnEntry<P>>, readonly string[], undefined> {
  return readPages(anyList(options)) as ReturnType<typeof listPages<P>>;
}

/** All entries of a list, according to its last listing. */
export async function listAll<P extends OwnListPath>(
  options: ListOptions<P>,
): Promise<OwnEntry<P>[]> {
  const all = new Map<string, unknown>();
  const order = await readList(anyList(options), ({ entries, identities }) => {
    for (const [at, identity] of identities.entries()) all.set(identity, entries[at]);
  });
  return order.map((identity) => all.get(identity) as OwnEntry<P>);
}

/**
 * Passes on the pages of a list, and finally returns the identities of all entries in order. See
 * {@link readPages}.
 */
export async function readList(
  list: AnyList,
  take: (page: Page<unknown>) => void | Promise<void>,
): Promise<readonly string[]> {
  const pages = readPages(list);
  for (;;) {
    const next = await pages.next();
    if (next.done) return next.value;
    await take(next.value);
  }
}

/**
 * Yields the pages of a list, each with its new entries, and finally returns the identities of all
 * entries in order. Duplicates count once. If the list changes meanwhile, or its page token
 * expires, it is listed again from the first page. Entries that are gone by then are not among the
 * identities.
 * @throws {ApiError} if a page cannot be read, or the list keeps changing
 */
export async function* readPages(
  list: AnyList,
): AsyncGenerator<Page<unknown>, readonly string[], undefined> {
  const given = new Set<string>();
  let before: readonly string[] | undefined;
  for (let listing = 1; ; listing++) {
    const run = new Listing(list);
    while (run.isOpen) {
      const page = await run.nextPage();
      if (page === undefined) break;
      yield only(page, given);
    }
    const fault = run.fault(before);
    if (fault === undefined) return run.identities;
    if (listing >= maxListings) throw unsteady(list, fault);
    before = run.identities;
    const { retry } = transportOf(list.client);
    await pause(retryDelay(listing + 1, retry, undefined), list.signal);
  }
}

/** One listing of a list, page by page. */
class Listing {
  /** The identities of its entries so far, in order. */
  readonly identities: string[] = [];
  isOpen = true;
  readonly #list: AnyList;
  readonly #seen = new Set<string>();
  readonly #tokens = new Set<string>();
  #token: string | undefined;
  #total: number | undefined;
  #overlaps = false;
  #changed: string | undefined;

  constructor(list: AnyList) {
    this.#list = list;
  }

  /** The next page, with the entries that no earlier page of this listing had. */
  async nextPage(): Promise<Page<unknown> | undefined> {
    let page: Page<unknown>;
    const token = this.#token;
    try {
      page = await this.#freshPage(token);
    } catch (error) {
      if (token === undefined || !(error instanceof ApiError) || !isOfToken(error)) throw error;
      this.isOpen = false;
      this.#changed = `the platform no longer accepts its page token (${error.status})`;
      return undefined;
    }
    const { total, next } = page;
    if (
      token !== undefined &&
      this.#total !== undefined &&
      total !== undefined &&
      total !== this.#total
    ) {
      this.isOpen = false;
      this.#changed = `its total changed from ${this.#total} to ${total}`;
      return undefined;
    }
    this.#total ??= total;
    this.#token = next;
    if (next === undefined) this.isOpen = false;
    else this.#tokens.add(next);
    const fresh = only(page, this.#seen);
    this.identities.push(...fresh.identities);
    if (fresh.entries.length < page.entries.length) this.#overlaps = true;
    return fresh;
  }

  /** Why this listing does not count; `before` is the previous one. */
  fault(before: readonly string[] | undefined): string | undefined {
    if (this.#changed !== undefined) return this.#changed;
    const count = this.identities.length;
    if (this.#total !== undefined) {
      return this.#total === count
        ? undefined
        : `its total is ${this.#total}, but it listed ${count} entries`;
    }
    // Overlapping pages may have gaps; two listings that agree have none.
    if (!this.#overlaps || (before !== undefined && isSameSet(before, this.#seen)))
      return undefined;
    return "its pages overlap differently each time";
  }

  /** A page without new entries is requested again: a cache may have returned an earlier one. */
  async #freshPage(token: string | undefined): Promise<Page<unknown>> {
    for (let asked = 1; ; asked++) {
      const page = await readPage(this.#list, token, this.#tokens, this.identities.length);
      const { identities } = page;
      const isRepeat = identities.length > 0 && identities.every((one) => this.#seen.has(one));
      if (!isRepeat || asked >= maxRepeats) return page;
    }
  }
}

/** A page with the entries that are not in `seen`, and adds them to it. */
function only(page: Page<unknown>, seen: Set<string>): Page<unknown> {
  const entries: unknown[] = [];
  const identities: string[] = [];
  for (const [at, identity] of page.identities.entries()) {
    if (seen.has(identity)) continue;
    seen.add(identity);
    identities.push(identity);
    entries.push(page.entries[at]);
  }
  return { ...page, entries, identities };
}

/**
 * The page of `token`, or the first page without a token.
 * @param earlier tokens of this listing; none of them may occur again
 * @param before number of earlier entries of this listing, used to number entries without an identity
 */
export async function readPage(
  list: AnyList,
  token: string | undefined,
  earlier: ReadonlySet<string> = new Set(),
  before = 0,
): Promise<Page<unknown>> {
  const { params, pageSize = 100 } = list;
  const query = { ...params?.query, pageSize, pageToken: token };
  const get = { ...list, params: { ...params, query } };
  const answer = await sendGet(get, (body, head) => checkedPage(list, body, head, token, earlier));
  if (!answer.ok) throw failedCall(list, answer.status);
  const { entries } = answer.body;
  const identities = entries.map((entry, at) => list.identity(entry) ?? `number ${before + at}`);
  return { ...answer.body, identities };
}

function checkedPage(
  list: AnyList,
  body: unknown,
  head: AnswerHead,
  token: string | undefined,
  earlier: ReadonlySet<string>,
): Omit<Page<unknown>, "identities"> {
  const fail = (fault: string) => unlikeDescription(fault, list.client, head);
  if (!isObject(body)) throw fail(`it must be an object, got ${shown(body)}`);
  const { [list.entries]: entries, nextPageToken, total } = body;
  if (!Array.isArray(entries)) {
    throw fail(
      entries === undefined
        ? `it has no list of ${list.entries}${saying(body)}`
        : `${list.entries} must be a list, got ${shown(entries)}`,
    );
  }
  const own = idIn(list.params?.path, "jobID");
  for (const [at, entry] of entries.entries()) {
    const name = `${list.entries}[${at}]`;
    if (entry === null || entry === undefined) throw fail(`${name} is ${entry}`);
    const fault = faultOf(entry, list.fields, name);
    if (fault !== undefined) throw fail(fault);
    if (own !== undefined && typeof entry.jobID === "string" && idIn(entry, "jobID") !== own) {
      throw fail(`${name} belongs to another test, ${shown(entry.jobID)}`);
    }
  }
  if (total !== undefined && total !== null && !Number.isInteger(total)) {
    throw fail(`total must be an integer, got ${shown(total)}`);
  }
  if (nextPageToken !== undefined && nextPageToken !== null && typeof nextPageToken !== "string") {
    throw fail(`nextPageToken must be a string, got ${shown(nextPageToken)}`);
  }
  const next = nextPageToken || undefined;
  if (next !== undefined && (next === token || earlier.has(next))) {
    throw fail("it returned the same page token twice, so its pages never end");
  }
  return { entries, token, total: (total as number | null) ?? undefined, next };
}

/** Statuses for an expired page token; the first page is requested without a token. */
function isOfToken({ status = 0 }: ApiError): boolean {
  return [400, 404, 409, 410, 416, 422].includes(status);
}

function isSameSet(a: readonly string[], b: ReadonlySet<string>): boolean {
  return a.length === b.size && a.every((one) => b.has(one));
}

function unsteady({ operation, params }: AnyList, fault: string): ApiError {
  return new ApiError(
    `${operation} (${namedID(params?.path)}) could not be read completely in ${maxListings} listings: ${fault}.`,
    {
      operation,
      hint: "Entries are created or deleted while the list is read. Retry when that has stopped.",
    },
  );
}
