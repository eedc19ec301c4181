import { shortNumber } from "../common/numbers.js";
import { gravityOf, importanceOf, statusOf } from "../common/words.js";
import type { EventView, RunView } from "../model/pageData.js";
import { count, h } from "./dom.js";
import { badge } from "./metricCard.js";
import { changeQuery, readRoute } from "./Route.js";
import type { TimeCursor } from "./TimeCursor.js";

/** Number of marks that fit side by side on the timeline: with more events, a mark represents several. */
const mostMarks = 400;
/** Number of events to list at a time; scrolling to the end adds more. */
const listed = 200;
/** Minimum number of events with a common name for a group. */
const groupable = 3;

/** The events of a run, subject to the page's filters. */
export interface EventSection {
  readonly section: HTMLElement;
  /** Shows only these, in order of time. */
  show(chosen: readonly EventView[]): void;
  /** Opens an event and scrolls to it. */
  open(event: EventView): void;
}

export interface EventOptions {
  readonly cursor: TimeCursor;
  /** The metrics of an event as cards. */
  cardsOf(event: EventView): HTMLElement[];
  /** Pictures of events, if there are any. */
  readonly film: HTMLElement | null;
}

/** Events on a timeline, and below it a scrollable list; an open event shows its metrics. */
export function eventSection(run: RunView, { cursor, cardsOf, film }: EventOptions): EventSection {
  // In order of time.
  const first = run.events[0]?.time ?? 0;
  const last = run.events.at(-1)?.time ?? first;
  const placeOf = (time: number) => (last > first ? (time - first) / (last - first) : 0.5);
  const details = new Map<EventView, HTMLDetailsElement>();
  const hand = h("div", { class: "timeline-cursor", hidden: true, "aria-hidden": "true" });
  const track = h("div", { class: "track" });
  const list = h("div", {
    class: "event-list",
    tabindex: 0,
    role: "region",
    "aria-label": "List of events",
  });
  const told = h("p", { class: "pager", role: "status" });
  let chosen: readonly EventView[] = [];
  let grouped = readRoute(location.hash).query.get("events") === "grouped";
  let limit = listed;

  const detailsOf = (event: EventView): HTMLDetailsElement => {
    const element = details.get(event) ?? eventDetails(event, cursor, cardsOf);
    details.set(event, element);
    return element;
  };
  const fill = () => {
    if (grouped)
      list.replaceChildren(...groupsOf(chosen).map((group) => groupDetails(group, detailsOf)));
    else list.replaceChildren(...chosen.slice(0, limit).map(detailsOf));
    tell();
  };
  const tell = () => {
    const rest = grouped ? 0 : chosen.length - limit;
    told.textContent =
      rest > 0
        ? `1 to ${limit.toLocaleString("en")} of ${count(chosen.length, "event")}: scroll down for more`
        : "";
  };
  list.addEventListener("scroll", () => {
    if (grouped || limit >= chosen.length) return;
    if (list.scrollTop + 2 * list.clientHeight < list.scrollHeight) return;
    list.append(...chosen.slice(limit, limit + listed).map(detailsOf));
    limit += listed;
    tell();
  });
  const open = (event: EventView) => {
    const at = chosen.indexOf(event);
    if (at >= limit) limit = at + listed;
    fill();
    const element = detailsOf(event);
    const group = element.parentElement?.closest("details");
    if (group !== null && group !== undefined) group.open = true;
    element.open = true;
    element.scrollIntoView({ block: "nearest", behavior: "instant" });
    element.querySelector("summary")?.focus({ preventScroll: true });
    cursor.reveal(event.time);
    cursor.setTime(event.time);
  };
  const toggle = h(
    "button",
    { type: "button", class: "tool", "aria-pressed": String(grouped) },
    "Group by name",
  );
  toggle.addEventListener("click", () => {
    grouped = !grouped;
    toggle.setAttribute("aria-pressed", String(grouped));
    changeQuery({ events: grouped ? "grouped" : "" });
    fill();
  });
  const repeats = groupsOf(run.events).some(({ events }) => events.length >= groupable);
  cursor.onTime((time) => {
    const place = time === undefined ? -1 : placeOf(time);
    hand.hidden = !(place >= 0 && place <= 1);
    hand.style.left = `${place * 100}%`;
    markNearest(time);
  });
  let nearest: HTMLElement | undefined;
  const markNearest = (time: number | undefined) => {
    nearest?.classList.remove("at-cursor");
    // The last one at or before the cursor.
    const event = time === undefined ? undefined : chosen.findLast((other) => other.time <= time);
    nearest = event && details.get(event);
    nearest?.classList.add("at-cursor");
  };

  const section = h(
    "section",
    { class: "events", "aria-label": "Events" },
    h(
      "div",
      { class: "section-head" },
      h("h2", {}, `Events (${run.events.length.toLocaleString("en")})`),
      repeats && toggle,
    ),
    h(
      "div",
      { class: "timeline" },
      track,
      h(
        "div",
        { class: last > first ? "ends" : "ends only" },
        h("span", {}, run.events[0]?.timeText ?? ""),
        last > first && h("span", { class: "span" }, `over ${shortNumber(last - first)} s`),
        h("span", {}, last > first ? (run.events.at(-1)?.timeText ?? "") : ""),
      ),
    ),
    film,
    list,
    told,
  );
  return {
    section,
    open,
    show: (events) => {
      chosen = events;
      limit = listed;
      section.hidden = events.length === 0;
      track.replaceChildren(
        ...marksOf(events, placeOf).flatMap(({ place, group }) => markOf(place, group, open) ?? []),
        hand,
      );
      fill();
    },
  };
}

