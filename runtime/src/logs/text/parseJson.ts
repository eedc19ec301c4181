/** What a piece of JSON says. */
export interface ParsedJson {
  readonly value: unknown;
  /** How numbers that a double cannot hold were written, by the double that stands for them. */
  readonly exact: ReadonlyMap<number, string> | undefined;
}

const token = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** Enough digits that a double may lose some. Cheap to look for, and rare. */
const long = /\d{16}|\d{9,}\.\d{6,}/;
const mark = "\u0000";

/**
 * Parses JSON without losing digits: integers that a number cannot hold become bigints.
 * @throws {SyntaxError} that names NaN and Infinity, which Python writes and JSON does not know
 */
export function parseJson(text: string): ParsedJson {
  if (!long.test(text)) return { value: parse(text), exact: undefined };
  const exact = new Map<number, string>();
  // Strings are whole tokens here, so that no digits in them are taken for a number.
  const marked = text.replace(token, (found) => {
    if (found.startsWith('"') || !long.test(found)) return found;
    if (/^-?\d+$/.test(found))
      return Number.isSafeInteger(Number(found)) ? found : `"\\u0000${found}"`;
    exact.set(Number(found), found);
    return found;
  });
  const value = JSON.parse(
    marked === text ? text : checked(text, marked),
    (_key, entry: unknown) =>
      typeof entry === "string" && entry.startsWith(mark) && /^-?\d+$/.test(entry.slice(1))
        ? BigInt(entry.slice(1))
        : entry,
  ) as unknown;
  return { value, exact };
}

/** The marked text, once the text itself is known to be JSON: errors must name places in that. */
function checked(text: string, marked: string): string {
  parse(text);
  return marked;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const found = text.replace(/"(?:[^"\\]|\\.)*"/g, '""').match(/-?\b(?:NaN|Infinity)\b/);
    if (found === null) throw error;
    throw new SyntaxError(`${found[0]} is not JSON (Python's json module writes it)`, {
      cause: error,
    });
  }
}
