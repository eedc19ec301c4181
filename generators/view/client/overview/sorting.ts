import { fromNum } from "../../common/numbers.js";
import { gravityOf, isFailure } from "../../common/words.js";
import type { MetricCell, RunIndex } from "../../model/pageData.js";
import { h } from "../dom.js";
import { changeQuery, readRoute } from "../Route.js";

/** A run with what tables ask of it. */
export interface Row {
  readonly run: RunIndex;
  /** By the number of the metric's name. */
  readonly cells: ReadonlyMap<number, MetricCell>;
}

export function rowOf(run: RunIndex): Row {
  return { run, cells: new Map(run.cells.map((cell) => [cell[0], cell])) };
}

/** How many metrics of a run failed. */
function failedMetrics({ tally }: RunIndex): number {
  return tally.reduce((sum, [status, n]) => sum + (isFailure(status) ? n : 0), 0);
}

/** What rows can be sorted by, besides the names of metrics; numbers sort from the largest down. */
const keys: Readonly<Record<string, (row: Row) => number | string>> = {
  name: ({ run }) => run.name,
  status: ({ run }) => gravityOf(run.shown) * 1e6 + failedMetrics(run) * 1e3 + run.reasons.length,
  metrics: ({ run }) => run.tally.reduce((sum, [, n]) => sum + n, 0),
  failed: ({ run }) => failedMetrics(run),
  events: ({ run }) => run.events,
  findings: ({ run }) => run.problems * 1e6 + run.warnings,
  time: ({ run }) => run.seconds ?? Number.NaN,
};

/** The worst first, as a page opens. */
const usual = "status";

/** The order that the address asks for. */
function readOrder(): { key: string; reversed: boolean } {
  const text = readRoute(location.hash).query.get("sort") || usual;
  return text.startsWith("-")
    ? { key: text.slice(1), reversed: true }
    : { key: text, reversed: false };
}

/** Rows in that order; those that lack the figure come last. */
export function sorted(rows: readonly Row[], metricNames: readonly string[]): Row[] {
  const { key, reversed } = readOrder();
  const metric = key.startsWith("figure:") ? metricNames.indexOf(key.slice(7)) : -1;
  const figureOf =
    metric >= 0
      ? ({ cells }: Row) => fromNum(cells.get(metric)?.[2] ?? "NaN")
      : (keys[key] ?? keys[usual] ?? (() => 0));
  const turn = reversed ? -1 : 1;
  return rows
    .map((row, at) => ({ row, at, value: figureOf(row) }))
    .sort((a, b) => compare(a.value, b.value, turn) || a.at - b.at)
    .map(({ row }) => row);
}

function compare(a: number | string, b: number | string, turn: number): number {
  if (typeof a === "string" || typeof b === "string") {
    return turn * String(a).localeCompare(String(b), "en", { numeric: true });
  }
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return turn * (b - a);
}

/** The head of a column that sorts by it; pressed once more, the other way round. */
export function sortHeader(text: string, key: string, changed: () => void, unit = ""): HTMLElement {
  const order = readOrder();
  const here = order.key === key;
  const isText = key === "name";
  // Numbers begin with the largest, names with the first.
  const direction = order.reversed === isText ? "descending" : "ascending";
  const button = h(
    "button",
    {
      type: "button",
      class: "sort",
      title: `Sort by ${text}`,
      click: () => {
        const now = readOrder();
        changeQuery({ sort: now.key === key && !now.reversed ? `-${key}` : key });
        changed();
      },
    },
    h("span", {}, text),
    unit !== "" && h("span", { class: "type" }, ` (${unit})`),
    here && h("span", { "aria-hidden": "true" }, direction === "ascending" ? " ▲" : " ▼"),
  );
  return h(
    "th",
    {
      scope: "col",
      "aria-sort": here ? direction : undefined,
      class: key.startsWith("figure:") ? "right" : "",
    },
    button,
  );
}
