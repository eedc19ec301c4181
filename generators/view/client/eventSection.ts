import type { EventView, RunView } from "../model/pageData.js";
import { count, h } from "./dom.js";
import { badge, metricCard } from "./metricCard.js";
import { shortNumber } from "./numbers.js";
import type { Unpacked } from "./unpackPage.js";
import { importanceOf, statusOf } from "./words.js";

/** One event of the list, and the mark that stands for it on the timeline. */
export interface EventEntry {
  readonly event: EventView;
  readonly element: HTMLDetailsElement;
  readonly mark: HTMLElement;
}

/** Events on a timeline, and below it a list that opens to their metrics. */
export function eventSection(run: RunView, page: Unpacked) {
  const times = run.events.map(({ time }) => time);
  const first = Math.min(...times);
  const last = Math.max(...times);
  const entries = run.events.map((event): EventEntry => {
    const element = eventDetails(event, run, page);
    const share = last > first ? (event.time - first) / (last - first) : 0.5;
    const { key, word, sign } = statusOf(event.status);
    const mark = h(
      "button",
      {
        type: "button",
        class: `mark ${key}`,
        style: `left: ${(share * 100).toFixed(3)}%`,
        title: `${event.timeText}: ${event.name}`,
        "aria-label": `${event.name}, ${word}, ${event.timeText}`,
        click: () => {
          element.open = true;
          element.scrollIntoView({ block: "nearest", behavior: "smooth" });
          element.querySelector("summary")?.focus({ preventScroll: true });
        },
      },
      sign,
    );
    return { event, element, mark };
  });
  const section = h(
    "section",
    { class: "events", "aria-label": "Events" },
    h("h2", {}, `Events (${run.events.length})`),
    h(
      "div",
      { class: "timeline" },
      h("div", { class: "track" }, ...entries.map(({ mark }) => mark)),
      h(
        "div",
        { class: last > first ? "ends" : "ends only" },
        h("span", {}, run.events[0]?.timeText ?? ""),
        last > first && h("span", { class: "span" }, `over ${shortNumber(last - first)} s`),
        h("span", {}, last > first ? (run.events.at(-1)?.timeText ?? "") : ""),
      ),
    ),
    h("div", { class: "event-list" }, ...entries.map(({ element }) => element)),
  );
  return { section, entries };
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
