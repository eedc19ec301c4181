import { builtInTables } from "../topicsOfConfig.js";
import { trinoNameOf } from "./trinoFunctions.js";
import { NotPreviewable, RefusedQuery } from "./trinoSql.js";

/** Translates DuckDB's error: something unknown only here, or something that no database would run. */
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
    return new RefusedQuery(`unknown topic "${table}"`, {
      hint: "A table must be a topic of the config, metadata, or defined by WITH.",
    });
  }
  const column = /column "?([^"]+?)"? (?:not found|in FROM)/i.exec(reason)?.[1];
  if (column !== undefined) {
    // The platform's metadata may have columns that are unknown here.
    if (/\bmetadata\b/i.test(sql)) return new NotPreviewable(`the column ${column}`);
    return new RefusedQuery(`unknown column "${column}": no table of the query has it`);
  }
  if (kind === "Parser")
    return new RefusedQuery(`the SQL cannot be parsed: ${reason}${placeIn(message)}`);
  if (["Permission", "IO", "HTTP"].includes(kind)) {
    return new RefusedQuery("the query reads files, which queries of a config cannot access");
  }
  return new RefusedQuery(`the query failed: ${reason}`, { cause: error });
}

/** DuckDB quotes the line, and marks the place with ^ below it. */
function placeIn(message: string): string {
  const line = /^LINE (\d+): /m.exec(message)?.[1];
  return line === undefined || line === "1" ? "" : ` (line ${line})`;
}
