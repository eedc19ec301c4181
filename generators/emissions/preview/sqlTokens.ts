/** A piece of SQL; together, the pieces are the original text. */
export interface SqlToken {
  readonly kind: "word" | "quoted" | "string" | "number" | "blank" | "symbol";
  readonly text: string;
}

const patterns: readonly (readonly [SqlToken["kind"], RegExp])[] = [
  ["blank", /\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y],
  ["string", /'(?:[^']|'')*(?:'|$)/y],
  ["quoted", /"(?:[^"]|"")*(?:"|$)/y],
  ["number", /(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y],
  ["word", /[\p{L}_][\p{L}\p{N}_$]*/uy],
  ["symbol", /->>?|\|\||<>|!=|<=|>=|::|[\s\S]/uy],
];

/** Splits SQL into tokens. Comments count as whitespace. */
export function sqlTokens(sql: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  for (let at = 0; at < sql.length; ) {
    for (const [kind, pattern] of patterns) {
      pattern.lastIndex = at;
      const text = pattern.exec(sql)?.[0];
      if (text === undefined || text === "") continue;
      tokens.push({ kind, text });
      at += text.length;
      break;
    }
  }
  return tokens;
}
