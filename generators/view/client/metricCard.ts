import { importanceOf, isFailure, notJudged, statusOf } from "../common/words.js";
import type { EventView, MetricView } from "../model/pageData.js";
import type { BodyView } from "./bodies/bodyTypes.js";
import { bodyView } from "./bodies/bodyView.js";
import { cardMenu } from "./cardMenu.js";
import { forgetCharts } from "./chart.js";
import { h } from "./dom.js";
import { changeState, type EntryState, readState } from "./EntryState.js";
import type { RunData } from "./Page.js";
import type { TimeCursor } from "./TimeCursor.js";
import { valuesTable } from "./valuesTable.js";

let cards = 0;

/** A symbol and a word: never color alone. */
export function badge(status: number | undefined, short = false): HTMLElement {
  const { word, sign, key, title } = statusOf(status);
  return h(
    "span",
    { class: `badge ${key}`, title },
    h("span", { "aria-hidden": "true" }, sign),
    h("span", { class: short ? "hidden-text" : "" }, word),
  );
}

/** Whether a small tile is enough: for one number, not for a chart. */
export function isTile({ groups }: MetricView): boolean {
  return groups.every(
    ({ body }) => body.kind === "scalar" || (body.kind === "summary" && body.rows.length === 1),
  );
}

/** The context of a card. */
export interface CardContext {
  readonly data: RunData;
  readonly events: readonly EventView[];
  readonly cursor: TimeCursor;
  /** The name of the metric in links and in the browser's history. */
  readonly route: string;
  /** The state from the browser's history when the run was opened. */
  readonly state: EntryState;
  /** The URL of the metric, with its group. */
  link(group: string | null): string;
}

/** The card of one metric. */
export interface Card {
  readonly element: HTMLElement;
  showGroup(at: number): void;
}

/** A metric with its status, name, description, drawing, notes and tags. */
export function metricCard(metric: MetricView, context: CardContext): Card {
  const { data, events, cursor, route, state } = context;
  const id = `metric-${cards}`;
  cards += 1;
  const body = h("div", { class: "body" });
  const notes = h("div", { class: "notes" });
  let shown = 0;
  let view: BodyView | undefined;
  let turn = 0;
  const values = iconButton("☰", "Values", metric.name, (pressed) => {
    notes.querySelector(".values")?.remove();
    const table = pressed ? view?.table?.() : undefined;
    if (table === undefined) return;
    const frame = h("div", { class: "values" });
    notes.append(frame);
    void Promise.resolve(table).then((read) => frame.append(valuesTable(read, metric.name)));
  });
  const menu = cardMenu(metric, () => ({
    view,
    group: metric.groups[shown]?.name ?? null,
    link: () => context.link(metric.groups[shown]?.name ?? null),
  }));
  const fill = (drawn: BodyView) => {
    view = drawn;
    body.replaceChildren(drawn.content);
    notes.replaceChildren(...(drawn.notes ?? []));
    values.hidden = drawn.table === undefined;
    values.setAttribute("aria-pressed", "false");
    menu.update(drawn);
  };
  const showGroup = (at: number) => {
    const group = metric.groups[at];
    if (group === undefined) return;
    shown = at;
    turn += 1;
    const own = turn;
    forgetCharts(body);
    const name = group.name === null ? metric.name : `${metric.name}, ${group.name}`;
    const drawn = bodyView(group.body, { data, name, status: metric.shown, events, cursor });
    if (!(drawn instanceof Promise)) fill(drawn);
    else {
      body.replaceChildren(h("div", { class: "chart pending" }));
      void drawn.then((late) => {
        if (own === turn) fill(late);
      });
    }
    if (choose !== null) choose.value = String(at);
  };
  const choose = chooser(metric, (at) => {
    changeState({ groups: { ...readState().groups, [route]: at } });
    showGroup(at);
  });
  const tile = isTile(metric);
  const larger = enlarger(metric.name, route);
  const element: HTMLElement = h(
    "article",
    {
      class: `card ${statusOf(metric.shown).key} ${tile ? "tile" : "wide-able"}`,
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
        badge(metric.shown, true),
        h("h3", { id }, metric.name),
        importanceMark(metric.importance),
        metric.blocking && h("span", { class: "chip" }, "blocking"),
        metric.shown === notJudged &&
          h(
            "span",
            { class: "chip", title: "Passed without a check: no limit, or only NaN values" },
            "not judged",
          ),
      ),
      h("div", { class: "tools" }, choose, values, !tile && larger.button, menu.element),
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
  larger.start(element, state.large?.includes(route) ?? false);
  showGroup(state.groups?.[route] ?? firstGroup(metric));
  return { element, showGroup };
}

/** The first failed group; if none failed, the first group. */
function firstGroup({ groups }: MetricView): number {
  return Math.max(
    0,
    groups.findIndex(({ status }) => isFailure(status)),
  );
}

function importanceMark(importance: number): HTMLElement | null {
  const word = importanceOf(importance);
  if (word === "medium" || word === "unspecified") return null;
  return h("span", { class: `chip importance ${word}`, title: `Importance: ${word}` }, word);
}

function chooser(metric: MetricView, show: (at: number) => void): HTMLSelectElement | null {
  if (metric.groups.length < 2) return null;
  const select = h(
    "select",
    { class: "chooser", "aria-label": `Group of ${metric.name}` },
    ...metric.groups.map(({ name, status }, at) => {
      const sign = isFailure(status) ? `${statusOf(status).sign} ` : "";
      return h("option", { value: at }, `${sign}${name ?? ""}`);
    }),
  );
  select.addEventListener("change", () => show(Number(select.value)));
  return select;
}

function iconButton(
  sign: string,
  title: string,
  name: string,
  toggled: (pressed: boolean) => void,
): HTMLElement {
  const button = h(
    "button",
    {
      type: "button",
      class: "icon",
      "aria-pressed": "false",
      "aria-label": `${title} of ${name}`,
      title,
    },
    sign,
  );
  button.addEventListener("click", () => {
    const pressed = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(pressed));
    toggled(pressed);
  });
  return button;
}

/** The button that makes a card as wide as the page; the browser's history stores its state. */
function enlarger(
  name: string,
  route: string,
): { button: HTMLElement; start(card: HTMLElement, large: boolean): void } {
  const button = h(
    "button",
    {
      type: "button",
      class: "icon enlarge",
      "aria-pressed": "false",
      "aria-label": `Enlarge ${name}`,
      title: "Enlarge",
    },
    "⤢",
  );
  return {
    button,
    start: (card, wasLarge) => {
      const set = (large: boolean) => {
        card.classList.toggle("large", large);
        button.setAttribute("aria-pressed", String(large));
      };
      button.addEventListener("click", () => {
        const large = button.getAttribute("aria-pressed") !== "true";
        const others = (readState().large ?? []).filter((other) => other !== route);
        changeState({ large: large ? [...others, route] : others });
        set(large);
      });
      if (wasLarge) set(true);
    },
  };
}
