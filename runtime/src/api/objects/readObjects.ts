import { ApiError, DecodeError, type MetricsError } from "../../errors.js";
import { namedID } from "../http/callPlatform.js";
import { UnreadableBody } from "../http/failures.js";
import {
  type AnyList,
  anyList,
  type ListOptions,
  type Page,
  readList,
  readPage,
  readPages,
} from "../http/listPages.js";
import type { OwnEntry, OwnListPath } from "../http/lists.js";
import { transportOf } from "../http/PlatformClient.js";
import { redactURL } from "../http/redact.js";
import type { Answer } from "../http/transportRequest.js";

import { isExpired, maxRenewals } from "./renewals.js";

/** How to read the objects of a list of the platform. */
export interface ObjectKind<P extends OwnListPath, T> {
  path: P;
  /** Name of an object in messages: `metric`. */
  word: string;
  idOf(entry: OwnEntry<P>): string | undefined;
  urlOf(entry: OwnEntry<P>): string | undefined;
  /** False for entries that have nothing to download. */
  wanted(entry: OwnEntry<P>): boolean;
  decode(bytes: Uint8Array): T;
  /** How a decoded object differs from the list, or is incomplete; undefined if it matches. */
  faultOf(object: T, entry: OwnEntry<P>): string | undefined;
}

/** Observers of the reading. */
export interface ObjectListeners {
  /** Called for each failure when it happens, before all other downloads have ended. */
  onFailure?: ((error: unknown) => void) | undefined;
  /** Called for each object that was read, with its size. */
  onBytes?: ((bytes: number) => void) | undefined;
}

/**
 * Lists entries and downloads their objects while later pages are still being listed. If a presigned URL has
 * expired, lists its page again and finds the entry by its ID.
 * @returns the objects in list order, without those that were gone when the list was read again
 * @throws {ApiError} if a page or an object cannot be read; all downloads have ended by then
 */
export async function readObjects<P extends OwnListPath, T>(
  kind: ObjectKind<P, T>,
  scope: Omit<ListOptions<P>, "path">,
  listeners: ObjectListeners,
): Promise<T[]> {
  const options = anyList({ ...scope, path: kind.path } as ListOptions<P>);
  const list = new ObjectList(kind, options, listeners.onBytes);
  const downloads = new Map<string, Promise<Outcome<T>>>();
  const failed = (error: unknown): Outcome<T> => {
    listeners.onFailure?.(error);
    return { error };
  };
  let order: readonly string[] = [];
  let failure: Outcome<T> | undefined;
  try {
    order = await readList(options, (listed) => {
      const page = list.remember(listed);
      for (const [at, entry] of page.entries.entries()) {
        if (!kind.wanted(entry)) continue;
        const download = list.download(entry, page.token).then((object) => ({ object }), failed);
        downloads.set(page.identities[at] ?? "", download);
      }
    });
  } catch (error) {
    failure = failed(error);
  }
  await Promise.all(downloads.values());
  const objects: T[] = [];
  for (const identity of order) {
    const outcome = await downloads.get(identity);
    if (outcome && "object" in outcome) objects.push(outcome.object);
    else failure ??= outcome;
  }
  if (failure && "error" in failure) throw failure.error;
  return objects;
}

type Outcome<T> = { object: T } | { error: unknown };

/** The entries of one list, and their latest URLs. */
class ObjectList<P extends OwnListPath, T> {
  readonly #options: AnyList;
  readonly #kind: ObjectKind<P, T>;
  readonly #urls = new Map<string, string>();
  /** Running listings by page token: many URLs of one page expire at once. */
  readonly #renewing = new Map<string | undefined, Promise<void>>();

  readonly #onBytes: ObjectListeners["onBytes"];

  constructor(kind: ObjectKind<P, T>, options: AnyList, onBytes: ObjectListeners["onBytes"]) {
    this.#kind = kind;
    this.#onBytes = onBytes;
    this.#options = options;
  }

