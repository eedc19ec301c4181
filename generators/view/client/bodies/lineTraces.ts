import {
  fluent,
  levelOf,
  pointsPerLine,
  type SeriesData,
  type Window,
} from "../../common/levels.js";
import { toDrawn } from "../../common/numbers.js";
import { isFailure, statusOf, statusVariable } from "../../common/words.js";
import type { LineView } from "../../model/pageData.js";
import { escapeText } from "../chartLayout.js";
import type { RunData } from "../Page.js";
import type { Trace } from "../plotly.js";
import { color, seriesColor, seriesVariant } from "../theme.js";
import type { TimeScale } from "../timeAxis.js";

/** A line with its name and color. */
export interface Line {
  readonly view: LineView;
  /** Position among the metric's lines. */
  readonly at: number;
  /** Its legend entry, shortened to fit. */
  readonly name: string;
}

/** The visible part of a line at one zoom: values, not positions. */
interface Points {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly statuses: ArrayLike<number> | null;
  readonly times: ArrayLike<number> | null;
  readonly marks: readonly {
    status: number;
    gap: boolean;
    x: ArrayLike<number>;
    y: ArrayLike<number>;
    all: number;
  }[];
  /** Points in the window. */
  readonly within: number;
}

/** The share of the lines in a drawing. */
export interface Shown {
  points: number;
  within: number;
  marks: number;
  marked: number;
}

export function seriesOf(view: LineView, data: RunData): SeriesData {
  return {
    x: data.doubles(view.x),
    y: data.doubles(view.y),
    length: view.length,
    statuses: view.statuses === null ? null : data.bytes(view.statuses),
    ascending: view.extent.ascending,
  };
}

/** The points of a line for a window; the overview of a long line is in the page, ready to draw. */
export function pointsOf(
  view: LineView,
  data: RunData,
  window: Window,
  lines: number,
  total: number,
): Points {
  const { whole } = view;
  if (whole !== undefined && window.x === undefined && window.y === undefined) {
    return {
      x: data.doubles(whole.x),
      y: data.doubles(whole.y),
      statuses: whole.statuses === null ? null : data.bytes(whole.statuses),
      times: null,
      marks: whole.marks.map((mark) => ({
        ...mark,
        x: data.doubles(mark.x),
        y: data.doubles(mark.y),
      })),
      within: view.length,
    };
  }
  const series = seriesOf(view, data);
  const target = total > fluent ? pointsPerLine(lines) : Number.POSITIVE_INFINITY;
  const level = levelOf(series, window, target);
  const { statuses } = series;
  const times = view.times === null ? null : data.doubles(view.times);
  return {
    x: pick(series.x, level.at),
    y: pick(series.y, level.at),
    statuses: statuses && pick(statuses, level.at),
    times: times && pick(times, level.at),
    marks: level.marks.map((mark) => ({
      ...mark,
      x: pick(series.x, mark.at),
      y: pick(series.y, mark.at),
    })),
    within: level.within,
  };
}

function pick(values: ArrayLike<number>, at: readonly number[]): Float64Array {
  return Float64Array.from(at, (i) => values[i] ?? Number.NaN);
}

type Dash = readonly [dash: string, word: string];

/** Styles that distinguish lines with the same color; with the colors, 64 kinds of lines. */
const dashes: readonly [Dash, ...Dash[]] = [
  ["solid", ""],
  ["dot", "dotted"],
  ["dash", "dashed"],
  ["longdash", "long dashes"],
  ["dashdot", "dash and dot"],
  ["longdashdot", "long dash and dot"],
  ["2px,7px", "wide dots"],
  ["14px,3px,2px,3px,2px,3px", "dash and two dots"],
];
const kinds = 64;

/** The look of the line at that position, in words. */
export function dashWord(at: number): string {
  const [, word] = seriesVariant(at, dashes);
  return at < kinds ? word : `bold ${word}`.trim();
}

/** The line itself, failed stretches if it is a path, and marks. */
export function lineTraces(
  { view, at, name }: Line,
  points: Points,
  scale: TimeScale,
  path: boolean,
  shown: Shown,
): Trace[] {
  shown.points += points.x.length;
  shown.within += points.within;
  const [dash] = seriesVariant(at, dashes);
  const legend = escapeText(view.legend);
  const x = scale.toAxis(drawn(points.x));
  const y = drawn(points.y);
  const line: Trace = {
    type: "scatter",
    mode: view.length <= 1 ? "markers" : "lines",
    name: escapeText(name),
    legendgroup: `${at}`,
    x,
    y,
    line: { color: seriesColor(at), width: at < kinds ? 1.75 : 3, dash },
    marker: { color: seriesColor(at), size: 7 },
    ...(points.times === null ? {} : { customdata: Array.from(points.times) }),
    hovertemplate: `%{x}<br>%{y}<extra>${legend}</extra>`,
  };
  return [
    line,
    ...(path ? pathTraces(line, points, at, legend) : []),
    ...points.marks.map((mark) => markTrace(mark, at, legend, scale, shown)),
  ];
}

/** Stretches of a path by status, over the line. */
function pathTraces(line: Trace, { statuses }: Points, at: number, legend: string): Trace[] {
  if (statuses === null) return [];
  const y = line.y as Float64Array;
  const present = [2, 5].filter((status) => Array.prototype.includes.call(statuses, status));
  return present.map((status) => ({
    ...line,
    legendgroup: `${at}`,
    showlegend: false,
    name: statusOf(status).word,
    y: y.map((value, i) =>
      statuses[i] === status || statuses[i - 1] === status ? value : Number.NaN,
    ),
    line: { color: color(statusVariable(status)), width: 4 },
    hovertemplate: `%{x}<br>%{y}<extra>${legend}: ${statusOf(status).word}</extra>`,
  }));
}

function markTrace(
  { status, gap, x, y, all }: Points["marks"][number],
  at: number,
  legend: string,
  scale: TimeScale,
  shown: Shown,
): Trace {
  shown.marks += x.length;
  shown.marked += all;
  const failed = isFailure(status);
  const shade = color(statusVariable(status));
  const { word } = statusOf(status);
  return {
    type: "scatter",
    mode: "markers",
    name: word,
    legendgroup: `${at}`,
    showlegend: false,
    x: scale.toAxis(drawn(x)),
    // Marks without a value are at the bottom of the chart.
    ...(gap ? { y: Array.from(x, () => 0.03), yaxis: "y2" } : { y: drawn(y) }),
    marker: {
      color: status === 4 || status === 3 ? color("--panel") : shade,
      size: failed ? 7 : 5,
      symbol: status === 5 ? "x" : status === 2 ? "diamond" : "circle",
      line: { color: shade, width: failed ? 0 : 1.25 },
    },
    hovertemplate: `%{x}<br>${gap ? "no value" : "%{y}"}<extra>${legend}: ${word}</extra>`,
  };
}

function drawn(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values, toDrawn);
}
