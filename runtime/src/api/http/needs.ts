import type { paths as ownPaths } from "../../generated/api/paths.js";
import type { PlatformClient } from "./PlatformClient.js";

/**
 * A client over `Paths` that a helper with the needs `N` can use. The needs are, for each GET path,
 * the response fields and their types; a list is an array of the fields of its entries. If the API
 * description lacks one of them, the type requires an impossible property, which names what is
 * missing.
 */
export type ClientFor<Paths extends {}, N> = PlatformClient<Paths> &
  ([Lacks<Paths, N>] extends [never]
    ? unknown
    : { readonly "this API description lacks what the helper needs": Lacks<Paths, N> });

/** One message per need that `Paths` lack; `never` if they lack none. */
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
  : `GET ${P}: no JSON response with status 200`;

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
    : `GET ${P}: no field ${K} in the response`;
}[keyof Fields & string];

/** The helpers only send page size and page token, so any other required parameter is a breaking change. */
type LacksParameter<P extends string, Get> = Get extends {
  parameters: { query: infer Query extends object };
}
  ? `GET ${P}: the query parameter ${RequiredKeys<Query> & string} is now required`
  : never;

type RequiredKeys<T> = {
  [K in keyof T]-?: Partial<Pick<T, K>> extends Pick<T, K> ? never : K;
}[keyof T];

/** An entry of the list that a GET of `Paths` returns. */
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

/** What a GET of `Paths` returns. */
export type GetAnswer<Paths, P extends string> = P extends keyof Paths
  ? Paths[P] extends {
      get: { responses: { 200: { content: { "application/json": infer Answer } } } };
    }
    ? Answer
    : never
  : never;

/** Paths of `Paths` with a GET that returns JSON. */
export type GetPath<Paths> = {
  [P in keyof Paths & string]: [GetAnswer<Paths, P>] extends [never] ? never : P;
}[keyof Paths & string];

/** Path and query parameters of a GET; required if the path has any. */
export type ParamsOf<Paths, P extends string> = P extends keyof Paths
  ? Paths[P] extends { get: { parameters: infer Params } }
    ? Params extends { path: object }
      ? { params: Pick<Params, "path" | ("query" & keyof Params)> }
      : { params?: Pick<Params, "query" & keyof Params> }
    : object
  : object;

/** Paths of GETs that return pages. */
export type ListPath<Paths> = {
  [P in GetPath<Paths>]: "nextPageToken" extends keyof GetAnswer<Paths, P> ? P : never;
}[GetPath<Paths>];

/** Response fields with the entries. */
export type EntriesKey<Answer> = {
  [K in keyof Answer & string]: NonNullable<Answer[K]> extends readonly unknown[] ? K : never;
}[keyof Answer & string];

/**
 * A client over a project's own paths, with the types of ours. {@link ClientFor} already checked the caller's
 * paths; at run time, all clients are the same. This is the only place with this cast.
 */
export function ownClient<Paths extends {}, N>(client: ClientFor<Paths, N>): PlatformClient {
  return client as unknown as PlatformClient<ownPaths>;
}
