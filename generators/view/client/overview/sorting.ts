import { gravityOf, isFailure } from "../../common/words.js";
import type { RunIndex } from "../../model/pageData.js";
import { h } from "../dom.js";
import { changeQuery, readRoute } from "../Route.js";
import type { CellTable } from "./CellTable.js";

/** Number of failed metrics of a run. */
function failedMetrics({ tally }: RunIndex): number {
  return tally.reduce((sum, [status, n]) => sum + (isFailure(status) ? n : 0), 0);
}

/** Sort keys of rows, in addition to the names of metrics; numbers sort in descending order. */
const keys: Readonly<Record<string, (run: RunIndex) => number | string>> = {
  name: ({ name }) => name,
  status: (run) => gravityOf(run.shown) * 1e6 + failedMetrics(run) * 1e3 + run.reasons.length,
  metrics: ({ tally }) => tally.reduce((sum, [, n]) => sum + n, 0),
  failed: failedMetrics,
  events: ({ events }) => events,
  findings: ({ problems, warnings }) => problems * 1e6 + warnings,
  time: ({ seconds }) => seconds ?? Number.NaN,
};

/** The default: the worst first. */
const usual = "status";

/** The order in the URL. */
function readOrder(): { key: string; reversed: boolean } {
  const text = readRoute(location.hash).query.get("sort") || usual;
  return text.startsWith("-")
    ? { key: text.slice(1), reversed: true }
    : { key: text, reversed: false };
}

/** Rows in that order; rows without the figure come last. */
export function sorted(runs: readonly RunIndex[], cells: CellTable): RunIndex[] {
  const { key, reversed } = readOrder();
  const metric = key.startsWith("figure:") ? cells.metricNames.indexOf(key.slice(7)) : -1;
  const figureOf =
    metric >= 0
      ? ({ at }: RunIndex) => cells.value(at, metric)
      : (keys[key] ?? keys[usual] ?? (() => 0));
  const turn = reversed ? -1 : 1;
  return runs
    .map((run, at) => ({ run, at, value: figureOf(run) }))
    .sort((a, b) => compare(a.value, b.value, turn) || a.at - b.at)
    .map(({ run }) => run);
}

/** Created once, because creating one per comparison is slow. */
const byName = new Intl.Collator("en", { numeric: true });

function compare(a: number | string, b: number | string, turn: number): number {
  if (typeof a === "string" || typeof b === "string") {
    return turn * byName.compare(String(a), String(b));
  }
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return turn * (b - a);
}

/** The header of a column, which sorts by it; a second click reverses the order. */
export function sortHeader(text: string, key: string, changed: () => void, unit = ""): HTMLElement {
  const order = readOrder();
  const here = order.key === key;
  const isText = key === "name";
  // Numbers are descending at first, names ascending.
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
