import { isFailure, statusOf } from "../common/words.js";
import { count, h } from "./dom.js";
import { virtualRows } from "./virtualRows.js";

/** The numbers of a chart, for users who want to read them or cannot see the chart. */
export interface TableData {
  readonly head: readonly string[];
  /** Number of rows. */
  readonly length: number;
  row(at: number): readonly string[];
  /** The status of a row; undefined if rows have none. */
  status?(at: number): number;
}

/** Pixels of a row; must match the style sheet. */
const rowHeight = 30;

/** All rows, but only visible rows exist; a button limits them to failed ones. */
export function valuesTable(data: TableData, name: string): HTMLElement {
  const failed: number[] = [];
  if (data.status !== undefined) {
    for (let at = 0; at < data.length; at += 1) if (isFailure(data.status(at))) failed.push(at);
  }
  const body = h("tbody", {});
  const box = h(
    "div",
    { class: "scroll rows", tabindex: 0, role: "region", "aria-label": `Values of ${name}` },
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, ...data.head.map((text) => h("th", { scope: "col" }, text)))),
      body,
    ),
  );
  let chosen: readonly number[] | undefined;
  const virtual = virtualRows({
    box,
    body,
    height: rowHeight,
    row: (at) =>
      h(
        "tr",
        {},
        ...data.row(chosen === undefined ? at : (chosen[at] ?? 0)).map((text) => h("td", {}, text)),
      ),
  });
  virtual.update(data.length);
  const only = h(
    "button",
    { type: "button", class: "tool", "aria-pressed": "false" },
    `Only the ${count(failed.length, "failed row")}`,
  );
  only.addEventListener("click", () => {
    chosen = chosen === undefined ? failed : undefined;
    only.setAttribute("aria-pressed", String(chosen !== undefined));
    virtual.update(chosen?.length ?? data.length);
  });
  return h(
    "div",
    {},
    h(
      "p",
      { class: "type table-tools" },
      count(data.length, "row"),
      failed.length > 0 && failed.length < data.length && only,
    ),
    box,
  );
}

/** Several series in one table, one after the other: `length` returns the length of each. */
export function stackedTable<T>(
  head: readonly string[],
  parts: readonly T[],
  length: (part: T) => number,
  row: (part: T, at: number) => readonly string[],
  status?: (part: T, at: number) => number,
): TableData {
  const find = <R>(at: number, use: (part: T, at: number) => R): R | undefined => {
    let rest = at;
    for (const part of parts) {
      if (rest < length(part)) return use(part, rest);
      rest -= length(part);
    }
    return undefined;
  };
  return {
    head,
    length: parts.reduce((sum, part) => sum + length(part), 0),
    row: (at) => find(at, row) ?? [],
    ...(status === undefined ? {} : { status: (at: number) => find(at, status) ?? 0 }),
  };
}

/** A table with its header. */
export function* tableRows(data: TableData): Iterable<readonly string[]> {
  yield data.head;
  for (let at = 0; at < data.length; at += 1) yield data.row(at);
}

/** The status of an element in a table. */
export function statusWord(statuses: ArrayLike<number> | null, at: number): string {
  return statuses === null ? "" : statusOf(statuses[at]).word;
}
