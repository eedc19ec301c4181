import { badRequest } from "./requestErrors.js";

type Value = string | number | boolean | null | undefined;

/** Reads one field of an entry for a search; of several values, any may match. */
export type SearchFields<T> = Record<string, (entry: T) => Value | readonly Value[]>;

const condition = /\s*(\w+)\s*(!=|>=|<=|=|>|<)\s*(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))\s*/y;
const conjunction = /AND\b/iy;

/**
 * The entries that meet a search such as `test_suite_id = "…" AND created_at > "2024-05-01T00:00:00Z"`.
 * Values are compared as numbers, times or strings, depending on the field.
 *
 * @throws RequestError 400 for an invalid search or an unknown field
 */
export function search<T>(
  entries: readonly T[],
  query: string | undefined,
  fields: SearchFields<T>,
): readonly T[] {
  if (query === undefined || query.trim() === "") return entries;
  const conditions = parse(query, fields);
  return entries.filter((entry) => conditions.every((meets) => meets(entry)));
}

function parse<T>(query: string, fields: SearchFields<T>): ((entry: T) => boolean)[] {
  const conditions: ((entry: T) => boolean)[] = [];
  let position = 0;
  for (;;) {
    condition.lastIndex = position;
    const match = condition.exec(query);
    if (match === null) throw unreadable(query, position);
    const [text, name = "", operator = "=", quoted, bare] = match;
    const read = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (read === undefined) {
      const known = Object.keys(fields).join(", ");
      throw badRequest(`search has no field ${JSON.stringify(name)} here, use ${known}`);
    }
    const wanted = quoted?.replaceAll(/\\(.)/g, "$1") ?? bare ?? "";
    conditions.push(compile(read, operator, wanted, name));
    position += text.length;
    if (position === query.length) return conditions;
    conjunction.lastIndex = position;
    if (conjunction.exec(query) === null) throw unreadable(query, position);
    position = conjunction.lastIndex;
  }
}

function unreadable(query: string, position: number): Error {
  const rest = JSON.stringify(query.slice(position));
  return badRequest(`search is invalid from ${rest} on: it must be FIELD = "VALUE" AND …`);
}

function compile<T>(
  read: (entry: T) => Value | readonly Value[],
  operator: string,
  wanted: string,
  name: string,
): (entry: T) => boolean {
  const time = name.endsWith("_at") ? Date.parse(wanted) : undefined;
  if (Number.isNaN(time))
    throw badRequest(`search: ${JSON.stringify(wanted)} is not an RFC 3339 time`);
  const meets = (value: Value): boolean => {
    if (value === undefined || value === null) return operator === "!=";
    if (time !== undefined) return holds(operator, Date.parse(String(value)), time);
    if (typeof value === "number") return holds(operator, value, Number(wanted));
    return holds(operator, String(value).toLowerCase(), wanted.toLowerCase());
  };
  return (entry) => {
    const value = read(entry);
    if (!isList(value)) return meets(value);
    return operator === "!=" ? value.every(meets) : value.some(meets);
  };
}

function isList(value: Value | readonly Value[]): value is readonly Value[] {
  return Array.isArray(value);
}

function holds<V extends string | number>(operator: string, value: V, wanted: V): boolean {
  switch (operator) {
    case "=":
      return value === wanted;
    case "!=":
      return value !== wanted;
    case ">":
      return value > wanted;
    case "<":
      return value < wanted;
    case ">=":
      return value >= wanted;
    default:
      return value <= wanted;
  }
}
