import type { operations } from "@metrics-project/runtime";

/** Faults to inject, to test how a build copes with them. */
export interface PlatformFaults {
  /** The faults. The first request fault that applies to a request happens to it. Default: none. */
  inject?: readonly Fault[];
  /** Delay of every response in milliseconds, for API calls and downloads. Default 0. */
  latency?: number;
  /**
   * Decides which requests a fault with a `share` happens to. The same seed gives the same faults in every run of a test
   * that records the same tests, independent of the order of requests. An integer. Default 1.
   */
  seed?: number;
}

/**
 * One fault, by its kind. Request faults:
 *
 * - `status`: an error status instead of the response. Default 503. `retryAfter`: seconds in a Retry-After header.
 * - `reset`: the connection is reset (RST).
 * - `stall`: nothing more is sent, and the connection stays open. `at`: before the `headers` (default), or in the `body`.
 * - `truncate`: half of the body, and then the connection ends. `contentLength`: whether the response tells the
 *   full length. Default true.
 *
 * Faults in what is served:
 *
 * - `corrupt`: the first bytes of an object or file are overwritten. Its length stays.
 * - `expired-link`: presigned URLs that have already expired when they are listed.
 * - `wrong-checksum`: logs are listed with a checksum that is not theirs.
 * - `page-limit`: pages have at most so many `entries`, whatever page size is requested.
 * - `no-total`: lists do not tell their `total`.
 * - `repeated-page-token`: `nextPageToken` is the token of the same page, so the list never ends.
 * - `reversed-page`: the entries of a page are in reverse order.
 *
 * The whole platform:
 *
 * - `outage`: after so many requests, counted since the faults were set, it refuses connections until it is closed.
 */
export type Fault =
  | (RequestFaultScope & { kind: "status"; status?: number; retryAfter?: number })
  | (RequestFaultScope & { kind: "reset" })
  | (RequestFaultScope & { kind: "stall"; at?: "headers" | "body" })
  | (RequestFaultScope & { kind: "truncate"; contentLength?: boolean })
  | (FaultScope & { kind: "corrupt" | "expired-link" | "wrong-checksum" })
  | (RequestFaultScope & { kind: "page-limit"; entries: number })
  | (RequestFaultScope & { kind: "no-total" | "repeated-page-token" | "reversed-page" })
  | { kind: "outage"; after: number };

/** How often a fault happens, and to which tests. Without any of these: always, and to all. */
export interface FaultScope {
  /** Share of the requests, 0 to 1, drawn with the seed. Default 1. */
  share?: number;
  /** Number of requests of each path and page that the fault leaves alone first. Default 0. */
  after?: number;
  /** Number of requests of each path and page that it happens to. Default: no limit. */
  times?: number;
  /** Names of experiences: only requests for their tests. Default: all requests. */
  experiences?: readonly string[];
}

/** Also which requests a fault happens to. */
export interface RequestFaultScope extends FaultScope {
  /**
   * Operations by their operationId; `api` for all of them; `downloads` for presigned URLs, also those of uploads.
   * Default: all requests.
   */
  on?: FaultTarget | readonly FaultTarget[];
}

/** What a fault can be limited to. */
export type FaultTarget = keyof operations | "api" | "downloads";

export type FaultKind = Fault["kind"];

/** The faults of some kinds. */
export type FaultOf<K extends FaultKind> = Extract<Fault, { kind: K }>;

/** What can happen to one request. */
export type RequestFault = FaultOf<"status" | "reset" | "stall" | "truncate">;

/** What can be wrong with a page of a list. */
export type ListFault = FaultOf<
  "page-limit" | "no-total" | "repeated-page-token" | "reversed-page"
>;
