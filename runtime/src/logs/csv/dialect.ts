/** The dialect of a text table. */
export interface Dialect {
  readonly delimiter: "," | ";" | "\t" | "|" | " ";
  readonly decimalComma: boolean;
  /** The column names in the file; undefined if it has none. */
  readonly header: readonly string[] | undefined;
  /** Lines before the first row, and how many of them the library counts as rows. */
  readonly skippedLines: number;
  readonly skippedRecords: number;
  /** The first rows, to determine the kinds of columns. */
  readonly rows: readonly (readonly string[])[];
  /** Whether the header is from `rostopic echo -p`. */
  readonly rostopic: boolean;
}

const delimiters = ["\t", ";", ",", "|", " "] as const;
/** Number of examined rows. */
const sample = 100;

/**
 * Detects the dialect of a table from its first characters. Undefined if it does not look like a table. `whole`: these are
 * all of its characters.
 */
export function detectDialect(
  start: string,
  whole: boolean,
  isNamedTable: boolean,
): Dialect | undefined {
  const lines = start.split(/\r\n|\n|\r/);
  // The last line may be truncated.
  if (!whole) lines.pop();
  const comments: string[] = [];
  let at = 0;
  let skipped = 0;
  for (; at < lines.length; at++) {
    const line = lines[at] ?? "";
    // Excel's declaration of the separator.
    const isSeparator = /^sep=.$/i.test(line.trim());
    if (isSeparator) skipped++;
    else if (line.startsWith("#")) comments.push(line);
    else if (line.trim() !== "") break;
  }
  const data = lines.slice(at).filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const above = comments.at(-1)?.replace(/^#+\s*/, "");
  for (const delimiter of delimiters) {
    const found = tryDelimiter(delimiter, data.slice(0, sample + 1), above);
    if (found === undefined || (found.rows.length === 0 && !isNamedTable)) continue;
    const ownHeader = found.headerIsData ? 1 : 0;
    return {
      delimiter,
      decimalComma: delimiter !== "," && hasDecimalCommas(found.rows),
      header: found.header,
      skippedLines: at + ownHeader,
      skippedRecords: skipped + ownHeader,
      rows: found.rows,
      rostopic: found.header?.[0]?.startsWith("%") === true,
    };
  }
  return undefined;
}

function tryDelimiter(
  delimiter: Dialect["delimiter"],
  data: readonly string[],
  above: string | undefined,
) {
  const rows = data.map((line) => splitCells(line, delimiter));
  const [first] = rows;
  if (first === undefined) {
    const header = above === undefined ? undefined : splitCells(above, delimiter);
    return header && header.length > 1 ? { header, headerIsData: false, rows: [] } : undefined;
  }
  const headerIsData = !first.some(isValue);
  const body = headerIsData ? rows.slice(1) : rows;
  const width = body[0]?.length ?? first.length;
  if (width < 2 || first.length < 2) return undefined;
  // The last line may be truncated; a delimiter at the end of lines adds an empty cell.
  const odd = body.slice(0, -1).filter((row) => Math.abs(row.length - width) > 1);
  if (odd.length > 0 || Math.abs(first.length - width) > 1) return undefined;
  // Several words in a row are prose, not a table.
  if (delimiter === " " && !(body[0] ?? []).some(isValue)) return undefined;
  const named = above === undefined ? undefined : splitCells(above, delimiter);
  const blanks = above === undefined ? undefined : splitCells(above, " ");
  const fits = [named, blanks].find(
    (names) => names !== undefined && Math.abs(names.length - width) <= 1 && !names.some(isValue),
  );
  return { header: headerIsData ? first : fits, headerIsData, rows: body };
}

/** Splits a line for detection; the library reads the rows. */
export function splitCells(line: string, delimiter: string): string[] {
  const text = delimiter === " " ? line.trim() : line;
  const cells = text.match(cellsBy[delimiter] ?? /.+/g) ?? [];
  const trimmed = cells.map((cell) => cell.replace(/^\s*"?|"?\s*$/g, ""));
  return trimmed.at(-1) === "" && trimmed.length > 2 ? trimmed.slice(0, -1) : trimmed;
}

const cellsBy: Record<string, RegExp> = {
  ",": /(?:^|(?<=,))\s*(?:"[^"]*"|[^,]*)/g,
  ";": /(?:^|(?<=;))\s*(?:"[^"]*"|[^;]*)/g,
  "\t": /(?:^|(?<=\t))(?:"[^"]*"|[^\t]*)/g,
  "|": /(?:^|(?<=\|))\s*(?:"[^"]*"|[^|]*)/g,
  " ": /"[^"]*"|\S+/g,
};

const value = /^\s*[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[+-]?\d+)?\s*$/i;

/** A number, a missing number or a date: what rows contain, but headers do not. */
function isValue(cell: string): boolean {
  return (
    value.test(cell) || /^(?:nan|[+-]?inf(?:inity)?)$/i.test(cell) || /^\d{4}-\d\d-\d\d/.test(cell)
  );
}

function hasDecimalCommas(rows: readonly (readonly string[])[]): boolean {
  const cells = rows.flat();
  return (
    cells.some((cell) => /^[+-]?\d*,\d+(?:e[+-]?\d+)?$/i.test(cell)) &&
    !cells.some((cell) => /^[+-]?\d+\.\d+$/.test(cell))
  );
}
