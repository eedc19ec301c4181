import { h } from "./dom.js";
import type { PlotAxis, PlotElement } from "./plotly.js";
import type { TimeCursor, TimeLink } from "./TimeCursor.js";

/** The position of a time of the run on plotly's axes; undefined if it is outside. */
export type PlaceOf = (time: number) => readonly [x: number, y: number] | undefined;

type Options =
  | { readonly link: TimeLink; readonly at?: undefined }
  | { readonly link: { readonly cursor: TimeCursor }; readonly at: PlaceOf };

/**
 * The run's cursor on a chart: a line on a time axis, otherwise a dot. An element above the chart, because plotly
 * would redraw the whole chart for a moving shape.
 */
export function cursorLine(
  element: PlotElement,
  options: Options,
): { place(): void; stop(): void } {
  const { cursor } = options.link;
  const mark = h("div", {
    class: options.at === undefined ? "cursor-line" : "cursor-dot",
    "aria-hidden": "true",
    hidden: true,
  });
  const place = () => {
    const { _fullLayout: full } = element;
    const { time } = cursor;
    if (time === undefined || full?.xaxis === undefined || full.yaxis === undefined) {
      mark.hidden = true;
      return;
    }
    if (!mark.isConnected) element.append(mark);
    const found =
      options.at === undefined
        ? ([options.link.fromRun(time), undefined] as const)
        : options.at(time);
    if (found === undefined) {
      mark.hidden = true;
      return;
    }
    const left = pixel(full.xaxis, found[0]);
    const top = found[1] === undefined ? 0 : pixel(full.yaxis, found[1]);
    mark.hidden = left === undefined || top === undefined;
    if (left === undefined || top === undefined) return;
    const y = found[1] === undefined ? full.yaxis._offset : full.yaxis._offset + top;
    mark.style.transform = `translate(${full.xaxis._offset + left}px, ${y}px)`;
    if (found[1] === undefined) mark.style.height = `${full.yaxis._length}px`;
  };
  const follow = (event: MouseEvent) => {
    const axis = element._fullLayout?.xaxis;
    if (axis === undefined || options.at !== undefined) return;
    const x = event.clientX - element.getBoundingClientRect().left - axis._offset;
    if (x < 0 || x > axis._length) return;
    cursor.setTime(options.link.toRun(axis.p2l(x)));
  };
  if (options.at === undefined) element.addEventListener("mousemove", follow);
  const stop = cursor.onTime(place);
  return { place, stop };
}

/** Pixels from the start of the axis; undefined outside it. */
function pixel(axis: PlotAxis, position: number): number | undefined {
  const at = axis.l2p(axis.type === "log" ? Math.log10(position) : position);
  return at >= -1 && at <= axis._length + 1 ? at : undefined;
}
