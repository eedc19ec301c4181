import type { EventView, MetricView } from "../model/pageData.js";
import { bodyView } from "./bodies/bodyView.js";
import { forgetCharts } from "./chart.js";
import { h } from "./dom.js";
import type { Unpacked } from "./unpackPage.js";
import { type TableData, valuesTable } from "./valuesTable.js";
import { importanceOf, statusOf } from "./words.js";

let cards = 0;

/** A sign and a word: never colour alone. */
export function badge(status: number | undefined, short = false): HTMLElement {
  const { word, sign, key } = statusOf(status);
  return h(
    "span",
    { class: `badge ${key}`, title: word },
    h("span", { "aria-hidden": "true" }, sign),
    h("span", { class: short ? "hidden-text" : "" }, word),
  );
}

/** True for what fits a small tile: one number, not a chart. */
export function isTile({ groups }: MetricView): boolean {
  return groups.every(
    ({ body }) => body.kind === "scalar" || (body.kind === "summary" && body.rows.length === 1),
  );
}

/** One metric, framed: its status, name and description, what it draws, remarks and tags. */
export function metricCard(
  metric: MetricView,
  page: Unpacked,
  events: readonly EventView[],
): HTMLElement {
  const id = `metric-${cards}`;
  cards += 1;
  const body = h("div", { class: "body" });
  const notes = h("div", { class: "notes" });
  let table: TableData | undefined;
  const values = tableButton(metric.name, (pressed) => {
    notes.querySelector(".values")?.remove();
    if (pressed && table !== undefined) {
      notes.append(h("div", { class: "values" }, valuesTable(table, metric.name)));
    }
  });
  const show = (at: number) => {
    const group = metric.groups[at];
    if (group === undefined) return;
    forgetCharts(body);
    const name = group.name === null ? metric.name : `${metric.name}, ${group.name}`;
    const view = bodyView(group.body, { page, name, status: metric.status, events });
    body.replaceChildren(view.content);
    notes.replaceChildren(...(view.notes ?? []));
    table = view.table;
    values.hidden = table === undefined;
    values.setAttribute("aria-pressed", "false");
  };
  const tile = isTile(metric);
  const card: HTMLElement = h(
    "article",
    {
      class: `card ${statusOf(metric.status).key} ${tile ? "tile" : "wide-able"}`,
      tabindex: -1,
      "aria-labelledby": id,
      "data-metric": metric.name,
      "data-status": metric.status,
    },
    h(
      "header",
      {},
      h(
        "div",
        { class: "title" },
        badge(metric.status, true),
        h("h3", { id }, metric.name),
        importanceMark(metric.importance),
        metric.blocking && h("span", { class: "chip" }, "blocking"),
      ),
      h(
        "div",
        { class: "tools" },
        chooser(metric, show),
        values,
        !tile && enlarger(metric.name, () => card),
      ),
    ),
    metric.description !== "" && h("p", { class: "description" }, metric.description),
    body,
    notes,
    h(
      "footer",
      {},
      h("span", { class: "type" }, metric.type),
      ...metric.tags.map(([key, value]) => h("span", { class: "chip" }, `${key}: ${value}`)),
    ),
  );
  show(0);
  return card;
}

function importanceMark(importance: number): HTMLElement | null {
  const word = importanceOf(importance);
  if (word === "medium" || word === "unspecified") return null;
  return h("span", { class: `chip importance ${word}`, title: `Importance: ${word}` }, word);
}

function chooser(metric: MetricView, show: (at: number) => void): HTMLElement | null {
  if (metric.groups.length < 2) return null;
  const select = h(
    "select",
    { class: "chooser", "aria-label": `Group of ${metric.name}` },
    ...metric.groups.map(({ name }, at) => h("option", { value: at }, name ?? "")),
  );
  select.addEventListener("change", () => show(Number(select.value)));
  return select;
}

function tableButton(name: string, toggled: (pressed: boolean) => void): HTMLElement {
  const button = h(
    "button",
    { type: "button", class: "icon", "aria-pressed": "false", "aria-label": `Values of ${name}` },
    "☰",
  );
  button.title = "Values";
  button.addEventListener("click", () => {
    const pressed = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(pressed));
    toggled(pressed);
  });
  return button;
}

function enlarger(name: string, card: () => HTMLElement): HTMLElement {
  const button = h(
    "button",
    {
      type: "button",
      class: "icon enlarge",
      "aria-pressed": "false",
      "aria-label": `Enlarge ${name}`,
    },
    "⤢",
  );
  button.title = "Enlarge";
  button.addEventListener("click", () => {
    const large = card().classList.toggle("large");
    button.setAttribute("aria-pressed", String(large));
  });
  return button;
}
