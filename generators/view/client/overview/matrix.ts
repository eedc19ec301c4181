import { gravityOf, isFailure, statusOf } from "../../common/words.js";
import type { RunIndex } from "../../model/pageData.js";
import { count, h } from "../dom.js";
import { whilePrinting } from "../printing.js";
import { linkToRun } from "../Route.js";
import type { CellTable } from "./CellTable.js";
import type { OverviewTable } from "./runTable.js";

/** Pixels of a cell, of the row names and of the column names. */
const cell = 26;
const nameWidth = innerWidth < 520 ? 110 : 190;
const headHeight = 132;
/** Maximum number of cells on paper. */
const mostPrinted = 10_000;
/** Number of cells drawn around the visible ones. */
const spare = 6;

/**
 * A table of tests and metrics; each cell is a status with a link. Only visible cells exist: 500 tests of 300
 * metrics are 150,000.
 */
export function matrix(cells: CellTable): OverviewTable {
  const { metricNames } = cells;
  const sheet = h("div", { class: "matrix-sheet" });
  sheet.style.setProperty("--names", `${nameWidth}px`);
  const box = h(
    "div",
    {
      class: "scroll panel matrix",
      tabindex: 0,
      role: "table",
      "aria-label": "Tests by metrics",
    },
    sheet,
  );
  let rows: readonly RunIndex[] = [];
  let columns: readonly number[] = [];
  let drawn = "";

  const draw = (top: number, bottom: number, left: number, right: number) => {
    const names = h(
      "div",
      { role: "row", class: "matrix-head", style: `height: ${headHeight}px` },
      h("span", { role: "columnheader", class: "matrix-corner" }, "Test"),
      ...columns.slice(left, right).map((metric, i) =>
        h(
          "span",
          {
            role: "columnheader",
            class: "matrix-column",
            style: `left: ${nameWidth + (left + i) * cell}px`,
            title: metricNames[metric],
          },
          metricNames[metric] ?? "",
        ),
      ),
    );
    const lines = rows.slice(top, bottom).map((row, i) => matrixRow(row, top + i, left, right));
    sheet.replaceChildren(names, ...lines);
  };
  const matrixRow = (run: RunIndex, at: number, left: number, right: number) =>
    h(
      "div",
      {
        role: "row",
        class: "matrix-row",
        "aria-rowindex": at + 2,
        style: `top: ${headHeight + at * cell}px`,
      },
      h(
        "span",
        { role: "rowheader", class: "matrix-name" },
        h("a", { href: linkToRun(run), title: run.name }, run.name),
      ),
      ...columns.slice(left, right).map((metric, i) => {
        const status = cells.cell(run.at, metric)?.shown;
        const place = `left: ${nameWidth + (left + i) * cell}px`;
        if (status === undefined) {
          return h("span", { role: "cell", class: "matrix-cell", style: place });
        }
        const { sign, key, word } = statusOf(status);
        const name = metricNames[metric] ?? "";
        return h(
          "span",
          { role: "cell", class: `matrix-cell ${key}`, style: place },
          h(
            "a",
            {
              href: linkToRun(run, { metric: name }),
              title: `${run.name}, ${name}: ${word.toLowerCase()}`,
              "aria-label": `${run.name}, ${name}: ${word.toLowerCase()}`,
            },
            sign,
          ),
        );
      }),
    );
  let printing = false;
  const look = () => {
    // Printing changes the size of the box.
    if (printing) return;
    const bound = (n: number, most: number) => Math.min(most, Math.max(0, n));
    const top = bound(Math.floor(box.scrollTop / cell) - spare, rows.length);
    const bottom = bound(top + Math.ceil(box.clientHeight / cell) + 2 * spare, rows.length);
    const left = bound(Math.floor(box.scrollLeft / cell) - spare, columns.length);
    const right = bound(left + Math.ceil(box.clientWidth / cell) + 2 * spare, columns.length);
    const window = `${top} ${bottom} ${left} ${right}`;
    if (window === drawn) return;
    drawn = window;
    draw(top, bottom, left, right);
  };
  box.addEventListener("scroll", look, { passive: true });
  new ResizeObserver(look).observe(box);
  const setHeight = (shown: number) => {
    sheet.style.height = `${headHeight + shown * cell}px`;
  };
  whilePrinting(box, () => {
    const room = Math.max(1, Math.floor(mostPrinted / Math.max(1, columns.length)));
    const printed = Math.min(rows.length, room);
    draw(0, printed, 0, columns.length);
    if (printed < rows.length) {
      const note = `${count(rows.length - printed, "more row")} not printed: filter the tests`;
      const style = `top: ${headHeight + printed * cell}px`;
      sheet.append(h("div", { class: "matrix-row", style }, note));
    }
    setHeight(printed + 1);
    printing = true;
    return () => {
      printing = false;
      drawn = "";
      setHeight(rows.length);
      look();
    };
  });
  return {
    element: box,
    show: (wanted) => {
      rows = wanted;
      columns = columnsOf(rows, cells);
      box.setAttribute("aria-rowcount", String(rows.length + 1));
      box.setAttribute("aria-colcount", String(columns.length + 1));
      sheet.style.width = `${nameWidth + columns.length * cell}px`;
      setHeight(rows.length);
      drawn = "";
      look();
    },
  };
}

/** The metrics of the given runs: first those that fail most, then those that most runs have. */
export function columnsOf(runs: readonly RunIndex[], cells: CellTable): number[] {
  const found = [...cells.statistics(new Set(runs.map(({ at }) => at)))];
  return found
    .map(({ metric, statuses }) => {
      const failed = statuses.filter(isFailure);
      const worst = failed.reduce((most, status) => Math.max(most, gravityOf(status)), 0);
      return { metric, n: statuses.length, failed: failed.length, worst };
    })
    .sort((a, b) => b.worst - a.worst || b.failed - a.failed || b.n - a.n)
    .map(({ metric }) => metric);
}