  /** Records a page's URLs. */
  remember(listed: Page<unknown>): Page<OwnEntry<P>> {
    const page = listed as Page<OwnEntry<P>>;
    for (const entry of page.entries) {
      const id = this.#kind.idOf(entry);
      const url = this.#kind.urlOf(entry);
      if (id !== undefined && url) this.#urls.set(id, url);
    }
    return page;
  }

  async download(entry: OwnEntry<P>, pageToken: string | undefined): Promise<T> {
    const id = this.#kind.idOf(entry);
    let url = this.#kind.urlOf(entry);
    for (let renewals = 0; ; renewals++) {
      if (!url || !URL.canParse(url)) throw this.#failed(id, url, undefined, "has no URL");
      const answer = await this.#send(url, entry);
      if (answer.ok) return answer.body;
      if (!isExpired(answer)) throw this.#failed(id, url, answer, `returned ${answer.status}`);
      if (id === undefined || renewals >= maxRenewals) {
        const times = renewals === 0 ? "" : ` with each of ${renewals + 1} URLs`;
        throw this.#failed(id, url, answer, `was refused (${answer.status})${times}`);
      }
      url = await this.#freshURL(id, url, pageToken);
    }
  }

  #send(url: string, entry: OwnEntry<P>): Promise<Answer<T>> {
    const { decode, faultOf, word } = this.#kind;
    return transportOf(this.#options.client).send<T>({
      operation: "download",
      kind: "download",
      url,
      signal: this.#options.signal,
      read: (bytes, head) => {
        let object: T;
        try {
          object = decode(bytes);
        } catch (error) {
          if (!(error instanceof DecodeError)) throw error;
          throw new UnreadableBody(
            `the ${bytes.byteLength} bytes are not a valid ${word} message: ${error.message}`,
            head,
          );
        }
        const fault = faultOf(object, entry);
        if (fault !== undefined) {
          throw new UnreadableBody(`the ${word} in the ${bytes.byteLength} bytes ${fault}`, head);
        }
        this.#onBytes?.(bytes.byteLength);
        return object;
      },
    });
  }

  /** A newer URL than `stale`: from the same page, or else from wherever the entry is now. */
  async #freshURL(id: string, stale: string, pageToken: string | undefined): Promise<string> {
    const known = this.#urls.get(id);
    if (known !== undefined && known !== stale) return known;
    // Deleted first: if it is there afterwards, the page still has it.
    this.#urls.delete(id);
    await this.#renew(pageToken);
    if (!this.#urls.has(id)) await this.#findAgain(id);
    const url = this.#urls.get(id);
    if (url !== undefined) return url;
    throw this.#failed(id, stale, undefined, "is no longer listed");
  }

  #renew(pageToken: string | undefined): Promise<void> {
    let renewing = this.#renewing.get(pageToken);
    if (!renewing) {
      renewing = readPage(this.#options, pageToken)
        .then((page) => void this.remember(page))
        .finally(() => this.#renewing.delete(pageToken));
      this.#renewing.set(pageToken, renewing);
    }
    return renewing;
  }

  async #findAgain(id: string): Promise<void> {
    for await (const page of readPages(this.#options)) {
      this.remember(page);
      if (this.#urls.has(id)) return;
    }
  }

  #failed(
    id: string | undefined,
    url: string | undefined,
    answer: Answer<T> | undefined,
    what: string,
  ): MetricsError {
    const { word } = this.#kind;
    const where = url ? ` at ${redactURL(url)}` : ` in ${namedID(this.#options.params?.path)}`;
    return new ApiError(`The ${word} ${id ?? "without ID"}${where} ${what}.`, {
      operation: "download",
      status: answer?.status,
      hint: hintFor(answer?.status),
    });
  }
}

function hintFor(status: number | undefined): string {
  if (status === 403 || status === 400) {
    return "Fresh presigned URLs are refused, too: compare this machine's clock with the platform's, and look for a proxy in between.";
  }
  if (status === 404)
    return "The platform lists an object that it does not have: contact its support.";
  return 'Retry later, or pass onError: "skip" to continue without the tests that cannot be read.';
}
