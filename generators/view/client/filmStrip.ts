import type { EventView, MetricView, RunView } from "../model/pageData.js";
import { pictureSource } from "./bodies/picturesView.js";
import { h } from "./dom.js";
import type { RunData } from "./Page.js";
import type { TimeCursor } from "./TimeCursor.js";

/** Maximum number of pictures; others are shown only with their events. */
const most = 200;

/** The pictures of events in order of time: the one at the cursor is highlighted, and a click moves the cursor. */
export function filmStrip(run: RunView, data: RunData, cursor: TimeCursor): HTMLElement | null {
  const shots = run.events.flatMap((event) =>
    event.metrics.flatMap((at) => shotsOf(event, run.metrics[at])),
  );
  if (shots.length === 0) return null;
  const frames = shots.slice(0, most).map(({ event, picture, name }) => {
    const image = h("img", { alt: "", loading: "lazy" });
    const frame = h(
      "button",
      {
        type: "button",
        class: "shot",
        title: `${event.timeText}: ${event.name}, ${name}`,
        "aria-label": `${name} at ${event.timeText}, ${event.name}`,
        click: () => {
          cursor.reveal(event.time);
          cursor.setTime(event.time);
        },
      },
      image,
      h("span", {}, event.timeText),
    );
    const show = () => {
      const source = pictureSource(picture, data);
      if (source !== undefined) image.src = source;
    };
    const loading = data.load([picture.bytes ?? null]);
    if (loading === undefined) show();
    else void loading.then(show);
    return { event, frame };
  });
  const strip = h(
    "div",
    { class: "film", tabindex: 0, role: "region", "aria-label": "Images over time" },
    ...frames.map(({ frame }) => frame),
  );
  cursor.onTime((time) => {
    // The last one at or before the cursor.
    const now = time === undefined ? undefined : frames.findLast(({ event }) => event.time <= time);
    for (const { frame } of frames) frame.classList.toggle("at-cursor", frame === now?.frame);
    if (now === undefined) return;
    const { frame } = now;
    strip.scrollLeft = frame.offsetLeft - (strip.clientWidth - frame.offsetWidth) / 2;
  });
  return strip;
}

function shotsOf(event: EventView, metric: MetricView | undefined) {
  if (metric === undefined) return [];
  return metric.groups.flatMap(({ body }) =>
    body.kind !== "pictures"
      ? []
      : body.pictures
          .filter(({ missing }) => missing === undefined)
          .map((picture) => ({ event, picture, name: metric.name })),
  );
}
