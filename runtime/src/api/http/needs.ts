import type { paths as ownPaths } from "../../generated/api/paths.js";
import type { PlatformClient } from "./PlatformClient.js";

/**
 * A client over `Paths` that a helper with the needs `N` can use: per path of a GET, the fields of its answer and
 * their types, a list as an array of the fields of its entries. Where the API description lacks one of them, the type
 * asks for a property that no client has, and its value says what is missing.
 */
export type ClientFor<Paths extends {}, N> = PlatformClient<Paths> &
  ([Lacks<Paths, N>] extends [never]
    ? unknown
    : { readonly "this API description lacks what the helper needs": Lacks<Paths, N> });

/** One message for each thing that `Paths` lack; never where they have all. */
export type Lacks<Paths, N> = {
  [P in keyof N & string]: P extends keyof Paths
    ? Paths[P] extends { get: infer Get extends object }
      ? LacksParameter<P, Get> | LacksAnswer<P, Get, N[P]>
      : `GET ${P}: no such operation`
    : `GET ${P}: no such operation`;
}[keyof N & string];

type LacksAnswer<P extends string, Get, Fields> = Get extends {
  responses: { 200: { content: { "application/json": infer Answer } } };
}
  ? LacksFields<P, Answer, Fields>
  : `GET ${P}: no JSON answer with status 200`;

type LacksFields<P extends string, Answer, Fields> = {
  [K in keyof Fields & string]: K extends keyof Answer
    ? Fields[K] extends readonly (infer Entry)[]
      ? NonNullable<Answer[K]> extends readonly (infer Given)[]
        ? Entry extends object
          ? LacksFields<P, Given, Entry>
          : Given extends Entry
            ? never
            : `GET ${P}: the field ${K} has another type`
        : `GET ${P}: the field ${K} is not a list`
      : NonNullable<Answer[K]> extends Fields[K]
        ? never
        : `GET ${P}: the field ${K} has another type`
    : `GET ${P}: no field ${K} in the answer`;
}[keyof Fields & string];

/** The helpers send none but page size and page token: any other required parameter is news to them. */
type LacksParameter<P extends string, Get> = Get extends {
  parameters: { query: infer Query extends object };
}
  ? `GET ${P}: the query parameter ${RequiredKeys<Query> & string} is required now`
  : never;

type RequiredKeys<T> = {
  [K in keyof T]-?: Partial<Pick<T, K>> extends Pick<T, K> ? never : K;
}[keyof T];

/** An entry of the list that a GET of `Paths` answers with. */
export type EntryOf<Paths, P extends string, Key extends string> = P extends keyof Paths
  ? Paths[P] extends {
      get: { responses: { 200: { content: { "application/json": infer Answer } } } };
    }
    ? Key extends keyof Answer
      ? NonNullable<Answer[Key]> extends readonly (infer Entry)[]
        ? Entry
        : never
      : never
    : never
  : never;

/** What a GET of `Paths` answers with. */
export type GetAnswer<Paths, P extends string> = P extends keyof Paths
  ? Paths[P] extends {
      get: { responses: { 200: { content: { "application/json": infer Answer } } } };
    }
    ? Answer
    : never
  : never;

/** Paths of `Paths` that can be read: whose GET answers with JSON. */
export type GetPath<Paths> = {
  [P in keyof Paths & string]: [GetAnswer<Paths, P>] extends [never] ? never : P;
}[keyof Paths & string];

/** Path and query parameters of a GET; obligatory where the path has any. */
export type ParamsOf<Paths, P extends string> = P extends keyof Paths
  ? Paths[P] extends { get: { parameters: infer Params } }
    ? Params extends { path: object }
      ? { params: Pick<Params, "path" | ("query" & keyof Params)> }
      : { params?: Pick<Params, "query" & keyof Params> }
    : object
  : object;

/** Paths of GETs that answer with pages. */
export type ListPath<Paths> = {
  [P in GetPath<Paths>]: "nextPageToken" extends keyof GetAnswer<Paths, P> ? P : never;
}[GetPath<Paths>];

/** Fields of an answer that hold its entries. */
export type EntriesKey<Answer> = {
  [K in keyof Answer & string]: NonNullable<Answer[K]> extends readonly unknown[] ? K : never;
}[keyof Answer & string];

/**
 * A client over a project's own paths, typed by ours. What a helper reads was checked of the caller's
 * paths by {@link ClientFor}; at run time all clients are one. This is the one place that says so.
 */
export function ownClient<Paths extends {}, N>(client: ClientFor<Paths, N>): PlatformClient {
  return client as unknown as PlatformClient<ownPaths>;
}
