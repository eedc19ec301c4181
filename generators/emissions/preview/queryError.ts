import { builtInTables } from "../topicsOfConfig.js";
import { trinoNameOf } from "./trinoFunctions.js";
import { NotPreviewable, RefusedQuery } from "./trinoSql.js";

/** What DuckDB says against a query, told apart: what is not known here, and what no database would run. */
export function explainQueryError(error: unknown, sql: string): Error {
  const message = error instanceof Error ? error.message : String(error);
  const [, kind = "", reason = message] = /\b(\w+) Error: ([^\n]*)/.exec(message) ?? [];
  const unknown =
    /Function with name "?([\w.]+)"? does not exist/.exec(reason)?.[1] ??
    /No function matches the given name and argument types '(\w+)\(/.exec(reason)?.[1] ??
    /^Macro "?(\w+)(?:\(\))?"? does not support/.exec(reason)?.[1];
  if (unknown !== undefined) return new NotPreviewable(trinoNameOf(unknown));
  const type = /Type with name "?(\w+)"? does not exist/.exec(reason)?.[1];
  if (type !== undefined) return new NotPreviewable(`the type ${type}`);
  const table = /Table with name "?([^"]+?)"? does not exist/.exec(reason)?.[1];
  if (table !== undefined) {
    if (builtInTables.some((one) => one === table.toLowerCase())) {
      return new NotPreviewable(`${table}, which the platform fills`);
    }
    return new RefusedQuery(`there is no topic "${table}"`, {
      hint: "Tables are the config's topics, metadata, and what WITH names.",
    });
  }
  const column = /column "?([^"]+?)"? (?:not found|in FROM)/i.exec(reason)?.[1];
  if (column !== undefined) {
    // The platform's metadata may have more columns than are known here.
    if (/\bmetadata\b/i.test(sql)) return new NotPreviewable(`the column ${column}`);
    return new RefusedQuery(`no table of the query has the column "${column}"`);
  }
  if (kind === "Parser")
    return new RefusedQuery(`the SQL does not parse: ${reason}${placeIn(message)}`);
  if (["Permission", "IO", "HTTP"].includes(kind)) {
    return new RefusedQuery("the query reaches for files, which no query of a config has");
  }
  return new RefusedQuery(`the query fails: ${reason}`, { cause: error });
}

/** DuckDB quotes the line and puts ^ below the place. */
function placeIn(message: string): string {
  const line = /^LINE (\d+): /m.exec(message)?.[1];
  return line === undefined || line === "1" ? "" : ` (line ${line})`;
}
