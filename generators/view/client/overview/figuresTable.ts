import { distinctNumber, fromNum, shortNumber } from "../../common/numbers.js";
import { statusOf } from "../../common/words.js";
import type { MetricCell } from "../../model/pageData.js";
import { h } from "../dom.js";
import { virtualRows } from "../virtualRows.js";
import type { OverviewTable } from "./runTable.js";
import { type Row, sortHeader } from "./sorting.js";

const rowHeight = 34;
/** More columns than this nobody compares; the CSV has all. */
const mostColumns = 60;

/** A scalar that at least two runs have. */
export interface Figure {
  /** The number of its name. */
  readonly metric: number;
  readonly name: string;
  /** Of all its values; undefined where they differ. */
  readonly unit: string | undefined;
}

/** The scalars that at least two runs have. */
export function sharedFigures(rows: readonly Row[], metricNames: readonly string[]): Figure[] {
  const found = new Map<number, { n: number; units: Set<string> }>();
  for (const { cells } of rows) {
    for (const [metric, , value, unit] of cells.values()) {
      if (value === null) continue;
      const figure = found.get(metric) ?? { n: 0, units: new Set<string>() };
      figure.n += 1;
      figure.units.add(unit);
      found.set(metric, figure);
    }
  }
  return [...found]
    .filter(([, { n }]) => n > 1)
    .map(([metric, { units }]) => ({
      metric,
      name: metricNames[metric] ?? "",
      unit: units.size === 1 ? [...units][0] : undefined,
    }));
}

/** Runs by figures, to be compared and sorted. */
export function figuresTable(
  label: string,
  figures: readonly Figure[],
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
  let rows: readonly Row[] = [];
  const virtual = virtualRows({
    box,
    body,
    height: rowHeight,
    row: (at) => figureRow(rows[at], shown),
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

function figureRow(row: Row | undefined, figures: readonly Figure[]): HTMLTableRowElement {
  if (row === undefined) return h("tr", {});
  const { run, cells } = row;
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, h("a", { href: `#${run.route}`, title: run.name }, run.name)),
    ...figures.map((figure) => figureCell(run.route, cells.get(figure.metric), figure)),
  );
}

function figureCell(route: string, cell: MetricCell | undefined, figure: Figure): HTMLElement {
  if (cell?.[2] === undefined || cell[2] === null) return h("td", { class: "right" }, "");
  const [, status, value, unit, limits] = cell;
  const { sign, word, key } = statusOf(status);
  const number = fromNum(value);
  const text = distinctNumber(number, limits.map(fromNum));
  const shownUnit = figure.unit === undefined && unit !== "" ? ` ${unit}` : "";
  return h(
    "td",
    { class: "right", title: `${number} ${unit}: ${word}` },
    h(
      "a",
      { class: "quiet", href: `#${route}/metric/${encodeURIComponent(figure.name)}` },
      `${text}${shownUnit} `,
      h("span", { class: `sign ${key}`, role: "img", "aria-label": word }, sign),
    ),
  );
}

/** The table as rows of strings, with all figures and full precision. */
export function* overviewRows(
  rows: readonly Row[],
  figures: readonly Figure[],
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
  for (const { run, cells } of rows) {
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
        const value = cells.get(metric)?.[2] ?? null;
        return value === null ? "" : String(fromNum(value));
      }),
    ];
  }
}
