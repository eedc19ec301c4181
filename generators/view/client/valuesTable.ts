import { count, h } from "./dom.js";

/** The numbers of a chart, for those who want to read them, or cannot see the chart. */
export interface TableData {
  readonly head: readonly string[];
  /** How many rows there are. */
  readonly length: number;
  row(at: number): readonly string[];
}

const maximumRows = 500;

export function valuesTable(data: TableData, name: string): HTMLElement {
  const shown = Math.min(data.length, maximumRows);
  return h(
    "div",
    {},
    h(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": `Values of ${name}` },
      h(
        "table",
        {},
        h("thead", {}, h("tr", {}, ...data.head.map((text) => h("th", { scope: "col" }, text)))),
        h(
          "tbody",
          {},
          ...Array.from({ length: shown }, (_, at) =>
            h("tr", {}, ...data.row(at).map((text) => h("td", {}, text))),
          ),
        ),
      ),
    ),
    shown < data.length &&
      h("p", { class: "type" }, `The first ${shown} of ${count(data.length, "row")}`),
  );
}

/** Several series below each other, as one table: `rows` says how long each of them is. */
export function stackedTable<T>(
  head: readonly string[],
  parts: readonly T[],
  length: (part: T) => number,
  row: (part: T, at: number) => readonly string[],
): TableData {
  return {
    head,
    length: parts.reduce((sum, part) => sum + length(part), 0),
    row: (at) => {
      let rest = at;
      for (const part of parts) {
        if (rest < length(part)) return row(part, rest);
        rest -= length(part);
      }
      return [];
    },
  };
}
