import type { MetricView, ProblemView, RunView } from "../model/pageData.js";
import { createFilters, type Filterable } from "./createFilters.js";
import { count, h } from "./dom.js";
import { eventSection } from "./eventSection.js";
import { badge, isTile, metricCard } from "./metricCard.js";
import type { Unpacked } from "./unpackPage.js";

/** Problems beyond this many are folded away. */
const problemsShown = 5;

/** Everything about one message: problems first, then events, numbers and charts. */
export function runPage(run: RunView, page: Unpacked): HTMLElement {
  const own = run.metrics.filter(({ event, hidden }) => !event && !hidden);
  const hidden = run.metrics.filter(({ event, hidden: isHidden }) => !event && isHidden);
  const cards = own.map((metric) => ({
    item: filterable(metric),
    card: metricCard(metric, page, run.events),
  }));
  const tiles = cards.filter((_, i) => own[i] !== undefined && isTile(own[i]));
  const charts = cards.filter((_, i) => own[i] !== undefined && !isTile(own[i]));
  const events = run.events.length > 0 ? eventSection(run, page) : undefined;
  const eventItems = run.events.map((event) => ({
    event,
    item: { ...event, text: `${event.description} ${event.tags.join(" ")}` } as Filterable,
  }));

  const tileGrid = h("div", { class: "tiles" }, ...tiles.map(({ card }) => card));
  const chartGrid = h("div", { class: "cards" }, ...charts.map(({ card }) => card));
  const apply = () => {
    for (const { item, card } of cards) card.hidden = !filters.matches(item);
    const shown = cards.filter(({ card }) => !card.hidden).length;
    const chosen = eventItems.filter(({ item }) => filters.matches(item));
    events?.show(chosen.map(({ event }) => event));
    tileGrid.hidden = tiles.every(({ card }) => card.hidden);
    chartGrid.hidden = charts.every(({ card }) => card.hidden);
    filters.setResult(
      [
        cards.length > 0 ? share(shown, cards.length, "metric") : "",
        eventItems.length > 0 ? share(chosen.length, eventItems.length, "event") : "",
      ]
        .filter(Boolean)
        .join(", "),
    );
  };
  const items = [...cards.map(({ item }) => item), ...eventItems.map(({ item }) => item)];
  const filters = createFilters(items, apply);
  apply();

  return h(
    "main",
    { id: "main", tabindex: -1 },
    h(
      "div",
      { class: "run-head" },
      h("h1", {}, run.name),
      run.status !== undefined && badge(run.status),
      h(
        "dl",
        { class: "facts" },
        ...run.facts.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
      ),
    ),
    run.failure !== undefined &&
      h(
        "section",
        { class: "failure", "aria-label": "Failure" },
        h("h2", {}, run.metrics.length > 0 ? "This run failed" : "This run wrote no message"),
        h("pre", { tabindex: 0 }, run.failure),
      ),
    findings("problem", "The platform would refuse this message", run.problems),
    findings("warning", "Accepted, and still worth a look", run.warnings),
    items.length > 1 && filters.element,
    events?.section,
    run.failure === undefined && own.length === 0 && h("p", { class: "empty" }, emptyText(run)),
    tileGrid,
    chartGrid,
    hidden.length > 0 && hiddenSection(hidden, run, page),
    run.files.length > 0 && fileSection(run),
  );
}

/** `2 of 17 metrics`, or all of them without saying so. */
function share(shown: number, all: number, word: string): string {
  return shown === all ? count(all, word) : `${shown} of ${count(all, word)}`;
}

function filterable({ name, status, importance, description, tags }: MetricView): Filterable {
  const text = `${description} ${tags.map(([key, value]) => `${key} ${value}`).join(" ")}`;
  return { name, status, importance, text };
}

function emptyText(run: RunView): string {
  return run.metrics.length === 0
    ? "This message holds no metrics."
    : "All metrics of this message are hidden or belong to events.";
}

function findings(word: "problem" | "warning", title: string, list: readonly ProblemView[]) {
  if (list.length === 0) return null;
  const entry = ({ code, path, message }: ProblemView) =>
    h(
      "li",
      {},
      h("code", { class: "code" }, code),
      h("span", {}, message.startsWith(`${code}: `) ? message.slice(code.length + 2) : message),
      h("span", { class: "hidden-text" }, path),
    );
  const rest = list.slice(problemsShown);
  return h(
    "section",
    { class: `findings ${word}`, "aria-label": count(list.length, word) },
    h("h2", {}, `${title} (${count(list.length, word)})`),
    h("ul", {}, ...list.slice(0, problemsShown).map(entry)),
    rest.length > 0 &&
      h(
        "details",
        {},
        h("summary", {}, `${rest.length} more`),
        h("ul", {}, ...rest.slice(0, 500).map(entry)),
      ),
  );
}

function hiddenSection(metrics: readonly MetricView[], run: RunView, page: Unpacked): HTMLElement {
  const section = h(
    "details",
    { class: "fold" },
    h("summary", {}, `${count(metrics.length, "metric")} not displayed on the platform`),
  );
  section.addEventListener(
    "toggle",
    () => {
      const cards = metrics.map((metric) => metricCard(metric, page, run.events));
      section.append(h("div", { class: "cards" }, ...cards));
    },
    { once: true },
  );
  return section;
}

function fileSection(run: RunView): HTMLElement {
  return h(
    "section",
    { class: "files", "aria-label": "Files" },
    h("h2", {}, "Files"),
    h(
      "ul",
      {},
      ...run.files.map(({ name, path, href, missing }) =>
        h(
          "li",
          {},
          href === undefined ? h("span", {}, name) : h("a", { href, target: "_blank" }, name),
          h("code", {}, path),
          missing !== undefined && h("span", { class: "caution" }, missing),
        ),
      ),
    ),
  );
}
