import { isNumeral, isValue } from "./cells.js";
import { headerRows } from "./headerRows.js";

/** The dialect of a text table. */
export interface Dialect {
  readonly delimiter: "," | ";" | "\t" | "|" | " ";
  readonly decimalComma: boolean;
  /** The column names in the file; undefined if it has none. */
  readonly header: readonly string[] | undefined;
  /** The units in a row of their own below the names. */
  readonly units: readonly string[] | undefined;
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
    // MATLAB's comments, which the library counts as rows.
    else if (/^%+(?:\s|$)/.test(line)) {
      skipped++;
      comments.push(line);
    } else if (line.trim() !== "") break;
  }
  const data = joinQuoted(lines.slice(at)).filter(
    (line) => line.trim() !== "" && !line.startsWith("#"),
  );
  // A truncated last line must not decide what the columns hold.
  if (whole && !/[\r\n]$/.test(start) && data.length > 3) data.pop();
  const above = comments.at(-1)?.replace(/^[#%]+\s*/, "");
  for (const delimiter of delimiters) {
    const found = tryDelimiter(delimiter, data.slice(0, sample + 2), above);
    if (found === undefined || (found.rows.length === 0 && !isNamedTable)) continue;
    return {
      delimiter,
      decimalComma: hasDecimalCommas(found.rows, delimiter),
      header: found.header,
      units: found.units,
      skippedLines: at + found.headerCount,
      skippedRecords: skipped + found.headerCount,
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
    return header && header.length > 1
      ? { header, units: undefined, headerCount: 0, rows: [] }
      : undefined;
  }
  const { names, units, count } = headerRows(rows);
  const body = rows.slice(count);
  const width = body[0]?.length ?? first.length;
  if (width < 2 || first.length < 2) return undefined;
  // The last line may be truncated; a delimiter at the end of lines adds an empty cell.
  const odd = body.slice(0, -1).filter((row) => Math.abs(row.length - width) > 1);
  if (odd.length > 0 || Math.abs(first.length - width) > 1) return undefined;
  // Numbers with decimal commas between blanks: `0,5 1,25` has three cells between commas.
  if (delimiter === "," && body.length > 0 && body.every((row) => row.some(isTwoNumbers))) {
    return undefined;
  }
  // Several words in a row are prose, not a table.
  if (delimiter === " " && !(body[0] ?? []).some(isValue)) return undefined;
  const named = above === undefined ? undefined : splitCells(above, delimiter);
  const blanks = above === undefined ? undefined : splitCells(above, " ");
  const fits = [named, blanks].find(
    (cells) => cells !== undefined && Math.abs(cells.length - width) <= 1 && !cells.some(isValue),
  );
  return { header: names ?? fits, units, headerCount: count, rows: body };
}

function isTwoNumbers(cell: string): boolean {
  return /^\d+(?:e[+-]?\d+)?\s+[+-]?\d+$/i.test(cell);
}

/** Maximum lines of a quoted cell for detection. */
const longestCell = 50;

/** Joins lines in the middle of a quoted cell. */
function joinQuoted(lines: readonly string[]): string[] {
  const joined: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    let line = lines[at] ?? "";
    let end = at;
    while (isOpen(line) && end + 1 < lines.length && end - at < longestCell) {
      end++;
      line += `\n${lines[end]}`;
    }
    if (isOpen(line)) line = lines[at] ?? "";
    else at = end;
    joined.push(line);
  }
  return joined;
}

/** Whether a cell begins with a quote, and one of the quotes has no partner. */
function isOpen(line: string): boolean {
  if (!line.includes('"')) return false;
  return line.split('"').length % 2 === 0 && /(?:^|[,;\t|])\s*"/.test(line);
}

/** Splits a line for detection; the library reads the rows. */
export function splitCells(line: string, delimiter: string): string[] {
  const text = delimiter === " " ? line.trim() : line;
  const cells = text.match(cellsBy[delimiter] ?? /.+/g) ?? [];
  const trimmed = cells.map((cell) => cell.replace(/^\s*"?|"?\s*$/g, ""));
  return trimmed.at(-1) === "" && trimmed.length > 2 ? trimmed.slice(0, -1) : trimmed;
}

const cellsBy: Record<string, RegExp> = {
  ",": /(?:^|(?<=,))\s*(?:"(?:[^"]|"")*"|[^,]*)/g,
  ";": /(?:^|(?<=;))\s*(?:"(?:[^"]|"")*"|[^;]*)/g,
  "\t": /(?:^|(?<=\t))(?:"(?:[^"]|"")*"|[^\t]*)/g,
  "|": /(?:^|(?<=\|))\s*(?:"(?:[^"]|"")*"|[^|]*)/g,
  " ": /"(?:[^"]|"")*"|\S+/g,
};

/** A decimal comma, or one that separates thousands. */
const withComma = /^[+-]?\d*,\d+(?:e[+-]?\d+)?$/i;
/** Both are possible: 1,234. */
const ambiguous = /^[+-]?[1-9]\d{0,2},\d{3}$/;

function hasDecimalCommas(
  rows: readonly (readonly string[])[],
  delimiter: Dialect["delimiter"],
): boolean {
  const commas = rows.flat().filter((cell) => withComma.test(cell));
  if (commas.length === 0 || rows.flat().some((cell) => /^[+-]?\d+\.\d+$/.test(cell))) return false;
  // Only quoted cells can have a comma then, and they rather have one for thousands.
  return delimiter !== "," || !commas.every((cell) => ambiguous.test(cell));
}

/** Whether commas in numbers could separate thousands: then the first such number. */
export function doubtfulComma({ rows, decimalComma }: Dialect): string | undefined {
  if (!decimalComma) return undefined;
  const commas = rows.flat().filter((cell) => isNumeral(cell) && cell.includes(","));
  return commas.every((cell) => ambiguous.test(cell)) ? commas[0] : undefined;
}
