/** A piece of SQL: words, quoted names, and what stands between them. Comments are left out. */
export interface SqlToken {
  readonly kind: "word" | "quoted" | "string" | "number" | "symbol";
  /** As written; of a quoted name or a string, what is between the quotes. */
  readonly text: string;
  /** Of a word, in capitals; else empty. */
  readonly word: string;
  /** Characters before it. */
  readonly at: number;
}

const pattern =
  /(?<space>\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<string>'(?:[^']|'')*(?:'|$))|(?<quoted>"(?:[^"]|"")*(?:"|$)|`[^`]*(?:`|$))|(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<word>[\p{L}_@$][\p{L}\p{N}_@$]*)|(?<symbol>[\s\S])/uy;

/** Takes a query apart. Whatever it holds gives tokens: what is no SQL is not said here. */
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
