import type TS from "typescript";

/** The options that pass the topics to `runMetricsBuild`. Rows with NaN, which metrics allow, are omitted. */
export const emissionsOption = 'emissions: { topics, nonFinite: "skip" }';
export const topicsImport = 'import { topics } from "./generated/emissions.ts";';

/**
 * The text of src/main.ts with the topics passed to `runMetricsBuild`; undefined if they are already passed, and a
 * problem if the call cannot be edited.
 */
export function withTopics(
  ts: typeof TS,
  text: string,
): { text: string | undefined } | { problem: string } {
  const file = ts.createSourceFile("main.ts", text, ts.ScriptTarget.Latest, true);
  const call = findCall(ts, file);
  if (call === undefined) return { problem: "src/main.ts does not call runMetricsBuild" };
  const [functions, options] = call.arguments;
  if (functions === undefined) return { problem: "runMetricsBuild is called without functions" };
  let at: number;
  let added: string;
  if (options === undefined) {
    at = functions.getEnd();
    added = `, { ${emissionsOption} }`;
  } else if (ts.isObjectLiteralExpression(options)) {
    const names = options.properties.map((property) => property.name?.getText());
    if (names.includes("emissions")) return { text: undefined };
    const last = options.properties.at(-1);
    at = last?.getEnd() ?? options.getStart() + 1;
    added = last === undefined ? ` ${emissionsOption} ` : `, ${emissionsOption}`;
  } else {
    return { problem: "the options of runMetricsBuild are not an object literal in the call" };
  }
  const imports = file.statements.filter((statement) => ts.isImportDeclaration(statement));
  const place = imports.at(-1)?.getEnd() ?? 0;
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const line = place === 0 ? `${topicsImport}${eol}` : `${eol}${topicsImport}`;
  return { text: text.slice(0, place) + line + text.slice(place, at) + added + text.slice(at) };
}

function findCall(ts: typeof TS, file: TS.SourceFile): TS.CallExpression | undefined {
  const visit = (node: TS.Node): TS.CallExpression | undefined =>
    ts.isCallExpression(node) && node.expression.getText() === "runMetricsBuild"
      ? node
      : ts.forEachChild(node, visit);
  return visit(file);
}
