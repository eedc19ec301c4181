import { gravityOf, isFailure, statusVariable } from "../common/words.js";
import type { AxisView, EventView } from "../model/pageData.js";
import { count, h } from "./dom.js";
import type { Layout } from "./plotly.js";
import type { Range, TimeCursor, TimeLink } from "./TimeCursor.js";
import { color } from "./theme.js";

/** From this span on, a date is more readable than seconds since the start. */
const longSpan = 6 * 3600;
/** Maximum number of events with lines: more would hide the chart and become short marks at its top. */
const mostGuides = 40;
/** Maximum number of short marks side by side; beyond that, one represents several. */
const mostTicks = 200;

/** The format of times on an axis: seconds, or dates if they span hours of calendar time. */
export interface TimeScale {
  /** The first and the last time of the chart, in seconds of the page's data. */
  readonly from: number;
  readonly to: number;
  /** Converts seconds of the page's data to plotly's values. */
  toAxis(seconds: Float64Array): Float64Array;
  /** Converts a position on plotly's axis to seconds of the page's data. */
  fromAxis(position: number): number;
  readonly axis: Layout;
  readonly title: string;
  /** The column name of the data's seconds in a table. */
  readonly column: string;
  /** The meaning of zero, unless the axis shows it. */
  readonly notes: HTMLElement[];
}

export function timeScale(axis: AxisView, from: number, to: number): TimeScale {
  const zero = axis.origin?.slice(0, 19).replace("T", " ");
  const column = zero === undefined ? axis.name : `${axis.name} from ${zero} UTC`;
  if (axis.origin !== undefined && to - from > longSpan) {
    const origin = Date.parse(axis.origin);
    return {
      from,
      to,
      toAxis: (seconds) => seconds.map((second) => origin + second * 1000),
      fromAxis: (position) => (position - origin) / 1000,
      axis: { type: "date" },
      title: "Time (UTC)",
      column,
      notes: [],
    };
  }
  return {
    from,
    to,
    toAxis: (seconds) => seconds,
    fromAxis: (position) => position,
    axis: {},
    title: axis.name,
    column,
    notes: zero === undefined ? [] : [h("p", {}, `0 s is ${zero} UTC`)],
  };
}

/** The chart's axis on the run's clock. */
export function timeLink(axis: AxisView, scale: TimeScale, cursor: TimeCursor): TimeLink {
  const shift = axis.shift ?? 0;
  return {
    cursor,
    toRun: (position) => scale.fromAxis(position) + shift,
    fromRun: (time) => scale.toAxis(Float64Array.of(time - shift))[0] ?? Number.NaN,
  };
}

/** Events on a chart, and notes about events that are missing or in other positions. */
export interface EventGuides {
  readonly shapes: Layout[];
  readonly note: string;
}

/**
 * Events as vertical lines on a chart with a time axis. If there are many, as short marks at its
 * top, with the worst event for each position. Skips events outside the chart's data, or outside
 * `window`.
 */
export function eventGuides(
  axis: AxisView,
  scale: TimeScale,
  events: readonly EventView[],
  window: Range | undefined,
): EventGuides {
  if (!axis.time || events.length === 0) return { shapes: [], note: "" };
  const shift = axis.shift ?? 0;
  // An axis without dates can only show a date if the run's start time is known.
  const placed = events.filter(
    ({ calendar }) => !calendar || axis.origin !== undefined || axis.shift !== undefined,
  );
  const [from, to] = window ?? [scale.from, scale.to];
  const inside = placed.filter(({ time }) => time - shift >= from && time - shift <= to);
  const few = inside.length <= mostGuides;
  const drawn = few ? inside : gravestOf(inside, from + shift, to + shift);
  return {
    shapes: drawn.map((event) => guide(event, event.time - shift, scale, few)),
    note: noteOf({ events, placed, inside, drawn, zoomed: window !== undefined, axis }),
  };
}

function guide({ status, name }: EventView, time: number, scale: TimeScale, full: boolean): Layout {
  const [x] = scale.toAxis(Float64Array.of(time));
  return {
    type: "line",
    name,
    yref: "paper",
    y0: full ? 0 : isFailure(status) ? 0.93 : 0.96,
    y1: 1,
    x0: x,
    x1: x,
    layer: full ? "below" : "above",
    line: {
      color: color(statusVariable(status)),
      width: full ? 1 : 1.5,
      ...(full ? { dash: "dot" } : {}),
    },
  };
}

/** The worst event for each of many positions. */
function gravestOf(events: readonly EventView[], from: number, to: number): EventView[] {
  const places = new Map<number, EventView>();
  for (const event of events) {
    const place = Math.floor(((event.time - from) / (to - from || 1)) * (mostTicks - 1));
    const known = places.get(place);
    if (known === undefined || gravityOf(event.status) > gravityOf(known.status)) {
      places.set(place, event);
    }
  }
  return [...places.values()];
}

function noteOf(found: {
  events: readonly EventView[];
  placed: readonly EventView[];
  inside: readonly EventView[];
  drawn: readonly EventView[];
  zoomed: boolean;
  axis: AxisView;
}): string {
  const { events, placed, inside, drawn, zoomed, axis } = found;
  const undated = inside.some((event) => event.undated);
  const unplaced = events.length - placed.length;
  const outside = zoomed ? 0 : placed.length - inside.length;
  return [
    undated ? "Events without a date are counted from the first sample." : "",
    axis.shift !== undefined && inside.some(({ calendar }) => calendar)
      ? "Events with a date are placed as if this chart started at the first sample with a date."
      : "",
    unplaced > 0
      ? `${count(unplaced, "event")} with a date not marked: this chart's time axis has no dates.`
      : "",
    outside > 0 ? `${count(outside, "event")} not marked: before or after this chart's data.` : "",
    drawn.length < inside.length
      ? `${count(drawn.length, "mark")} at the top represent ${count(inside.length, "event")}.`
      : "",
  ]
    .filter(Boolean)
    .join(" ");
}
