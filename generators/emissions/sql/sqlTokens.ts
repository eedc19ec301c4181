/** A piece of SQL: a word, a quoted name, or a symbol. Comments are left out. */
export interface SqlToken {
  readonly kind: "word" | "quoted" | "string" | "number" | "symbol";
  /** As written; for a quoted name or a string, the part between the quotes. */
  readonly text: string;
  /** A word in uppercase; otherwise empty. */
  readonly word: string;
  /** Offset in characters. */
  readonly at: number;
}

const pattern =
  /(?<space>\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<string>'(?:[^']|'')*(?:'|$))|(?<quoted>"(?:[^"]|"")*(?:"|$)|`[^`]*(?:`|$))|(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<word>[\p{L}_@$][\p{L}\p{N}_@$]*)|(?<symbol>[\s\S])/uy;

/** Splits a query into tokens. Accepts any text, also invalid SQL. */
export function sqlTokens(sql: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  pattern.lastIndex = 0;
  for (let found = pattern.exec(sql); found !== null; found = pattern.exec(sql)) {
    const { index: at, groups = {} } = found;
    const { string, quoted, number, word, symbol } = groups;
    if (word !== undefined) tokens.push({ kind: "word", text: word, word: word.toUpperCase(), at });
    else if (quoted !== undefined) tokens.push(quotedToken("quoted", quoted, at));
    else if (string !== undefined) tokens.push(quotedToken("string", string, at));
    else if (number !== undefined) tokens.push({ kind: "number", text: number, word: "", at });
    else if (symbol !== undefined) tokens.push({ kind: "symbol", text: symbol, word: "", at });
    if (pattern.lastIndex >= sql.length) break;
  }
  return tokens;
}

function quotedToken(kind: "quoted" | "string", text: string, at: number): SqlToken {
  const mark = text.charAt(0);
  const inside = text.slice(1, text.length > 1 && text.endsWith(mark) ? -1 : undefined);
  return { kind, text: inside.replaceAll(mark + mark, mark), word: "", at };
}
