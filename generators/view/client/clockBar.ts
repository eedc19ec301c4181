import { shortNumber } from "../common/numbers.js";
import { statusOf } from "../common/words.js";
import type { MomentView, RunView } from "../model/pageData.js";
import { count, h } from "./dom.js";
import type { TimeCursor } from "./TimeCursor.js";

/** The bar of the run's clock: the cursor's position, and buttons for the next failure. */
export interface ClockBar {
  readonly element: HTMLElement;
  /** Goes to the failure after the cursor, or to the one before it. */
  step(by: number): void;
}

export function clockBar(
  run: RunView,
  cursor: TimeCursor,
  goTo: (moment: MomentView) => void,
): ClockBar {
  const { moments, moreMoments } = run;
  const time = h("output", { class: "clock-time", "aria-label": "Cursor" }, "–");
  const told = h("span", { class: "clock-told", role: "status" });
  let current = -1;
  const step = (by: number) => {
    if (moments.length === 0) return;
    const at = cursor.time;
    const here = moments[current];
    if (here !== undefined && here.time === at) current += by;
    else if (at === undefined) current = by > 0 ? 0 : moments.length - 1;
    else {
      const next = moments.findIndex((moment) => moment.time > at);
      const after = next < 0 ? moments.length : next;
      current = by > 0 ? after : after - 1;
    }
    current = (current + moments.length) % moments.length;
    const moment = moments[current];
    if (moment === undefined) return;
    cursor.reveal(moment.time);
    cursor.setTime(moment.time);
    const { sign, key } = statusOf(moment.status);
    told.replaceChildren(
      h("span", { class: `sign ${key}`, "aria-hidden": "true" }, sign),
      ` ${(current + 1).toLocaleString("en")} of ${count(moments.length, "failure")}${moreMoments > 0 ? " and more" : ""}: ${moment.text}`,
    );
    goTo(moment);
  };
  const reset = h(
    "button",
    { type: "button", class: "tool", hidden: true, click: () => cursor.setZoom(undefined) },
    "Whole time",
  );
  cursor.onTime((at) => {
    time.textContent = at === undefined ? "–" : `${shortNumber(at)} s`;
  });
  cursor.onZoom((zoom) => {
    reset.hidden = zoom === undefined;
  });
  reset.hidden = cursor.zoom === undefined;
  const arrow = (word: string, sign: string, by: number) =>
    h(
      "button",
      { type: "button", class: "tool", "aria-label": word, title: word, click: () => step(by) },
      sign,
    );
  return {
    element: h(
      "div",
      { class: "clock", role: "group", "aria-label": "Clock" },
      time,
      moments.length > 0 && arrow("Previous failure", "◀", -1),
      moments.length > 0 && arrow("Next failure", "▶ Next failure", 1),
      reset,
      told,
    ),
    step,
  };
}
