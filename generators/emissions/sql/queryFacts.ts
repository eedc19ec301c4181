import { type SqlToken, sqlTokens } from "./sqlTokens.js";

/** A name in a query and its offset in characters. */
interface SqlName {
  readonly name: string;
  readonly at: number;
}

/** The facts about a query that the rules need. */
export interface QueryFacts {
  /** Number of statements; a trailing semicolon does not start one. */
  readonly statements: number;
  /** Its first word, in uppercase. */
  readonly verb: string;
  /** The names after FROM and JOIN, except the query's own CTEs, functions and subqueries. */
  readonly tables: readonly SqlName[];
  /** Number of `?`. */
  readonly placeholders: number;
  /** Those of {@link sharedColumns} that are unqualified in a SELECT with a join. */
  readonly unqualified: readonly SqlName[];
  /** Number of columns of the outermost SELECT; undefined if a star makes it unknown. */
  readonly columns: number | undefined;
  /** Whether it counts rows, so that it returns a row even if there are none. */
  readonly counts: boolean;
}

/** Columns that every topic has: a query with a join must qualify them (C11). */
const sharedColumns = ["job_id", "batch_id", "project_id", "build_version", "run_counter"];

/** One SELECT, with or without parentheses around it. */
interface Select {
  joins: boolean;
  shared: SqlName[];
  /** Named in USING, so that they belong to no table. */
  used: Set<string>;
}

/** One pair of parentheses, or the whole query. */
interface Frame {
  select: Select;
  /** The word before the parenthesis, in uppercase. */
  before: string;
  inFrom: boolean;
  wantsTable: boolean;
}

const fromInside = new Set(["EXTRACT", "TRIM", "SUBSTRING", "OVERLAY", "POSITION"]);
const endsFrom = new Set(
  "WHERE GROUP ORDER HAVING LIMIT UNION INTERSECT EXCEPT WINDOW OFFSET FETCH SELECT".split(" "),
);
const noTables = new Set(["UNNEST", "LATERAL", "TABLE", "VALUES", "ONLY", "JSON_TABLE"]);
/** After another word, a name is an alias; after these it is a column. */
const beforeColumns = new Set(
  "SELECT DISTINCT ALL BY ON AND OR NOT WHERE WHEN THEN ELSE CASE IN BETWEEN LIKE IS HAVING RETURN END".split(
    " ",
  ),
);

/** Reads the facts about a query that do not depend on its tables. Never throws. */
export function queryFacts(sql: string): QueryFacts {
  const tokens = sqlTokens(sql);
  const ctes = ctesOf(tokens);
  const tables: SqlName[] = [];
  const selects: Select[] = [];
  const newSelect = () => {
    const select: Select = { joins: false, shared: [], used: new Set() };
    selects.push(select);
    return select;
  };
  const frames: Frame[] = [{ select: newSelect(), before: "", inFrom: false, wantsTable: false }];
  const top = () => frames.at(-1) as Frame;
  tokens.forEach((token, index) => {
    const frame = top();
    const previous = tokens[index - 1];
    const next = tokens[index + 1];
    if (token.text === "(" && token.kind === "symbol") {
      const opens = ["SELECT", "WITH"].includes(next?.word ?? "");
      frames.push({
        select: opens ? newSelect() : frame.select,
        before: previous?.word ?? "",
        inFrom: false,
        // A join in parentheses: FROM (a JOIN b ON …).
        wantsTable: frame.wantsTable && !opens && previous?.word !== "VALUES",
      });
      frame.wantsTable = false;
      return;
    }
    if (token.text === ")" && token.kind === "symbol") {
      if (frames.length > 1) frames.pop();
      return;
    }
    if (token.text === "," && token.kind === "symbol") {
      frame.wantsTable = frame.inFrom;
      return;
    }
    if (token.word === "FROM") {
      const isTable = !fromInside.has(frame.before) && previous?.word !== "DISTINCT";
      if (isTable || (previous?.word === "DISTINCT" && tokens[index - 2]?.word === "SELECT")) {
        frame.inFrom = true;
        frame.wantsTable = true;
      }
      return;
    }
    if (token.word === "JOIN") {
      frame.select.joins = true;
      frame.inFrom = true;
      frame.wantsTable = true;
      return;
    }
    if (endsFrom.has(token.word)) {
      frame.inFrom = false;
      frame.wantsTable = false;
      // UNION and similar operators combine two SELECTs.
      if (token.word === "SELECT" && previous !== undefined && previous.text !== "(") {
        frame.select = newSelect();
      }
      return;
    }
    if (token.kind !== "word" && token.kind !== "quoted") return;
    if (frame.wantsTable) {
      frame.wantsTable = noTables.has(token.word) && token.word !== "UNNEST" && next?.text !== "(";
      if (noTables.has(token.word) || next?.text === "(") return;
      if (next?.text === ".") {
        frame.wantsTable = true;
        return;
      }
      if (previous?.text === "." || !ctes.has(token.text.toLowerCase())) {
        tables.push({ name: token.text, at: token.at });
      }
      return;
    }
    addShared(frame, token, previous, next);
  });
  const unqualified = selects
    .filter(({ joins }) => joins)
    .flatMap(({ shared, used }) => shared.filter(({ name }) => !used.has(name.toLowerCase())));
  return {
    statements: statementsOf(tokens),
    verb: tokens.find(({ text }) => text !== "(")?.word ?? "",
    tables,
    placeholders: tokens.filter(({ kind, text }) => kind === "symbol" && text === "?").length,
    unqualified,
    columns: columnsOf(tokens),
    counts: tokens.some(
      ({ word }, at) =>
        /^(COUNT|COUNT_IF|APPROX_DISTINCT)$/.test(word) && tokens[at + 1]?.text === "(",
    ),
  };
}

