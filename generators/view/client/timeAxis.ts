import type { AxisView, EventView } from "../model/pageData.js";
import { h } from "./dom.js";
import type { Layout } from "./plotly.js";
import { color } from "./theme.js";
import { statusVariable } from "./words.js";

/** From this span on, seconds since the start tell a person less than the date does. */
const longSpan = 6 * 3600;
/** More events than this would hide the chart behind their lines. */
const maximumGuides = 40;

/** How times are put on an axis: as seconds, or as dates where they span hours of calendar time. */
export interface TimeScale {
  /** The first and the last time of the chart, in seconds of the page's data. */
  readonly from: number;
  readonly to: number;
  /** Seconds of the page's data as plotly is to get them. */
  toAxis(seconds: Float64Array): Float64Array;
  /** A position on plotly's axis as seconds of the page's data. */
  fromAxis(position: number): number;
  readonly axis: Layout;
  readonly title: string;
  /** What zero stands for, where the axis does not say it. */
  readonly notes: HTMLElement[];
}

export function timeScale(axis: AxisView, from: number, to: number): TimeScale {
  if (axis.origin !== undefined && to - from > longSpan) {
    const origin = Date.parse(axis.origin);
    return {
      from,
      to,
      toAxis: (seconds) => seconds.map((second) => origin + second * 1000),
      fromAxis: (position) => (position - origin) / 1000,
      axis: { type: "date" },
      title: "Time (UTC)",
      notes: [],
    };
  }
  const zero = axis.origin?.slice(0, 19).replace("T", " ");
  return {
    from,
    to,
    toAxis: (seconds) => seconds,
    fromAxis: (position) => position,
    axis: {},
    title: axis.name,
    notes: zero === undefined ? [] : [h("p", {}, `0 s is ${zero} UTC`)],
  };
}

/** Events as upright lines across a chart whose x axis is time; none beyond its data. */
export function eventGuides(
  axis: AxisView,
  scale: TimeScale,
  events: readonly EventView[],
): Layout[] {
  const own = events.filter(
    ({ calendar, time }) =>
      axis.time &&
      calendar === (axis.origin !== undefined) &&
      time >= scale.from &&
      time <= scale.to,
  );
  if (own.length > maximumGuides) return [];
  return own.map(({ time, status, name }) => {
    const [x] = scale.toAxis(Float64Array.of(time));
    return {
      type: "line",
      name,
      yref: "paper",
      y0: 0,
      y1: 1,
      x0: x,
      x1: x,
      layer: "below",
      line: { color: color(statusVariable(status)), width: 1, dash: "dot" },
    };
  });
}
