import { isFailure, tally, tallyText } from "../common/words.js";
import type { EventView, MetricView, MomentView, ReasonView, RunView } from "../model/pageData.js";
import { clockBar } from "./clockBar.js";
import { createFilters, type Filterable } from "./createFilters.js";
import { count, h } from "./dom.js";
import { changeState, readState } from "./EntryState.js";
import { eventSection } from "./eventSection.js";
import { filmStrip } from "./filmStrip.js";
import { badge, type Card, isTile, metricCard } from "./metricCard.js";
import type { RunData } from "./Page.js";
import { type Route, routeNames, writeRoute } from "./Route.js";
import { TimeCursor } from "./TimeCursor.js";
import { findings, logSection, verdictSection } from "./verdict.js";

/** A run on the page. */
export interface RunPage {
  readonly element: HTMLElement;
  /** Goes to the target of a URL: a metric, one of its groups, an event or a time; and applies its filters. */
  goTo(route: Route): void;
  /** Goes to the next failure in time, or the previous one. */
  step(by: number): void;
  /** Removes all listeners, before the page is removed. */
  leave(): void;
}

/** Everything about one message: reasons for its failure, problems, then events, numbers and charts. */
export function runPage(data: RunData, runRoute: string | undefined): RunPage {
  const run = data.view;
  const cursor = new TimeCursor();
  const before = readState();
  cursor.setZoom(before.zoom);
  cursor.setTime(before.time);
  cursor.onZoom((zoom) => changeState({ zoom }));

  const names = routeNames(run.metrics.map(({ name }) => name));
  const eventNames = routeNames(run.events.map(({ name }) => name));
  const base = runRoute === undefined ? {} : { run: runRoute };
  const made = new Map<number, Card>();
  const cardOf = (at: number): Card | undefined => {
    const metric = run.metrics[at];
    if (metric === undefined) return undefined;
    const route = names[at] ?? metric.name;
    const card =
      made.get(at) ??
      metricCard(metric, {
        data,
        events: run.events,
        cursor,
        route,
        state: before,
        link: (group) => {
          const hash = writeRoute({ ...base, metric: route, ...(group === null ? {} : { group }) });
          return `${location.href.replace(/#.*$/, "")}${hash}`;
        },
      });
    made.set(at, card);
    return card;
  };
  const cardsOf = (wanted: (metric: MetricView) => boolean) =>
    run.metrics.flatMap((metric, at) => {
      const card = wanted(metric) ? cardOf(at) : undefined;
      return card === undefined ? [] : [{ metric, item: filterable(metric), card: card.element }];
    });
  const cards = cardsOf(({ event, hidden }) => !event && !hidden);
  const hidden = run.metrics.filter((metric) => !metric.event && metric.hidden);
  const owned = new Set(run.events.flatMap(({ metrics }) => metrics));
  const orphans = run.metrics.filter((metric, at) => metric.event && !owned.has(at));
  const tiles = cards.filter(({ metric }) => isTile(metric));
  const charts = cards.filter(({ metric }) => !isTile(metric));
  const events =
    run.events.length > 0
      ? eventSection(run, {
          cursor,
          film: filmStrip(run, data, cursor),
          cardsOf: (event) => event.metrics.flatMap((at) => cardOf(at)?.element ?? []),
        })
      : undefined;
  const eventItems = run.events.map((event) => ({
    event,
    item: { ...event, text: `${event.description} ${event.tags.join(" ")}` } as Filterable,
  }));

  const tileGrid = h("div", { class: "tiles" }, ...tiles.map(({ card }) => card));
  const chartGrid = h("div", { class: "cards" }, ...charts.map(({ card }) => card));
  const apply = () => {
    for (const [at, { element }] of made) {
      const metric = run.metrics[at];
      if (metric !== undefined && !metric.event)
        element.hidden = !filters.matches(filterable(metric));
    }
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
  // Like the overview's counts: metrics including hidden ones, except those of events.
  const counted = run.metrics.filter(({ event }) => !event).map(filterable);
  const items = [...counted, ...eventItems.map(({ item }) => item)];
  const filters = createFilters(items, apply, { label: "Metrics", counted });
  apply();

  /** Adds a folded metric to the page. */
  const unfold = new Map<MetricView, () => void>();
  /** Metrics that are created when the user unfolds them, or follows a link to one. */
  const fold = (title: string, metrics: readonly MetricView[]): HTMLElement | null => {
    if (metrics.length === 0) return null;
    const grid = h("div", { class: "cards" });
    const section = h("details", { class: "fold" }, h("summary", {}, title), grid);
    const make = () => {
      if (grid.childElementCount > 0) return;
      grid.append(...cardsOf((metric) => metrics.includes(metric)).map(({ card }) => card));
    };
    for (const metric of metrics) unfold.set(metric, make);
    section.addEventListener("toggle", make, { once: true });
    return section;
  };
  const showCard = (at: number, group: string | undefined): HTMLElement | undefined => {
    const metric = run.metrics[at];
    const card = cardOf(at);
    if (metric === undefined || card === undefined) return undefined;
    const index = metric.groups.findIndex(({ name }) => name === group);
    if (group !== undefined && index >= 0) card.showGroup(index);
    const owner = metric.event ? run.events.find(({ metrics }) => metrics.includes(at)) : undefined;
    if (owner !== undefined) openEvent(owner);
    if (!card.element.isConnected) unfold.get(metric)?.();
    for (let fold = card.element.closest("details"); fold !== null; ) {
      fold.open = true;
      fold = fold.parentElement?.closest("details") ?? null;
    }
    // A link to a filtered metric shows it anyway.
    card.element.hidden = false;
    if (card.element.parentElement !== null) card.element.parentElement.hidden = false;
    return card.element;
  };
  const openEvent = (event: EventView) => {
    if (events === undefined) return;
    events.section.hidden = false;
    events.open(event);
  };
  const reveal = (element: HTMLElement | undefined, block: ScrollLogicalPosition) => {
    element?.scrollIntoView({ block, behavior: "instant" });
    element?.focus({ preventScroll: true });
  };
  const goTo = (route: Route) => {
    filters.read();
    apply();
    if (route.event !== undefined) {
      const event = run.events[eventNames.indexOf(route.event)];
      if (event !== undefined) openEvent(event);
    }
    if (route.metric !== undefined) {
      const at = names.indexOf(route.metric);
      const card = at < 0 ? undefined : showCard(at, route.group);
      if (card !== undefined) requestAnimationFrame(() => reveal(card, "center"));
    }
    if (route.time !== undefined) {
      cursor.reveal(route.time);
      cursor.setTime(route.time);
    }
  };
  const clock = clockBar(run, cursor, (moment: MomentView) => {
    changeState({ time: moment.time });
    const event = moment.event === undefined ? undefined : run.events[moment.event];
    if (event !== undefined) openEvent(event);
    if (moment.metric === undefined) return;
    const metric = run.metrics[moment.metric];
    const name = moment.group === undefined ? undefined : metric?.groups[moment.group]?.name;
    reveal(showCard(moment.metric, name ?? undefined), "nearest");
  });
  const linkOf = ({ metric, group, event, time }: ReasonView) => {
    const view = metric === undefined ? undefined : run.metrics[metric];
    const groupName = group === undefined ? null : (view?.groups[group]?.name ?? null);
    return writeRoute({
      ...base,
      ...(metric === undefined ? {} : { metric: names[metric] ?? "" }),
      ...(groupName === null ? {} : { group: groupName }),
      ...(event === undefined ? {} : { event: eventNames[event] ?? "" }),
      ...(time === undefined ? {} : { time }),
    });
  };
  const timed = run.events.length > 0 || run.moments.length > 0 || run.metrics.some(isTimed);

  const element = h(
    "main",
    { id: "main", tabindex: -1 },
    runHead(run),
    run.failure !== undefined && failure(run, run.failure),
    findings("problem", "The platform would reject this message", run.problems),
    verdictSection(run, linkOf),
    findings("warning", "Accepted, but please review", run.warnings),
    run.log !== undefined && logSection(run.log),
    h("div", { class: "sticky" }, items.length > 1 && filters.element, timed && clock.element),
    events?.section,
    run.failure === undefined && cards.length === 0 && h("p", { class: "empty" }, emptyText(run)),
    tileGrid,
    chartGrid,
    fold(
      `${count(hidden.length, "metric")} not displayed on the platform${failedText(hidden)}`,
      hidden,
    ),
    fold(`${count(orphans.length, "event metric")} without an event`, orphans),
    run.files.length > 0 && fileSection(run),
  );
  return {
    element,
    goTo,
    step: clock.step,
    leave: () => {
      changeState({});
    },
  };
}

/** `: 1 blocking`, or nothing if none failed. */
function failedText(metrics: readonly MetricView[]): string {
  const failed = tally(metrics.map(({ shown }) => shown)).filter(([status]) => isFailure(status));
  return failed.length === 0 ? "" : `: ${tallyText(failed)}`;
}

function isTimed({ groups }: MetricView): boolean {
  return groups.some(
    ({ body }) => body.kind === "states" || (body.kind === "lines" && body.x.time),
  );
}

function runHead(run: RunView): HTMLElement {
  return h(
    "div",
    { class: "run-head" },
    h("h1", {}, run.name),
    run.status !== undefined && badge(run.status),
    h(
      "dl",
      { class: "facts" },
      ...run.facts.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
    ),
  );
}

function failure(run: RunView, text: string): HTMLElement {
  return h(
    "section",
    { class: "failure", "aria-label": "Failure" },
    h("h2", {}, run.metrics.length > 0 ? "This run failed" : "This run wrote no message"),
    h("pre", { tabindex: 0 }, text),
  );
}

/** `2 of 17 metrics`, or `17 metrics`. */
function share(shown: number, all: number, word: string): string {
  return shown === all ? count(all, word) : `${shown} of ${count(all, word)}`;
}

function filterable({ name, shown, importance, description, tags }: MetricView): Filterable {
  const text = `${description} ${tags.map(([key, value]) => `${key} ${value}`).join(" ")}`;
  return { name, status: shown, importance, text };
}

function emptyText(run: RunView): string {
  return run.metrics.length === 0
    ? "This message contains no metrics."
    : "All metrics of this message are hidden or belong to events.";
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