interface Mark {
  /** From 0 at the first event to 1 at the last. */
  place: number;
  group: EventView[];
}

/** A mark for each event, or for several that would overlap. */
function marksOf(events: readonly EventView[], placeOf: (time: number) => number): Mark[] {
  if (events.length <= mostMarks) {
    return events.map((event) => ({ place: placeOf(event.time), group: [event] }));
  }
  const slots = new Map<number, EventView[]>();
  for (const event of events) {
    const slot = Math.round(placeOf(event.time) * (mostMarks - 1));
    const group = slots.get(slot);
    if (group === undefined) slots.set(slot, [event]);
    else group.push(event);
  }
  return [...slots].map(([slot, group]) => ({ place: slot / (mostMarks - 1), group }));
}

function gravestOf(events: readonly EventView[]): EventView | undefined {
  return events.reduce<EventView | undefined>(
    (worst, event) =>
      worst === undefined || gravityOf(event.status) > gravityOf(worst.status) ? event : worst,
    undefined,
  );
}

/** A mark has the style of the worst of its events, and opens that one. */
function markOf(
  place: number,
  group: readonly EventView[],
  open: (event: EventView) => void,
): HTMLElement | null {
  const gravest = gravestOf(group);
  if (gravest === undefined) return null;
  const { sign, key, word } = statusOf(gravest.status);
  const more = group.length > 1 ? ` and ${count(group.length - 1, "more event")}` : "";
  return h(
    "button",
    {
      type: "button",
      class: `mark ${key}`,
      style: `left: ${(place * 100).toFixed(3)}%`,
      title: `${gravest.timeText}: ${gravest.name}${more}`,
      "aria-label": `${gravest.name}, ${word}, ${gravest.timeText}${more}`,
      click: () => open(gravest),
    },
    sign,
  );
}

interface EventGroup {
  readonly name: string;
  readonly events: EventView[];
}

/** The common part of the names of similar events: names are unique, so most end in a number or a time. */
function stemOf(name: string): string {
  const stem = name
    .replace(/[\d.:,#()[\]-]+/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return stem === "" ? name : stem;
}

/** Events grouped by the common part of their names; the group with the worst event first, then the most frequent. */
function groupsOf(events: readonly EventView[]): EventGroup[] {
  const groups = new Map<string, EventGroup>();
  for (const event of events) {
    const name = stemOf(event.name);
    const group = groups.get(name) ?? { name, events: [] };
    groups.set(name, group);
    group.events.push(event);
  }
  const gravity = ({ events: own }: EventGroup) => gravityOf(gravestOf(own)?.status ?? 0);
  return [...groups.values()].sort(
    (a, b) => gravity(b) - gravity(a) || b.events.length - a.events.length,
  );
}

function groupDetails(
  { name, events }: EventGroup,
  detailsOf: (event: EventView) => HTMLElement,
): HTMLElement {
  const gravest = gravestOf(events);
  const element = h(
    "details",
    { class: "event-group" },
    h(
      "summary",
      {},
      badge(gravest?.status ?? 0, true),
      h("strong", {}, name),
      h("span", { class: "type" }, count(events.length, "event")),
      h(
        "span",
        { class: "time" },
        `${events[0]?.timeText ?? ""} to ${events.at(-1)?.timeText ?? ""}`,
      ),
    ),
  );
  element.addEventListener(
    "toggle",
    () => element.append(...events.slice(0, listed).map(detailsOf)),
    {
      once: true,
    },
  );
  return element;
}

function eventDetails(
  event: EventView,
  cursor: TimeCursor,
  cardsOf: (event: EventView) => HTMLElement[],
): HTMLDetailsElement {
  const importance = importanceOf(event.importance);
  const details = h(
    "details",
    { class: "event", "data-event": event.name },
    h(
      "summary",
      { click: () => cursor.setTime(event.time) },
      badge(event.status, true),
      h("span", { class: "time" }, event.timeText),
      h("strong", {}, event.name),
      importance !== "medium" &&
        importance !== "unspecified" &&
        h("span", { class: `chip importance ${importance}` }, importance),
      ...event.tags.map((tag) => h("span", { class: "chip" }, tag)),
      event.metrics.length > 0 &&
        h("span", { class: "type" }, count(event.metrics.length, "metric")),
    ),
    event.description !== "" && h("p", { class: "description" }, event.description),
  );
  // Most events stay closed: their metrics are drawn when one is opened.
  details.addEventListener(
    "toggle",
    () => {
      const cards = cardsOf(event);
      if (cards.length > 0) details.append(h("div", { class: "cards" }, ...cards));
    },
    { once: true },
  );
  return details;
}
