import type { CompareData, CompareRow, RowGroup } from "../../compare/CompareData.js";
import { forgetCharts } from "../chart.js";
import { count, h } from "../dom.js";
import { detailView } from "./detailView.js";
import { growingList } from "./moreButton.js";

const groups: readonly RowGroup[] = ["worse", "missing", "changed", "better", "renamed", "new"];
const signs: Readonly<Record<RowGroup, string>> = {
  worse: "✕",
  missing: "–",
  changed: "~",
  better: "✓",
  renamed: "⇢",
  new: "+",
};
/** Number of rows that are initially open: the first that got worse. */
const opened = 3;
const step = 100;

/** Every row of the comparison, the worst first; an open row shows the drawings of both sides. */
export function changesSection(
  data: CompareData,
  searched: (listener: (wanted: string) => void) => void,
): HTMLElement {
  let wanted = "";
  const hidden = new Set<RowGroup>();
  const body = h("tbody", {});
  const toOpen = new Set(data.rows.filter(({ detail }) => detail !== undefined).slice(0, opened));
  const table = h(
    "div",
    { class: "wide-table", tabindex: 0, role: "region", "aria-label": "What changed" },
    h(
      "table",
      { class: "changes" },
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          ...["Change", "Test", "Metric", "Before", "After", "Difference", "Status"].map((name) =>
            h("th", { scope: "col" }, name),
          ),
        ),
      ),
      body,
    ),
  );
  const list = growingList<CompareRow>(
    body,
    {
      step,
      noun: "change",
      draw: (row) => rowElements(row, data, toOpen.delete(row)),
    },
    table,
  );
  const update = () => {
    forgetCharts(body);
    list.update(
      data.rows.filter(
        ({ group, run, what }) =>
          !hidden.has(group) && `${run} ${what}`.toLowerCase().includes(wanted),
      ),
    );
  };
  searched((text) => {
    wanted = text;
    update();
  });
  const filters = groups.flatMap((group) => {
    const n = data.rows.filter((row) => row.group === group).length;
    if (n === 0) return [];
    const button = h(
      "button",
      { type: "button", class: "chip filter", "aria-pressed": "true" },
      `${signs[group]} ${group} ${n}`,
    );
    button.addEventListener("click", () => {
      const isShown = hidden.delete(group);
      if (!isShown) hidden.add(group);
      button.setAttribute("aria-pressed", String(isShown));
      update();
    });
    return [button];
  });
  update();
  return h(
    "section",
    { "aria-labelledby": "changes" },
    h("h2", { id: "changes" }, "What changed"),
    h("div", { class: "filters" }, ...filters),
    list.element,
    data.moreRows > 0 &&
      h(
        "p",
        { class: "caution" },
        `${count(data.moreRows, "more row")}: metrics-project diff --format json lists all`,
      ),
  );
}

function rowElements(row: CompareRow, data: CompareData, isOpen: boolean): Node[] {
  const { group, run, what, before, after, change, status, fails, details, detail } = row;
  const hasMore = detail !== undefined || details.length > 0;
  const content = h("td", { colspan: 7 });
  const below = h("tr", { class: "detail", hidden: true }, content);
  const show = (open: boolean) => {
    below.hidden = !open;
    toggle.setAttribute("aria-expanded", String(open));
    if (!open || content.childElementCount > 0) return;
    if (details.length > 0)
      content.append(h("ul", {}, ...details.map((text) => h("li", {}, text))));
    if (detail !== undefined) content.append(detailView(detail, what, data.sides));
  };
  const name = what === "" ? run : what;
  const toggle = h(
    "button",
    {
      type: "button",
      class: "name",
      "aria-expanded": "false",
      click: () => show(below.hidden !== false),
    },
    name,
  );
  if (isOpen) show(true);
  return [
    h(
      "tr",
      { class: `is-${group}${fails ? " fails" : ""}`, "data-metric": name, "data-run": run },
      h("td", { class: "kind" }, `${signs[group]} ${group}`),
      h("td", { class: "run" }, run),
      h("td", {}, hasMore ? toggle : name),
      h("td", { class: "num" }, before),
      h("td", { class: "num" }, after),
      h("td", {}, change === group ? "" : change),
      h("td", {}, status),
    ),
    ...(hasMore ? [below] : []),
  ];
}
