import { badRequest } from "./requestErrors.js";

/** The query parameters that all list operations share. */
export interface PageQuery {
  pageSize?: number;
  pageToken?: string;
  orderBy?: string;
}

export interface Page<T> {
  items: T[];
  /** Empty on the last page. */
  nextPageToken: string;
  total: number;
}

/** Default number of entries in a page. */
const defaultPageSize = 100;

/**
 * One page of a list, in the requested order.
 * @throws RequestError 400 for an invalid page token, or a field that the entries do not have
 */
export function page<T extends object>(entries: readonly T[], query: PageQuery): Page<T> {
  const ordered = query.orderBy === undefined ? entries : order(entries, query.orderBy);
  const start = readToken(query.pageToken);
  const end = start + (query.pageSize ?? defaultPageSize);
  return {
    items: ordered.slice(start, end),
    nextPageToken: end < ordered.length ? pageToken(end) : "",
    total: entries.length,
  };
}

/** The token of the page that begins with this entry. */
export function pageToken(start: number): string {
  return Buffer.from(`page:${start}`).toString("base64url");
}

function readToken(token: string | undefined): number {
  if (token === undefined || token === "") return 0;
  const match = /^page:(\d+)$/.exec(Buffer.from(token, "base64url").toString());
  if (match === null)
    throw badRequest(
      `pageToken ${JSON.stringify(token)} is invalid: use the nextPageToken of a page`,
    );
  return Number(match[1]);
}

/** `name`, `name DESC`, `-name`; several separated by commas. */
function order<T extends object>(entries: readonly T[], orderBy: string): T[] {
  const rules = orderBy.split(",").map((rule) => {
    const match = /^(-?)(\w+)(?:\s+(asc|desc))?$/i.exec(rule.trim());
    if (match === null)
      throw badRequest(`orderBy ${JSON.stringify(rule)} is not a field of the list`);
    const [, minus, name = "", direction] = match;
    const descending = minus === "-" || direction?.toLowerCase() === "desc";
    return { field: fieldNamed(name, entries), sign: descending ? -1 : 1 };
  });
  return [...entries].sort((a, b) => {
    for (const { field, sign } of rules) {
      const difference = compare(fieldValue(a, field), fieldValue(b, field));
      if (difference !== 0) return sign * difference;
    }
    return 0;
  });
}

const aliases: Record<string, string> = { timestamp: "creationTimestamp" };

/** The field with that name, in the API's spelling or in snake case. */
function fieldNamed(name: string, entries: readonly object[]): string {
  const camel = name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const wanted = aliases[name] ?? (/^createdAt$/i.test(camel) ? "creationTimestamp" : camel);
  if (entries.length === 0) return wanted;
  const known = new Set(entries.flatMap((entry) => Object.keys(entry)));
  if (known.has(wanted)) return wanted;
  const ownID = wanted === "id" ? [...known].find((field) => /ID$/.test(field)) : undefined;
  const found = ownID ?? [...known].find((field) => field.toLowerCase() === wanted.toLowerCase());
  if (found === undefined)
    throw badRequest(`orderBy ${JSON.stringify(name)} is not a field of the list`);
  return found;
}

function fieldValue(entry: object, field: string): unknown {
  return (entry as Record<string, unknown>)[field];
}

/** Absent values come last. */
function compare(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (a === undefined || a === null) return 1;
  if (b === undefined || b === null) return -1;
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a) < String(b) ? -1 : 1;
}
