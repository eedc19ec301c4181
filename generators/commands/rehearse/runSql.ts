import { randomUUID } from "node:crypto";
import { basename } from "node:path";
import { type EmissionRow, readEmissions } from "@metrics-project/runtime";
import type { World } from "../../cli/command.js";
import { findConfig } from "../../emissions/findConfig.js";
import { EmissionsDatabase } from "../../emissions/preview/EmissionsDatabase.js";
import { emissionPaths } from "../../emissions/preview/emissionFiles.js";
import { InferredTopics } from "../../emissions/preview/inferTopics.js";
import { findPreviewTools } from "../../emissions/preview/previewTools.js";
import { plain, type QueryResult, shown } from "../../emissions/preview/QueryResult.js";
import { readConfig } from "../../emissions/readConfig.js";
import { usageError } from "../../io/CommandError.js";
import { insidePath } from "../../io/insidePath.js";
import { printableLine } from "../../io/printable.js";
import { readRehearsal } from "../../view/source/readRehearsal.js";

/** Maximum number of printed rows; a query can ask for fewer. */
const mostRows = 1000;
/** Maximum number of characters printed per cell. */
const widest = 60;

/**
 * `rehearse --sql`: runs one query on the emissions of the last rehearsal, the way a batch metric's query sees them, and
 * prints the result. Topics come from the project's config; without a config, from the rows.
 *
 * @throws CommandError if there is no rehearsal, or the query fails
 */
export async function runSql(
  world: World,
  sql: string,
  { out, json }: { out: { path: string; shown: string }; json: boolean },
): Promise<void> {
  const rehearsal = await readRehearsal(out.path);
  if (rehearsal === undefined) {
    throw usageError(`no rehearsal in ${out.shown}`, {
      hint: "Run `metrics-project rehearse` first; --sql queries its emissions.",
    });
  }
  const tests = await Promise.all(
    rehearsal.runs
      .filter(({ kind, failure }) => kind === "test" && failure === undefined)
      .map(async ({ name, outputs, jobID = randomUUID() }) => {
        const outputsDir = insidePath(out.path, outputs);
        return { name, jobID, outputsDir, files: await emissionPaths(outputsDir) };
      }),
  );
  const config = findConfig(world.cwd);
  const topics =
    config === undefined
      ? await topicsOf(tests.flatMap(({ files }) => files))
      : [...(await readConfig(world.cwd, [config])).config.topics.values()];
  const { duckdb } = await findPreviewTools(world);
  using database = await EmissionsDatabase.open(duckdb, topics);
  await database.addBatch({
    batchID: randomUUID(),
    name: basename(out.path),
    buildVersion: "rehearsal",
    created: new Date(),
  });
  for (const test of tests) await database.addTest(test, rowsOf(test.files));
  const result = await database.query({ name: "batch" }, sql);
  world.stdout.write(json ? asJson(result) : asTable(result));
}

async function topicsOf(files: readonly string[]) {
  const inferred = new InferredTopics();
  for await (const row of rowsOf(files)) inferred.add(row);
  return inferred.topics;
}

async function* rowsOf(files: readonly string[]): AsyncGenerator<EmissionRow> {
  for (const file of files) yield* readEmissions(file);
}

function asJson({ names, columns, rows }: QueryResult): string {
  const list = Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(names.map((name, at) => [name, plain(columns[at]?.[row])])),
  );
  return `${JSON.stringify(list)}\n`;
}

function asTable({ names, columns, rows, cut }: QueryResult): string {
  const printed = Math.min(rows, mostRows);
  const cells = columns.map((column) =>
    column.slice(0, printed).map((value) => (value === null ? "NULL" : clipped(shown(value)))),
  );
  const widths = cells.map((column, at) =>
    column.reduce((most, cell) => Math.max(most, cell.length), clipped(names[at] ?? "").length),
  );
  const isNumber = columns.map((column) =>
    column.every((value) => value === null || ["number", "bigint"].includes(typeof value)),
  );
  const line = (parts: readonly string[]) =>
    parts
      .map((part, at) => {
        const width = widths[at] ?? 0;
        return isNumber[at] ? part.padStart(width) : part.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  const lines = [
    line(names.map(clipped)),
    line(widths.map((width) => "-".repeat(width))),
    ...Array.from({ length: printed }, (_, row) => line(cells.map((column) => column[row] ?? ""))),
  ];
  const total = `${rows}${cut ? " or more" : ""} ${rows === 1 ? "row" : "rows"}`;
  const rest = printed < rows ? `, first ${printed} shown` : "";
  return `${lines.join("\n")}\n(${total}${rest})\n`;
}

function clipped(text: string): string {
  const line = printableLine(text);
  return line.length > widest ? `${line.slice(0, widest - 1)}…` : line;
}
