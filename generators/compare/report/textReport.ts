import { printableLine } from "../../io/printable.js";
import { cutToWidth, fitToWidth, textWidth } from "../../io/textWidth.js";
import { type Comparison, tallyOf, tallyWords } from "../rows/Comparison.js";
import type { Row } from "../rows/Row.js";
import type { Side } from "../side/Side.js";
import { type Fold, foldRows, runsWords } from "./foldRows.js";
import { detailsWorthALine, type RowWords, rowWords, whatOf } from "./rowWords.js";
import { comparedWords, count, sideWords } from "./sidesWords.js";

/** Maximum number of rows on a terminal; the file has all. */
const rowsShown = 40;
/** Maximum number of lines about renamed, new or missing parts. */
const foldsShown = 20;
/** Maximum number of other changes below a row. */
const detailsShown = 2;

/** A comparison for a terminal: the worst rows, renamed parts, and totals. */
export function textReport(
  comparison: Comparison,
  sides: { readonly base: Side; readonly head: Side },
  columns = 120,
): string {
  const { rows, folds } = foldRows(comparison.rows);
  const lines = [
    `BASE  ${sideWords(sides.base)}`,
    `HEAD  ${sideWords(sides.head)}`,
    ...comparison.notes.map((note) => `note: ${note}`),
    ...textTable(rows.slice(0, rowsShown), columns),
    ...more(rows.length - rowsShown, "more row"),
    ...folds.slice(0, foldsShown).map(foldLine),
    ...more(folds.length - foldsShown, "more line"),
    `${tallyWords(tallyOf(comparison.rows))}; compared: ${comparedWords(comparison)}`,
  ];
  return `${lines.map((line) => cutToWidth(printableLine(line).trimEnd(), columns)).join("\n")}\n`;
}

function more(n: number, noun: string): string[] {
  return n > 0 ? [`… and ${count(n, noun)} (--format json lists all)`] : [];
}

function foldLine({ change, row, runs }: Fold): string {
  const what =
    change === "renamed" ? `${row.was} is now ${row.name}` : whatOf({ ...row, figure: "" });
  return `${change}: ${what} (${runsWords(runs)})`;
}

type Column = keyof RowWords;

const heads: Readonly<Record<Column, string>> = {
  run: "test",
  what: "metric",
  before: "before",
  after: "after",
  change: "change",
  status: "status",
};

const numbers: ReadonlySet<Column> = new Set(["before", "after"]);

/** Rows as lines with aligned columns, at most `columns` wide. */
export function textTable(rows: readonly Row[], columns: number): string[] {
  if (rows.length === 0) return [];
  const words = rows.map((row) => mapWords(rowWords(row), printableLine));
  const names = Object.keys(heads) as Column[];
  const filled = names.filter((name) => words.some((word) => word[name] !== ""));
  const widths =
    widthsOf(filled, words, columns) ?? widthsOf(withoutBefore(filled), words, columns);
  const shown = [...(widths?.keys() ?? [])];
  const line = (word: RowWords) =>
    shown
      .map((name) =>
        fitToWidth(word[name], widths?.get(name) ?? 0, numbers.has(name) ? "end" : "start"),
      )
      .join("  ");
  return [
    line(heads),
    ...rows.flatMap((row, i) => {
      const word = words[i];
      if (word === undefined) return [];
      const details = detailsWorthALine(row);
      const rest = details.length - detailsShown;
      return [
        line(word),
        ...details.slice(0, detailsShown).map((detail) => `    ${detail}`),
        ...(rest > 0 ? [`    … and ${count(rest, "more difference")}`] : []),
      ];
    }),
  ];
}

/** "After" and the difference contain the same information. */
function withoutBefore(columns: readonly Column[]): Column[] {
  return columns.filter((name) => name !== "before");
}

/**
 * As wide as the longest cell; if the terminal is narrower, names are shortened. Undefined if it would still be
 * too wide, unless "before" is already left out.
 */
function widthsOf(
  shown: readonly Column[],
  words: readonly RowWords[],
  columns: number,
): Map<Column, number> | undefined {
  const widths = new Map(
    shown.map((name) => [
      name,
      Math.min(longest(name), Math.max(...[heads, ...words].map((word) => textWidth(word[name])))),
    ]),
  );
  const total = [...widths.values()].reduce((sum, width) => sum + width + 2, -2);
  let over = Math.max(total - columns, 0);
  for (const [name, least] of [
    ["what", 14],
    ["run", 10],
  ] as const) {
    const width = widths.get(name) ?? 0;
    const narrower = Math.max(width - over, Math.min(width, least));
    if (widths.has(name)) widths.set(name, narrower);
    over -= width - narrower;
  }
  return over > 0 && shown.includes("before") ? undefined : widths;
}

function longest(name: Column): number {
  return name === "what" ? 48 : name === "run" ? 28 : 60;
}

function mapWords(words: RowWords, change: (text: string) => string): RowWords {
  const { run, what, before, after, change: difference, status } = words;
  return {
    run: change(run),
    what: change(what),
    before: change(before),
    after: change(after),
    change: change(difference),
    status: change(status),
  };
}
