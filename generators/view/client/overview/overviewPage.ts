import { statusOf, tally } from "../../common/words.js";
import type { PageData, RunIndex } from "../../model/pageData.js";
import { createFilters, type Filterable } from "../createFilters.js";
import { count, h } from "../dom.js";
import { csvBlob, download, fileName } from "../download.js";
import { linkToRun } from "../Route.js";
import { CellTable } from "./CellTable.js";
import { distributionSection } from "./distributionSection.js";
import { figuresTable, overviewRows, sharedFigures } from "./figuresTable.js";
import { columnsOf, matrix } from "./matrix.js";
import { type OverviewTable, runTable } from "./runTable.js";
import { sorted } from "./sorting.js";

/** All runs at a glance: failures, numbers that several tests share, and a matrix of tests and metrics. */
export function overviewPage(page: PageData): HTMLElement {
  const { title, runs } = page;
  const cells = new CellTable(page);
  const tests = runs.filter(({ kind }) => kind === "test" || kind === "message");
  const others = runs.filter(({ kind }) => kind === "report" || kind === "batch");
  const isTests = tests.some(({ kind }) => kind === "test");
  return h(
    "main",
    { id: "main", tabindex: -1 },
    h("div", { class: "run-head" }, h("h1", {}, title)),
    lead(tests, others, isTests ? "test" : "message"),
    ...otherSections(others, cells),
    ...(tests.length === 0 ? [] : testSections(tests, page, cells, isTests)),
  );
}

/** The result in a line; each count links to its items. */
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
    ...real.map((run) => {
      const { key, word: name, sign } = statusOf(run.shown);
      return h(
        "a",
        { class: `badge ${key}`, href: linkToRun(run) },
        h("span", { "aria-hidden": "true" }, sign),
        `${run.kind} ${name.toLowerCase()}`,
      );
    }),
  );
}

/** Report and batches: a few rows; synthetic batches of a rehearsal are folded. */
function otherSections(others: readonly RunIndex[], cells: CellTable): HTMLElement[] {
  const real = others.filter(({ madeUp }) => !madeUp);
  const madeUp = others.filter((run) => run.madeUp);
  const sections: HTMLElement[] = [];
  if (real.length > 0) {
    const kinds = new Set(real.map(({ kind }) => kind));
    const label = kinds.size > 1 ? "Report and batch" : kinds.has("report") ? "Report" : "Batch";
    const table = runTable(label, real, () => table.show(real));
    table.show(real);
    sections.push(h("section", { "aria-label": label }, h("h2", {}, label), table.element));
  }
  if (madeUp.length > 0) {
    const fold = h(
      "details",
      { class: "fold" },
      h(
        "summary",
        {},
        `${count(madeUp.length, "synthetic earlier batch", "synthetic earlier batches")}`,
      ),
    );
    const table = runTable("Synthetic batches", madeUp, () => table.show(sorted(madeUp, cells)));
    table.show(madeUp);
    fold.append(table.element);
    sections.push(fold);
  }
  const batches = others.filter(({ kind }) => kind === "batch");
  // A single batch is shown as well, although there is nothing to compare it with.
  const isAlone = batches.length === 1;
  const figures = sharedFigures(batches, cells, isAlone ? 1 : 2);
  if (figures.length > 0) {
    const label = isAlone ? "Scalars of the batch" : "Batches side by side";
    const table = figuresTable(label, figures, cells, () => table.show(sorted(batches, cells)));
    table.show(batches);
    sections.push(h("section", { "aria-label": label }, h("h2", {}, label), table.element));
  }
  return sections;
}

function testSections(
  tests: readonly RunIndex[],
  page: PageData,
  cells: CellTable,
  isTests: boolean,
): HTMLElement[] {
  const { title, metricNames } = page;
  const [name, word] = isTests ? ["Tests", "test"] : ["Messages", "message"];
  const figures = sharedFigures(tests, cells);
  const items = tests.map(itemOf);
  let rows: RunIndex[] = [];
  const apply = () => {
    const matching = tests.filter((run, i) => filters.matches(items[i] ?? itemOf(run)));
    rows = sorted(matching, cells);
    list.show(rows);
    // Crashed tests are in the list above. Here, their empty rows would hide all others.
    const measured = rows.filter(({ at }) => cells.has(at));
    compared?.show(measured);
    statuses?.show(measured);
    filters.setResult(
      rows.length === tests.length
        ? count(tests.length, word)
        : `${rows.length.toLocaleString("en")} of ${count(tests.length, word)}`,
    );
  };
  const filters = createFilters(items, apply, {
    label: name,
    tools: [
      h(
        "button",
        {
          type: "button",
          class: "tool",
          title: "Save the rows that are shown, with all figures",
          click: () =>
            download(`${fileName(title)}.csv`, csvBlob(overviewRows(rows, figures, cells))),
        },
        "CSV",
      ),
    ],
  });
  const list = runTable(name, tests, apply);
  const compared =
    figures.length > 0 ? figuresTable(`${name} side by side`, figures, cells, apply) : undefined;
  const statuses = metricNames.length > 0 && tests.length > 1 ? matrix(cells) : undefined;
  apply();
  const section = (label: string, table: OverviewTable | undefined) =>
    table === undefined
      ? []
      : [h("section", { "aria-label": label }, h("h2", {}, label), table.element)];
  const spread = distributionSection(page, columnsOf(tests, cells));
  return [
    filters.element,
    ...section(name, list),
    ...(spread === null ? [] : [spread]),
    ...section(`${name} side by side`, compared),
    ...section(`${name} by metrics`, statuses),
  ];
}

function itemOf(run: RunIndex): Filterable {
  const facts = run.facts.map(([fact, value]) => `${fact} ${value}`).join(" ");
  return {
    name: run.name,
    status: run.shown,
    importance: 0,
    text: `${run.reasons.join(" ")} ${facts}`,
  };
}
