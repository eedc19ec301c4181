import type { EventView, RunView } from "../model/pageData.js";
import { count, h } from "./dom.js";
import { badge, metricCard } from "./metricCard.js";
import { shortNumber } from "./numbers.js";
import type { Unpacked } from "./unpackPage.js";
import { gravityOf, importanceOf, statusOf } from "./words.js";

/** So many marks fit side by side on the timeline: where there are more events, a mark stands for several. */
const maximumMarks = 400;
/** So many events are listed at once. */
const listed = 200;

/** The events of a run, of which the page's filters choose some. */
export interface EventSection {
  readonly section: HTMLElement;
  /** Shows these, in order of time, and no others. */
  show(chosen: readonly EventView[]): void;
}

/** Events on a timeline, and below it a list that opens to their metrics. */
export function eventSection(run: RunView, page: Unpacked): EventSection {
  // In order of time.
  const first = run.events[0]?.time ?? 0;
  const last = run.events.at(-1)?.time ?? first;
  const placeOf = ({ time }: EventView) => (last > first ? (time - first) / (last - first) : 0.5);
  const details = new Map<EventView, HTMLDetailsElement>();
  const track = h("div", { class: "track" });
  const list = h("div", { class: "event-list" });
  const told = h("span", { role: "status" });
  let chosen: readonly EventView[] = [];
  let start = 0;

  const detailsOf = (event: EventView): HTMLDetailsElement => {
    const element = details.get(event) ?? eventDetails(event, run, page);
    details.set(event, element);
    return element;
  };
  const turnTo = (from: number) => {
    start = Math.max(0, Math.min(from, chosen.length - listed));
    const end = Math.min(start + listed, chosen.length);
    list.replaceChildren(...chosen.slice(start, end).map(detailsOf));
    pager.hidden = chosen.length <= listed;
    told.textContent = `${(start + 1).toLocaleString("en")} to ${end.toLocaleString("en")} of ${count(chosen.length, "event")}`;
    earlier.disabled = start === 0;
    later.disabled = end === chosen.length;
  };
  const turn = (word: string, by: number) =>
    h("button", { type: "button", click: () => turnTo(start + by) }, word);
  const earlier = turn("Earlier events", -listed);
  const later = turn("Later events", listed);
  const pager = h("div", { class: "pager" }, earlier, told, later);
  const open = (event: EventView) => {
    const at = chosen.indexOf(event);
    if (at < start || at >= start + listed) turnTo(at - Math.floor(listed / 2));
    const element = detailsOf(event);
    element.open = true;
    element.scrollIntoView({ block: "nearest", behavior: "smooth" });
    element.querySelector("summary")?.focus({ preventScroll: true });
  };

  const section = h(
    "section",
    { class: "events", "aria-label": "Events" },
    h("h2", {}, `Events (${run.events.length.toLocaleString("en")})`),
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
    list,
    pager,
  );
  return {
    section,
    show: (events) => {
      chosen = events;
      section.hidden = events.length === 0;
      track.replaceChildren(
        ...marksOf(events, placeOf).map(({ place, group }) => markOf(place, group, open)),
      );
      turnTo(0);
    },
  };
}

interface Mark {
  /** From 0 at the first event to 1 at the last. */
  place: number;
  group: EventView[];
}

/** A mark for each event, or for those that would lie on each other. */
function marksOf(events: readonly EventView[], placeOf: (event: EventView) => number): Mark[] {
  if (events.length <= maximumMarks) {
    return events.map((event) => ({ place: placeOf(event), group: [event] }));
  }
  const slots = new Map<number, EventView[]>();
  for (const event of events) {
    const slot = Math.round(placeOf(event) * (maximumMarks - 1));
    const group = slots.get(slot);
    if (group === undefined) slots.set(slot, [event]);
    else group.push(event);
  }
  return [...slots].map(([slot, group]) => ({ place: slot / (maximumMarks - 1), group }));
}

/** A mark looks as the gravest of its events, and opens that one. */
function markOf(
  place: number,
  group: readonly EventView[],
  open: (event: EventView) => void,
): HTMLElement {
  const gravest = group.reduce((a, b) => (gravityOf(b.status) > gravityOf(a.status) ? b : a));
  const { key, word, sign } = statusOf(gravest.status);
  const more = group.length > 1 ? `, the gravest of ${count(group.length, "event")}` : "";
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

function eventDetails(event: EventView, run: RunView, page: Unpacked): HTMLDetailsElement {
  const importance = importanceOf(event.importance);
  const details = h(
    "details",
    { class: "event", "data-event": event.name },
    h(
      "summary",
      {},
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
      const metrics = event.metrics.flatMap((at) => run.metrics[at] ?? []);
      if (metrics.length === 0) return;
      details.append(
        h(
          "div",
          { class: "cards" },
          ...metrics.map((metric) => metricCard(metric, page, run.events)),
        ),
      );
    },
    { once: true },
  );
  return details;
}
