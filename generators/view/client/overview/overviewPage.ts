import { statusOf, tally } from "../../common/words.js";
import type { PageData, RunIndex } from "../../model/pageData.js";
import { createFilters } from "../createFilters.js";
import { count, h } from "../dom.js";
import { csvBlob, download, fileName } from "../download.js";
import { figuresTable, overviewRows, sharedFigures } from "./figuresTable.js";
import { matrix } from "./matrix.js";
import { type OverviewTable, runTable } from "./runTable.js";
import { type Row, rowOf, sorted } from "./sorting.js";

/** All runs at a glance: what failed, the numbers that several tests share, and tests by metrics. */
export function overviewPage({ title, runs, metricNames }: PageData): HTMLElement {
  const tests = runs.filter(({ kind }) => kind === "test" || kind === "message");
  const others = runs.filter(({ kind }) => kind === "report" || kind === "batch");
  const isTests = tests.some(({ kind }) => kind === "test");
  return h(
    "main",
    { id: "main", tabindex: -1 },
    h("div", { class: "run-head" }, h("h1", {}, title)),
    lead(tests, others, isTests ? "test" : "message"),
    ...otherSections(others, metricNames),
    ...(tests.length === 0 ? [] : testSections(tests, title, metricNames, isTests)),
  );
}

/** How it went in a line; each count leads to what it counts. */
function lead(
  tests: readonly RunIndex[],
  others: readonly RunIndex[],
  word: "test" | "message",
): HTMLElement {
  const counts = tally(tests.map(({ shown }) => shown)).map(([status, n]) => {
    const { key, word: name, sign } = statusOf(status);
    return h(
      "a",
      { class: `badge ${key}`, href: `#?status=${status}` },
      h("span", { "aria-hidden": "true" }, sign),
      `${n.toLocaleString("en")} ${name.toLowerCase()}`,
    );
  });
  const real = others.filter(({ madeUp }) => !madeUp);
  return h(
    "p",
    { class: "lead" },
    tests.length > 0 && h("span", {}, `${count(tests.length, word)}:`),
    ...counts,
    ...real.map(({ kind, route, shown }) => {
      const { key, word: name, sign } = statusOf(shown);
      return h(
        "a",
        { class: `badge ${key}`, href: `#${route}` },
        h("span", { "aria-hidden": "true" }, sign),
        `${kind} ${name.toLowerCase()}`,
      );
    }),
  );
}

/** Report and batches: a few rows, those that a rehearsal made up folded away. */
function otherSections(others: readonly RunIndex[], metricNames: readonly string[]): HTMLElement[] {
  const real = others.filter(({ madeUp }) => !madeUp);
  const madeUp = others.filter((run) => run.madeUp);
  const sections: HTMLElement[] = [];
  if (real.length > 0) {
    const kinds = new Set(real.map(({ kind }) => kind));
    const label = kinds.size > 1 ? "Report and batch" : kinds.has("report") ? "Report" : "Batch";
    const table = runTable(label, real, () => table.show(real.map(rowOf)));
    table.show(real.map(rowOf));
    sections.push(h("section", { "aria-label": label }, h("h2", {}, label), table.element));
  }
  if (madeUp.length > 0) {
    const fold = h(
      "details",
      { class: "fold" },
      h(
        "summary",
        {},
        `${count(madeUp.length, "made-up earlier batch", "made-up earlier batches")}`,
      ),
    );
    const rows = madeUp.map(rowOf);
    const table = runTable("Made-up batches", madeUp, () => table.show(sorted(rows, metricNames)));
    table.show(rows);
    fold.append(table.element);
    sections.push(fold);
  }
  const batches = others.filter(({ kind }) => kind === "batch").map(rowOf);
  const figures = sharedFigures(batches, metricNames);
  if (figures.length > 0) {
    const label = "Batches side by side";
    const table = figuresTable(label, figures, () => table.show(sorted(batches, metricNames)));
    table.show(batches);
    sections.push(h("section", { "aria-label": label }, h("h2", {}, label), table.element));
  }
  return sections;
}

function testSections(
  tests: readonly RunIndex[],
  title: string,
  metricNames: readonly string[],
  isTests: boolean,
): HTMLElement[] {
  const all = tests.map(rowOf);
  const [name, word] = isTests ? ["Tests", "test"] : ["Messages", "message"];
  const figures = sharedFigures(all, metricNames);
  let rows: Row[] = [];
  const apply = () => {
    const matching = all.filter((row) => filters.matches(itemOf(row)));
    rows = sorted(matching, metricNames);
    for (const table of tables) table.show(rows);
    filters.setResult(
      rows.length === all.length
        ? count(all.length, word)
        : `${rows.length.toLocaleString("en")} of ${count(all.length, word)}`,
    );
  };
  const filters = createFilters(all.map(itemOf), apply, {
    label: name,
    tools: [
      h(
        "button",
        {
          type: "button",
          class: "tool",
          title: "Save the rows that are shown, with all figures",
          click: () => download(`${fileName(title)}.csv`, csvBlob(overviewRows(rows, figures))),
        },
        "CSV",
      ),
    ],
  });
  const list = runTable(name, tests, apply);
  const compared =
    figures.length > 0 ? figuresTable(`${name} side by side`, figures, apply) : undefined;
  const statuses = metricNames.length > 0 && tests.length > 1 ? matrix(metricNames) : undefined;
  const tables: OverviewTable[] = [list, compared, statuses].filter((table) => table !== undefined);
  apply();
  const section = (label: string, table: OverviewTable | undefined) =>
    table === undefined
      ? []
      : [h("section", { "aria-label": label }, h("h2", {}, label), table.element)];
  return [
    filters.element,
    ...section(name, list),
    ...section(`${name} side by side`, compared),
    ...section(`${name} by metrics`, statuses),
  ];
}

function itemOf({ run }: Row) {
  const facts = run.facts.map(([fact, value]) => `${fact} ${value}`).join(" ");
  return {
    name: run.name,
    status: run.shown,
    importance: 0,
    text: `${run.reasons.join(" ")} ${facts}`,
  };
}