function addShared(
  frame: Frame,
  token: SqlToken,
  previous: SqlToken | undefined,
  next: SqlToken | undefined,
): void {
  const name = token.text.toLowerCase();
  if (!sharedColumns.includes(name)) return;
  if (frame.before === "USING") {
    frame.select.used.add(name);
    return;
  }
  if (previous?.text === "." || next?.text === "." || next?.text === "(") return;
  const isAlias =
    previous !== undefined &&
    (previous.text === ")" || (previous.kind !== "symbol" && !beforeColumns.has(previous.word)));
  if (!isAlias) frame.select.shared.push({ name: token.text, at: token.at });
}

/** The names defined by WITH: NAME [(columns)] AS (…). */
function ctesOf(tokens: readonly SqlToken[]): Set<string> {
  const names = new Set<string>();
  tokens.forEach((token, index) => {
    if (token.kind !== "word" && token.kind !== "quoted") return;
    const previous = tokens[index - 1];
    if (!["WITH", "RECURSIVE"].includes(previous?.word ?? "") && previous?.text !== ",") return;
    let at = index + 1;
    if (tokens[at]?.text === "(") {
      for (let depth = 0; at < tokens.length; at++) {
        if (tokens[at]?.text === "(") depth++;
        if (tokens[at]?.text === ")" && --depth === 0) break;
      }
      at++;
    }
    if (tokens[at]?.word === "AS" && tokens[at + 1]?.text === "(") {
      names.add(token.text.toLowerCase());
    }
  });
  return names;
}

function statementsOf(tokens: readonly SqlToken[]): number {
  let statements = 0;
  let isOpen = false;
  for (const { kind, text } of tokens) {
    if (kind === "symbol" && text === ";") isOpen = false;
    else if (!isOpen) {
      isOpen = true;
      statements++;
    }
  }
  return statements;
}

function columnsOf(tokens: readonly SqlToken[]): number | undefined {
  let depth = 0;
  let columns: number | undefined;
  for (const [at, { kind, text, word }] of tokens.entries()) {
    if (kind === "symbol" && text === "(") depth++;
    else if (kind === "symbol" && text === ")") depth--;
    else if (depth > 0) continue;
    else if (word === "SELECT") columns = 1;
    else if (columns === undefined) continue;
    else if (word === "FROM" || word === "UNION") return columns;
    else if (kind === "symbol" && text === ",") columns++;
    else if (kind === "symbol" && text === "*" && isStar(tokens[at - 1], tokens[at + 1])) {
      return undefined;
    }
  }
  return columns;
}

/** A star between two values multiplies them. */
function isStar(previous: SqlToken | undefined, next: SqlToken | undefined): boolean {
  const before = previous?.word === "SELECT" || previous?.text === "," || previous?.text === ".";
  return (
    before && (next === undefined || next.text === "," || next.word === "FROM" || next.word !== "")
  );
}
