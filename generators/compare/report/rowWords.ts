import type { Row } from "../rows/Row.js";

/** A row as strings: the cells of a table in any format. */
export interface RowWords {
  readonly run: string;
  /** `Speed, mean of front`; empty for a run as a whole. */
  readonly what: string;
  readonly before: string;
  readonly after: string;
  readonly change: string;
  readonly status: string;
}

/** The cells of a row. */
export function rowWords(row: Row): RowWords {
  const { statusBefore, statusAfter } = row;
  const [before, after] = numberWords(row).map((word) => word || (hasNumber(row) ? "–" : ""));
  const status =
    statusBefore === undefined || statusAfter === undefined || statusBefore === statusAfter
      ? (statusAfter ?? statusBefore ?? "")
      : `${statusBefore} → ${statusAfter}`;
  return {
    run: row.run,
    what: whatOf(row),
    before: before ?? "",
    after: after ?? "",
    change: changeWords(row),
    status,
  };
}

/** The subject of a row, without its run. */
export function whatOf({ of, name, figure = "" }: Row): string {
  const within = figure === "" ? "" : `, ${figure}`;
  switch (of) {
    case "run":
      return "";
    case "metric":
      return `${name}${within}`;
    case "event":
      return `event ${name}${within}`;
    case "data":
      return `data ${name}`;
  }
}

function hasNumber({ before, after }: Row): boolean {
  return before !== undefined || after !== undefined;
}

function numberWords({ before, after, unitBefore = "", unitAfter = "" }: Row): [string, string] {
  const [first, second] = numbersApart(before, after);
  return [withUnit(first, unitBefore), withUnit(second, unitAfter)];
}

function withUnit(number: string, unit: string): string {
  return number === "" || unit === "" ? number : `${number} ${unit}`;
}

/** A few digits, or as many as needed to distinguish two numbers. */
function numbersApart(before: number | undefined, after: number | undefined): [string, string] {
  for (let digits = 4; digits <= 17; digits += 1) {
    const [first, second] = [shortNumber(before, digits), shortNumber(after, digits)];
    if (first !== second || before === after || digits === 17) return [first, second];
  }
  return ["", ""];
}

function shortNumber(value: number | undefined, digits = 4): string {
  if (value === undefined) return "";
  return Number.isFinite(value) ? String(Number(value.toPrecision(digits))) : String(value);
}

/** `+1.2 (+100 %)`, `new`, `unit m → ft`; if no number changed, the first detail. */
function changeWords(row: Row): string {
  const { change, was, unitBefore, unitAfter, before, after } = row;
  if (change === "renamed") return `renamed, was ${was}`;
  if (change !== "changed") return change;
  if (before !== undefined && after !== undefined && unitBefore !== unitAfter) {
    return `unit ${unitBefore || "none"} → ${unitAfter || "none"}`;
  }
  return differenceWords(row) || (row.details[0] ?? "");
}

/** Details that list single values, which are redundant if a number changed. */
const valueByValue = /^(data ".*": values|buckets|lowerBound|upperBound|figure\.data)\b/s;

/** Other details, without those that the cells contain. */
export function detailsWorthALine(row: Row): string[] {
  const { details, difference = 0 } = row;
  const change = changeWords(row);
  return details.filter(
    (detail) => detail !== change && !(difference !== 0 && valueByValue.test(detail)),
  );
}

/** `+1.2 (+100 %)`; empty if there is no difference, or it cannot be computed. */
function differenceWords({ difference, percent }: Pick<Row, "difference" | "percent">): string {
  if (difference === undefined || difference === 0) return "";
  const amount = signed(difference, 4);
  return percent === undefined ? amount : `${amount} (${signed(percent, 3)} %)`;
}

/** `+0.5`, `−3`. */
export function signed(value: number, digits: number): string {
  return `${value < 0 ? "−" : "+"}${shortNumber(Math.abs(value), digits)}`;
}
