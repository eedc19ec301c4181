import { distinctNumber, shortNumber } from "../../common/numbers.js";
import { statusOf } from "../../common/words.js";
import type { RunIndex } from "../../model/pageData.js";
import { h } from "../dom.js";
import { linkToRun } from "../Route.js";
import { virtualRows } from "../virtualRows.js";
import type { Cell, CellTable } from "./CellTable.js";
import type { OverviewTable } from "./runTable.js";
import { sortHeader } from "./sorting.js";

const rowHeight = 34;
/** Maximum number of columns; the CSV has all. */
const mostColumns = 60;

/** A scalar that at least two runs have. */
export interface Figure {
  /** The index of its name. */
  readonly metric: number;
  readonly name: string;
  /** The unit of all its values; undefined if they differ. */
  readonly unit: string | undefined;
}

/** The scalars that at least `fewest` runs have. */
export function sharedFigures(runs: readonly RunIndex[], cells: CellTable, fewest = 2): Figure[] {
  const found = [...cells.statistics(new Set(runs.map(({ at }) => at)))];
  return found.flatMap(({ metric, units }) => {
    if (units.length < fewest) return [];
    const unit = new Set(units).size === 1 ? units[0] : undefined;
    return [{ metric, name: cells.metricNames[metric] ?? "", unit }];
  });
}

/** A table of runs and figures, to compare and sort. */
export function figuresTable(
  label: string,
  figures: readonly Figure[],
  cells: CellTable,
  changed: () => void,
): OverviewTable {
  const shown = figures.slice(0, mostColumns);
  const head = h("thead", {});
  const body = h("tbody", {});
  const box = h(
    "div",
    { class: "scroll panel", tabindex: 0, role: "region", "aria-label": `${label}, table` },
    h("table", { class: "runs compared" }, head, body),
  );
  let rows: readonly RunIndex[] = [];
  const virtual = virtualRows({
    box,
    body,
    height: rowHeight,
    row: (at) => figureRow(rows[at], shown, cells),
  });
  const left = figures.length - shown.length;
  return {
    element: h(
      "div",
      {},
      box,
      left > 0 && h("p", { class: "type" }, `${left} more figures are in the CSV`),
    ),
    show: (wanted) => {
      rows = wanted;
      head.replaceChildren(
        h(
          "tr",
          {},
          sortHeader("Name", "name", changed),
          ...shown.map(({ name, unit }) => sortHeader(name, `figure:${name}`, changed, unit ?? "")),
        ),
      );
      virtual.update(rows.length);
    },
  };
}

function figureRow(
  run: RunIndex | undefined,
  figures: readonly Figure[],
  cells: CellTable,
): HTMLTableRowElement {
  if (run === undefined) return h("tr", {});
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, h("a", { href: linkToRun(run), title: run.name }, run.name)),
    ...figures.map((figure) => figureCell(run, cells.cell(run.at, figure.metric), figure)),
  );
}

function figureCell(run: RunIndex, cell: Cell | undefined, figure: Figure): HTMLElement {
  if (cell?.value === undefined) return h("td", { class: "right" }, "");
  const { shown, value, unit, limits } = cell;
  const { sign, word, key } = statusOf(shown);
  const text = distinctNumber(value, limits);
  const shownUnit = figure.unit === undefined && unit !== "" ? ` ${unit}` : "";
  return h(
    "td",
    { class: "right", title: `${value} ${unit}: ${word}` },
    h(
      "a",
      { class: "quiet", href: linkToRun(run, { metric: figure.name }) },
      `${text}${shownUnit} `,
      h("span", { class: `sign ${key}`, role: "img", "aria-label": word }, sign),
    ),
  );
}

/** The table as rows of strings, with all figures and full precision. */
export function* overviewRows(
  runs: readonly RunIndex[],
  figures: readonly Figure[],
  cells: CellTable,
): Iterable<readonly string[]> {
  yield [
    "name",
    "status",
    "why",
    "metrics",
    "failed metrics",
    "events",
    "problems",
    "warnings",
    "time (s)",
    ...figures.map(({ name, unit }) => (unit ? `${name} (${unit})` : name)),
  ];
  for (const run of runs) {
    const of = (wanted: (status: number) => boolean) =>
      run.tally.reduce((sum, [status, n]) => sum + (wanted(status) ? n : 0), 0);
    yield [
      run.name,
      statusOf(run.shown).word,
      run.reasons.join("; "),
      String(of(() => true)),
      String(of((status) => status === 2 || status === 5)),
      String(run.events),
      String(run.problems),
      String(run.warnings),
      run.seconds === undefined ? "" : shortNumber(run.seconds),
      ...figures.map(({ metric }) => {
        const value = cells.cell(run.at, metric)?.value;
        return value === undefined ? "" : String(value);
      }),
    ];
  }
}
