/** Parsed JSON. */
export interface ParsedJson {
  readonly value: unknown;
  /** The original digits of numbers that a double cannot represent, by that double. */
  readonly exact: ReadonlyMap<number, string> | undefined;
}

const token = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** Numbers that a double may not hold, because of their digits or exponent. Fast to search for, and rare. */
const long = /\d{16}|\d{9,}\.\d{6,}|\d[eE]\+?\d{3}/;
const mark = "\u0000";

/**
 * Parses JSON without losing digits: integers that do not fit into a number become bigints.
 * @throws {SyntaxError} which names NaN and Infinity, because Python writes them although JSON does not allow them, and
 * numbers that are too large
 */
export function parseJson(text: string): ParsedJson {
  if (!long.test(text)) return { value: parse(text), exact: undefined };
  const exact = new Map<number, string>();
  // Strings are complete tokens here, so that digits in them are not treated as numbers.
  const marked = text.replace(token, (found) => {
    if (found.startsWith('"') || !long.test(found)) return found;
    if (/^-?\d+$/.test(found))
      return Number.isSafeInteger(Number(found)) ? found : `"\\u0000${found}"`;
    // JSON.parse would make it infinite.
    if (!Number.isFinite(Number(found)))
      throw new SyntaxError(`${found} is too large for a number`);
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

/** Parses the marked text after the original: error positions must refer to the original. */
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
