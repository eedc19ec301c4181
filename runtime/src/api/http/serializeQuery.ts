import { createQuerySerializer } from "openapi-fetch";
import type { QueryStyle } from "../../generated/api/query-styles.js";

/** How array- and object-valued query parameters are encoded, by operation and name. */
export type QueryStyles = Readonly<Record<string, Readonly<Record<string, QueryStyle>>>>;

const serializers = new Map<string, (query: Record<string, unknown>) => string>();

/**
 * The query string of one operation (`GET /projects`). openapi-fetch has one encoding for all arrays; the API has
 * one per parameter.
 */
export function serializeQuery(styles: QueryStyles, operation: string, query: object): string {
  const special = styles[operation];
  if (special === undefined) return serializerOf(undefined)({ ...query });
  const parts: string[] = [];
  for (const [name, value] of Object.entries(query)) {
    const part = serializerOf(special[name])({ [name]: value });
    if (part) parts.push(part);
  }
  return parts.join("&");
}

function serializerOf(style: QueryStyle | undefined) {
  const { style: how, explode } = style ?? { style: "form" as const, explode: true };
  const key = style === undefined ? "" : `${how} ${explode}`;
  const known =
    serializers.get(key) ??
    createQuerySerializer<object>(
      how === "deepObject"
        ? { object: { style: how, explode } }
        : {
            array: { style: how, explode },
            // Objects are encoded with brackets, unless their style says otherwise.
            ...(style !== undefined && how === "form" ? { object: { style: how, explode } } : {}),
          },
    );
  serializers.set(key, known as (query: Record<string, unknown>) => string);
  return known as (query: Record<string, unknown>) => string;
}
