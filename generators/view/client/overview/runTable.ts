import { shortNumber } from "../../common/numbers.js";
import { statusOf, tallyText } from "../../common/words.js";
import type { RunIndex } from "../../model/pageData.js";
import { count, h } from "../dom.js";
import { badge } from "../metricCard.js";
import { linkToRun } from "../Route.js";
import { virtualRows } from "../virtualRows.js";
import { sortHeader } from "./sorting.js";

/** Pixels of a row; must match the style sheet. */
const rowHeight = 40;

/** A table of the overview; `show` fills it with rows, in their order. */
export interface OverviewTable {
  readonly element: HTMLElement;
  show(runs: readonly RunIndex[]): void;
}

/** The columns with content. */
interface Columns {
  readonly events: boolean;
  readonly findings: boolean;
  readonly seconds: boolean;
}

/** The result of each run, with reasons; only visible rows exist. */
export function runTable(
  label: string,
  runs: readonly RunIndex[],
  changed: () => void,
): OverviewTable {
  const columns: Columns = {
    events: runs.some(({ events }) => events > 0),
    findings: runs.some(({ problems, warnings }) => problems + warnings > 0),
    seconds: runs.some(({ seconds }) => seconds !== undefined),
  };
  const head = h("thead", {});
  const body = h("tbody", {});
  const box = h(
    "div",
    { class: "scroll panel", tabindex: 0, role: "region", "aria-label": `${label} table` },
    h("table", { class: "runs" }, head, body),
  );
  let rows: readonly RunIndex[] = [];
  const virtual = virtualRows({
    box,
    body,
    height: rowHeight,
    row: (at) => runRow(rows[at], columns),
  });
  return {
    element: box,
    show: (wanted) => {
      rows = wanted;
      head.replaceChildren(headRow(columns, changed));
      virtual.update(rows.length);
    },
  };
}

function headRow(columns: Columns, changed: () => void): HTMLElement {
  return h(
    "tr",
    {},
    sortHeader("Name", "name", changed),
    sortHeader("Status", "status", changed),
    h("th", { scope: "col", class: "why" }, "Why"),
    sortHeader("Metrics", "failed", changed),
    columns.events && sortHeader("Events", "events", changed),
    columns.findings && sortHeader("Findings", "findings", changed),
    columns.seconds && sortHeader("Time", "time", changed),
  );
}

function runRow(run: RunIndex | undefined, columns: Columns): HTMLTableRowElement {
  if (run === undefined) return h("tr", {});
  const [reason = ""] = run.reasons;
  const more = run.moreReasons + run.reasons.length - 1;
  return h(
    "tr",
    { "data-run": run.name },
    h("th", { scope: "row" }, h("a", { href: linkToRun(run), title: run.name }, run.name)),
    h("td", {}, badge(run.shown)),
    h(
      "td",
      { class: "why", title: run.reasons.join("\n") },
      h("span", {}, reason),
      more > 0 && h("a", { class: "more", href: linkToRun(run) }, `${more} more`),
    ),
    h("td", {}, tallies(run)),
    columns.events && h("td", { class: "events-cell" }, run.events === 0 ? "" : String(run.events)),
    columns.findings && h("td", { class: "findings-cell" }, findingsText(run)),
    columns.seconds &&
      h(
        "td",
        { class: "right" },
        run.seconds === undefined ? "" : `${shortNumber(run.seconds, 3)} s`,
      ),
  );
}

function findingsText({ problems, warnings }: RunIndex): string {
  const parts = [
    problems > 0 ? count(problems, "problem") : "",
    warnings > 0 ? count(warnings, "warning") : "",
  ];
  return parts.filter(Boolean).join(", ");
}

/** The number of metrics by status; each count links to them. */
function tallies(run: RunIndex): HTMLElement | null {
  if (run.tally.length === 0) return null;
  return h(
    "span",
    { class: "tallies", title: tallyText(run.tally) },
    ...run.tally.map(([status, n]) => {
      const { word, sign, key } = statusOf(status);
      return h(
        "a",
        {
          class: `tally ${key}`,
          href: linkToRun(run, { query: new Map([["status", String(status)]]) }),
          "aria-label": `${count(n, "metric")}: ${word.toLowerCase()}`,
        },
        h("span", { class: `sign ${key}`, "aria-hidden": "true" }, sign),
        n.toLocaleString("en"),
      );
    }),
  );
}
