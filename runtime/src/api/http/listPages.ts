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

/** A list of our description, as the helpers ask for it. */
export type ListOptions<P extends OwnListPath> = Get<P>;

/** A list of any description, below the types. */
export interface AnyList extends AnyGet {
  /** Field of the answer that holds the entries. */
  entries: string;
  /** What readers rely on of each entry; nothing where the list is of no description that we know. */
  fields: AnyFields;
  /** What tells an entry, one that has the fields, from the others; undefined where nothing does. */
  identity: (entry: unknown) => string | undefined;
  /**
   * Entries in one request, 1 to 100.
   * @default 100
   */
  pageSize?: number | undefined;
}

export interface Page<Entry> {
  /** Those that no earlier page had. */
  entries: readonly Entry[];
  /** What tells each of them from all others. */
  identities: readonly string[];
  /** The token that this page was asked with: asking again gives the same entries. */
  token: string | undefined;
  /** Entries of all pages, where the platform tells. */
  total: number | undefined;
  /** Token of the next page; undefined on the last one. */
  next: string | undefined;
}

/** Listings that a list is granted which changes while it is read. */
const maxListings = 4;

/** Times that a page is asked for which brings nothing but what was there before. */
const maxRepeats = 3;

/** A list of ours with all that is known of it, below the types. */
export function anyList<P extends OwnListPath>(options: ListOptions<P>): AnyList {
  const facts = lists[options.path];
  return { ...options, ...facts, identity: facts.identity as AnyList["identity"] };
}

/** {@link readPages} of a list of ours. */
export function listPages<P extends OwnListPath>(
  options: ListOptions<P>,
): AsyncGenerator<Page<OwnEntry<P>>, readonly string[], undefined> {
  return readPages(anyList(options)) as ReturnType<typeof listPages<P>>;
}

/** All entries of a list, as its last listing has them. */
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
 * Passes on the pages of a list, and gives the identities of its entries in their order when all is
 * listed. See {@link readPages}.
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
 * The pages of a list, each with what is new in it, and in the end the identities of all entries in
 * their order. Entries that come twice are one. A list that turns out to have changed on the way, or
 * whose page token has expired, is listed again from its first page; what was given before and is gone
 * by then is not among the identities.
 * @throws {ApiError} where a page cannot be read, or the list does not stop changing
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

/** A list, page by page, from the first one to the last. */
class Listing {
  /** The identities of its entries so far, in their order. */
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

  /** The next page, with those of its entries that no page of this listing had. */
  async nextPage(): Promise<Page<unknown> | undefined> {
    let page: Page<unknown>;
    const token = this.#token;
    try {
      page = await this.#freshPage(token);
    } catch (error) {
      if (token === undefined || !(error instanceof ApiError) || !isOfToken(error)) throw error;
      this.isOpen = false;
      this.#changed = `the platform no longer takes its page token (${error.status})`;
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
      this.#changed = `its total went from ${this.#total} to ${total}`;
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

  /** Why this listing does not count, in words; `before` is the one before it. */
  fault(before: readonly string[] | undefined): string | undefined {
    if (this.#changed !== undefined) return this.#changed;
    const count = this.identities.length;
    if (this.#total !== undefined) {
      return this.#total === count
        ? undefined
        : `it has ${this.#total} entries by its total, and listed ${count}`;
    }
    // Pages that overlap may leave something out; two listings that agree do not.
    if (!this.#overlaps || (before !== undefined && isSameSet(before, this.#seen)))
      return undefined;
    return "its pages overlap, each time in another way";
  }

  /** A page that brings nothing new is asked for again: a cache may have given an earlier one. */
  async #freshPage(token: string | undefined): Promise<Page<unknown>> {
    for (let asked = 1; ; asked++) {
      const page = await readPage(this.#list, token, this.#tokens, this.identities.length);
      const { identities } = page;
      const isRepeat = identities.length > 0 && identities.every((one) => this.#seen.has(one));
      if (!isRepeat || asked >= maxRepeats) return page;
    }
  }
}

/** A page with those of its entries that are not in `seen`, which they now are. */
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
 * The page that `token` stands for; the first one without.
 * @param earlier tokens of this listing, none of which may come again
 * @param before entries of this listing, which number those that nothing else tells apart
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
      throw fail(`${name} is of another test, ${shown(entry.jobID)}`);
    }
  }
  if (total !== undefined && total !== null && !Number.isInteger(total)) {
    throw fail(`total must be a whole number, got ${shown(total)}`);
  }
  if (nextPageToken !== undefined && nextPageToken !== null && typeof nextPageToken !== "string") {
    throw fail(`nextPageToken must be a string, got ${shown(nextPageToken)}`);
  }
  const next = nextPageToken || undefined;
  if (next !== undefined && (next === token || earlier.has(next))) {
    throw fail("it gave the same page token twice, so its pages never end");
  }
  return { entries, token, total: (total as number | null) ?? undefined, next };
}

/** Answers to a page token that has expired; the first page is asked for without one. */
function isOfToken({ status = 0 }: ApiError): boolean {
  return [400, 404, 409, 410, 416, 422].includes(status);
}

function isSameSet(a: readonly string[], b: ReadonlySet<string>): boolean {
  return a.length === b.size && a.every((one) => b.has(one));
}

function unsteady({ operation, params }: AnyList, fault: string): ApiError {
  return new ApiError(
    `${operation} (${namedID(params?.path)}) could not be read whole in ${maxListings} listings: ${fault}.`,
    {
      operation,
      hint: "Something is created or deleted while it is read; try again when that has ended.",
    },
  );
}
