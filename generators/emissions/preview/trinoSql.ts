import { CommandError } from "../../io/CommandError.js";
import { type SqlToken, sqlTokens } from "./sqlTokens.js";
import { trinoNames } from "./trinoFunctions.js";

/** A query that the platform would not run, or that accesses something other than the emissions. */
export class RefusedQuery extends CommandError {}

/** A query that may be right but cannot run here, because it uses `what`. */
export class NotPreviewable extends CommandError {
  constructor(what: string) {
    super(`cannot be previewed: ${what}`);
  }
}

/** DuckDB's access to other things than emissions: files, settings, queries in strings. */
const reaching =
  /^(read_\w+|parquet_\w+|sniff_csv|glob|query|query_table|getenv|current_setting|set_config|duckdb_\w+|pragma_\w+|sqlite_\w+|postgres_\w+|iceberg_\w+|delta_scan|st_read\w*|getvariable|which_secret|write_log|enable_\w+|disable_\w+|copy_\w+|import_\w+|export_\w+)$/;

/** Parts of Trino's grammar that DuckDB does not have. */
const grammarOnlyOfTrino: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\bMATCH_RECOGNIZE\b/i, "MATCH_RECOGNIZE"],
  [/\bFETCH\s+(FIRST|NEXT)\b/i, "FETCH FIRST"],
  [/\bJSON_(TABLE|QUERY|VALUE|EXISTS)\s*\(/i, "JSON_TABLE"],
  [/\bTABLE\s*\(/i, "TABLE(…)"],
  [/\bFOR\s+(TIMESTAMP|VERSION)\s+AS\b/i, "FOR TIMESTAMP AS OF"],
  [/\bWITHIN\s+GROUP\b/i, "WITHIN GROUP"],
];

/**
 * Translates a query of a config for the preview: replaces functions with DuckDB's, and a status query's `?`
 * with its threshold.
 * @throws RefusedQuery if it is not one SELECT, or accesses something other than the emissions
 * @throws NotPreviewable if it uses something that is not available here
 */
export function trinoSql(sql: string, threshold?: number): string {
  const tokens = withoutEnd(sqlTokens(sql));
  const meaningful = tokens.filter(({ kind }) => kind !== "blank");
  checkKind(meaningful);
  const plain = tokens.map(({ kind, text }) => (isWritten(kind) ? text : " ")).join("");
  const foreign = grammarOnlyOfTrino.find(([pattern]) => pattern.test(plain));
  if (foreign !== undefined) throw new NotPreviewable(foreign[1]);
  const placeholders = meaningful.filter(({ text }) => text === "?").length;
  const wanted = threshold === undefined ? 0 : 1;
  if (placeholders !== wanted) {
    throw new RefusedQuery(
      wanted === 0
        ? "a query must not have a ?, the placeholder for the threshold of a status query"
        : `a status query must have exactly one ?, got ${placeholders}`,
    );
  }
  return tokens.map((token, at) => rewritten(tokens, token, at, threshold)).join("");
}

function isWritten(kind: SqlToken["kind"]): boolean {
  return kind === "word" || kind === "symbol" || kind === "number";
}

/** Editors often leave a `;` at the end. */
function withoutEnd(tokens: readonly SqlToken[]): SqlToken[] {
  const last = tokens.findLastIndex(({ kind }) => kind !== "blank");
  return tokens.filter((token, at) => !(at === last && token.text === ";"));
}

function checkKind(tokens: readonly SqlToken[]): void {
  const [first] = tokens;
  if (first === undefined) throw new RefusedQuery("the query is empty");
  if (tokens.some(({ text }) => text === ";")) {
    throw new RefusedQuery("the query must be one statement, got several separated by ;");
  }
  const start = tokens.find(({ text }) => text !== "(")?.text.toUpperCase() ?? "";
  if (!["SELECT", "WITH", "VALUES"].includes(start)) {
    throw new RefusedQuery(`the query must be a SELECT, got ${start}`);
  }
}

function rewritten(
  tokens: readonly SqlToken[],
  token: SqlToken,
  at: number,
  threshold: number | undefined,
): string {
  if (token.text === "?" && threshold !== undefined) return `(${threshold})`;
  if (token.kind !== "word" && token.kind !== "quoted") return token.text;
  const next = nextOf(tokens, at);
  if (tokens[next]?.text !== "(") return token.text;
  const name = (token.kind === "quoted" ? token.text.slice(1, -1) : token.text).toLowerCase();
  if (reaching.test(name)) {
    throw new RefusedQuery(`the query calls ${name}, which accesses more than the emissions`);
  }
  // The FILTER clause of an aggregate, not the function.
  if (name === "filter" && /^where$/i.test(tokens[nextOf(tokens, next)]?.text ?? "")) {
    return token.text;
  }
  const ours = Object.hasOwn(trinoNames, name) ? trinoNames[name] : undefined;
  if (ours === "trino_unknown") throw new NotPreviewable(name.toUpperCase());
  return ours ?? token.text;
}

function nextOf(tokens: readonly SqlToken[], at: number): number {
  let next = at + 1;
  while (tokens[next]?.kind === "blank") next++;
  return next;
}
