import type { IncomingMessage, ServerResponse } from "node:http";

/** What was requested of a platform since it started. */
export interface PlatformStatistics {
  /** Number of requests by operationId. Requests that match no operation do not count. */
  readonly operations: Readonly<Record<string, number>>;
  /** Number of downloads by presigned URL. */
  readonly downloads: number;
  /** Number of the downloads that requested a part, by a Range header. */
  readonly partialDownloads: number;
  /** The greatest number of requests that were in progress at the same time. */
  readonly maxInFlight: Readonly<{ all: number; api: number; downloads: number }>;
  /** The `search` queries of lists, in order. */
  readonly searches: readonly string[];
}

/** Counts the requests of both servers. */
export class RequestCounter {
  readonly #operations = new Map<string, number>();
  readonly #searches: string[] = [];
  readonly #inFlight = { all: 0, api: 0, downloads: 0 };
  readonly #max = { all: 0, api: 0, downloads: 0 };
  #downloads = 0;
  #partialDownloads = 0;

  /** A request is in progress until its response is sent, or its connection is closed. */
  begin(kind: "api" | "downloads", response: ServerResponse): void {
    for (const one of ["all", kind] as const) {
      this.#inFlight[one] += 1;
      this.#max[one] = Math.max(this.#max[one], this.#inFlight[one]);
    }
    response.once("close", () => {
      this.#inFlight.all -= 1;
      this.#inFlight[kind] -= 1;
    });
  }

  /** @param operation empty if none matches */
  countCall(operation: string, query: string): void {
    if (operation === "") return;
    this.#operations.set(operation, (this.#operations.get(operation) ?? 0) + 1);
    if (!query.includes("search=")) return;
    const search = new URLSearchParams(query).get("search");
    if (search !== null) this.#searches.push(search);
  }

  countDownload({ method, headers }: IncomingMessage): void {
    if (method === "PUT") return;
    this.#downloads += 1;
    if (headers.range !== undefined) this.#partialDownloads += 1;
  }

  get statistics(): PlatformStatistics {
    return {
      operations: Object.fromEntries([...this.#operations].sort(([a], [b]) => (a < b ? -1 : 1))),
      downloads: this.#downloads,
      partialDownloads: this.#partialDownloads,
      maxInFlight: { ...this.#max },
      searches: [...this.#searches],
    };
  }
}
