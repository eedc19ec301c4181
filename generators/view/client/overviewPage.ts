import type { MetricView, RunView } from "../model/pageData.js";
import { count, h } from "./dom.js";
import { badge } from "./metricCard.js";
import { fromNum, shortNumber } from "./numbers.js";
import { statusOf, statusOrder } from "./words.js";

/** Scalars beyond this many make a table too wide to compare. */
const maximumColumns = 8;

/** All runs at a glance: how each went, and the numbers that several tests share side by side. */
export function overviewPage(title: string, runs: readonly RunView[]): HTMLElement {
  const columns = {
    events: runs.some(({ events }) => events.length > 0),
    findings: runs.some((run) => findingsText(run) !== ""),
  };
  const failed = runs.filter(({ failure }) => failure !== undefined).length;
  return h(
    "main",
    { id: "main", tabindex: -1 },
    h("div", { class: "run-head" }, h("h1", {}, title)),
    h(
      "p",
      { class: "lead" },
      [
        ...(failed > 0 ? [`${failed} failed`] : []),
        ...statusOrder.flatMap((status) => {
          const n = runs.filter((run) => run.failure === undefined && run.status === status).length;
          return n === 0 ? [] : [`${n} ${statusOf(status).word.toLowerCase()}`];
        }),
      ].join(", "),
    ),
    ...(["report", "batch", "test", "message"] as const).map((kind) => {
      const own = runs.filter((run) => run.kind === kind);
      return own.length === 0 ? null : runTable(kind, own, columns);
    }),
    ...(["batch", "test", "message"] as const).map((kind) =>
      comparison(
        kind,
        runs.filter((run) => run.kind === kind),
      ),
    ),
  );
}

const headings = { report: "Report", batch: "Batch", test: "Tests", message: "Messages" };

/** Which columns have something to say in any of the tables. */
interface Columns {
  readonly events: boolean;
  readonly findings: boolean;
}

function runTable(kind: RunView["kind"], runs: readonly RunView[], columns: Columns): HTMLElement {
  return h(
    "section",
    { "aria-label": headings[kind] },
    h("h2", {}, headings[kind]),
    h(
      "div",
      {
        class: "scroll panel",
        tabindex: 0,
        role: "region",
        "aria-label": `${headings[kind]} table`,
      },
      h(
        "table",
        { class: "runs" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            ...["Name", "Status", "Metrics"].map((name) => h("th", { scope: "col" }, name)),
            columns.events && h("th", { scope: "col", class: "events-cell" }, "Events"),
            columns.findings && h("th", { scope: "col" }, "Findings"),
          ),
        ),
        h("tbody", {}, ...runs.map((run) => runRow(run, columns))),
      ),
    ),
  );
}

function runRow(run: RunView, columns: Columns): HTMLElement {
  const facts = run.facts
    .filter(([name]) => name !== "job" && name !== "batch")
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
  return h(
    "tr",
    { "data-run": run.name },
    h(
      "th",
      { scope: "row" },
      h("a", { href: `#${run.id}` }, run.name),
      facts !== "" && h("span", { class: "type" }, facts),
    ),
    h(
      "td",
      {},
      run.failure === undefined
        ? badge(run.status)
        : h("span", { class: "badge block" }, h("span", { "aria-hidden": "true" }, "✕"), "Failed"),
    ),
    h("td", {}, tallyBar(run.metrics)),
    columns.events &&
      h("td", { class: "events-cell" }, run.events.length === 0 ? "" : String(run.events.length)),
    columns.findings && h("td", { class: "findings-cell" }, findingsText(run)),
  );
}

function findingsText({ problems, warnings }: RunView): string {
  const parts = [
    problems.length > 0 ? count(problems.length, "problem") : "",
    warnings.length > 0 ? count(warnings.length, "warning") : "",
  ];
  return parts.filter(Boolean).join(", ");
}

function tallyBar(metrics: readonly MetricView[]): HTMLElement | null {
  if (metrics.length === 0) return null;
  const tallies = statusOrder.flatMap((status) => {
    const n = metrics.filter((metric) => metric.status === status).length;
    return n === 0 ? [] : [{ ...statusOf(status), n }];
  });
  const text = tallies.map(({ n, word }) => `${n} ${word.toLowerCase()}`).join(", ");
  return h(
    "div",
    { class: "tallies", title: text },
    h("span", { class: "tally" }, String(metrics.length)),
    h(
      "div",
      { class: "tally-bar", role: "img", "aria-label": text },
      ...tallies.map(({ key, n }) => h("span", { class: key, style: `flex-grow: ${n}` })),
    ),
  );
}

/** Scalars that at least two runs have, as a table of runs by metrics. */
function comparison(kind: RunView["kind"], runs: readonly RunView[]): HTMLElement | null {
  const names = new Map<string, number>();
  for (const run of runs) {
    for (const metric of run.metrics) {
      if (scalarOf(metric) !== undefined && !metric.event) {
        names.set(metric.name, (names.get(metric.name) ?? 0) + 1);
      }
    }
  }
  const shared = [...names].filter(([, n]) => n > 1).map(([name]) => name);
  if (shared.length === 0) return null;
  const columns = shared.slice(0, maximumColumns);
  const compared = runs.filter(({ metrics }) =>
    metrics.some((metric) => columns.includes(metric.name) && scalarOf(metric) !== undefined),
  );
  const label = `${kind === "batch" ? "Batches" : headings[kind]} side by side`;
  return h(
    "section",
    { "aria-label": label },
    h("h2", {}, label),
    h(
      "div",
      { class: "scroll panel", tabindex: 0, role: "region", "aria-label": `${label}, table` },
      h(
        "table",
        { class: "runs compared" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            h("th", { scope: "col" }, "Name"),
            ...columns.map((name) => h("th", { scope: "col", class: "right" }, name)),
          ),
        ),
        h(
          "tbody",
          {},
          ...compared.map((run) =>
            h(
              "tr",
              {},
              h("th", { scope: "row" }, h("a", { href: `#${run.id}` }, run.name)),
              ...columns.map((name) => scalarCell(run, name)),
            ),
          ),
        ),
      ),
    ),
    shared.length > columns.length &&
      h(
        "p",
        { class: "type" },
        `${shared.length - columns.length} more are on the tests' own pages`,
      ),
  );
}

function scalarOf(metric: MetricView) {
  const body = metric.groups[0]?.body;
  return body?.kind === "scalar" && body.value !== undefined ? body : undefined;
}

function scalarCell(run: RunView, name: string): HTMLElement {
  const metric = run.metrics.find((other) => other.name === name);
  const body = metric && scalarOf(metric);
  if (metric === undefined || body?.value === undefined) return h("td", { class: "right" }, "");
  const value = fromNum(body.value);
  const { sign, word, key } = statusOf(metric.status);
  return h(
    "td",
    { class: "right", title: `${value} ${body.unit}: ${word}` },
    `${shortNumber(value)}${body.unit === "" ? "" : ` ${body.unit}`} `,
    h("span", { class: `sign ${key}`, role: "img", "aria-label": word }, sign),
  );
}
