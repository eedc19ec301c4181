import type { Num } from "../../model/pageData.js";
import { baseLayout, chart, escapeText } from "../chart.js";
import { count, h } from "../dom.js";
import { markPlaces } from "../markPlaces.js";
import { fromNum, isDrawn, shortNumber, toDrawn } from "../numbers.js";
import type { Layout, Trace } from "../plotly.js";
import { shortenAll } from "../shorten.js";
import { color, seriesColor, seriesVariant } from "../theme.js";
import { isAscending, rangeOf, thin } from "../thin.js";
import { eventGuides, type TimeScale, timeScale } from "../timeAxis.js";
import { stackedTable } from "../valuesTable.js";
import { statusOf, statusVariable } from "../words.js";
import type { BodyContext, BodyOf, BodyView } from "./bodyTypes.js";

/** More points than this in one chart are thinned. */
const fluent = 10_000;
/** So few points that each one is marked. */
const sparse = 150;
/** Characters of an entry of the legend. */
const longest = 24;
/** Bounds that are told in words; a note of dozens would be longer than the chart. */
const toldLimits = 6;

interface Series {
  legend: string;
  /** The legend as there is room for it. */
  name: string;
  x: Float64Array;
  y: Float64Array;
  length: number;
  statuses: Uint8Array | null;
  ascending: boolean;
}

type Zoom = readonly [from: number, to: number] | undefined;

export function linesView(body: BodyOf<"lines">, context: BodyContext): BodyView {
  const { page } = context;
  const names = shortenAll(
    body.lines.map(({ legend }) => legend),
    longest,
  );
  const series = body.lines.map((line, i): Series => {
    const x = page.doubles(line.x);
    const y = page.doubles(line.y);
    const statuses = line.statuses === null ? null : page.bytes(line.statuses);
    const length = Math.min(x.length, y.length);
    const name = names[i] ?? "";
    return { legend: line.legend, name, x, y, length, statuses, ascending: isAscending(x) };
  });
  const total = series.reduce((sum, { length }) => sum + length, 0);
  const share = Math.max(500, Math.floor(fluent / Math.max(1, series.length)));
  const target = total > fluent ? share : Number.POSITIVE_INFINITY;
  const scale = timeScale(body.x, ...endsOf(series));
  const note = h("p", { role: "status" });
  let zoom: Zoom;
  let complete = false;

  const traces = (): Trace[] => {
    let shown = 0;
    let within = 0;
    const lines = series.map((line, i): Trace => {
      const [start, end] = stretchOf(line, zoom);
      const kept = thin(line.ascending ? [line.y] : [line.x, line.y], start, end, target);
      shown += kept.length;
      within += end - start;
      return lineTrace(line, i, kept, scale);
    });
    const counted = { marked: 0, all: 0 };
    const marks = series.flatMap((line, i) => markTraces(line, i, zoom, scale, counted));
    // A zoom shows more only where not all was shown.
    if (zoom === undefined) complete = total <= fluent && counted.marked === counted.all;
    note.textContent = [
      thinnedNote(shown, within, total, zoom !== undefined),
      markedNote(counted),
    ].join(" ");
    return [...lines, ...marks];
  };

  const element = chart({
    label: `${context.name}: ${count(series.length, "line")}, ${count(total, "point")}`,
    legend: names,
    draw: () => ({ data: traces(), layout: layoutOf(body, context, scale, zoom) }),
    onZoom: (range, redraw) => {
      zoom = range && [scale.fromAxis(range[0]), scale.fromAxis(range[1])];
      if (complete) return;
      const all = traces();
      redraw(
        { x: all.map(({ x }) => x), y: all.map(({ y }) => y) },
        all.map((_, i) => i),
      );
    },
  });
  const table = stackedTable(
    ["Line", scale.title || "x", body.y.name || "y", "Status"],
    series,
    ({ length }) => length,
    ({ legend, x, y, statuses }, at) => [
      legend,
      String(x[at]),
      String(y[at]),
      statuses === null ? "" : statusOf(statuses[at]).word,
    ],
  );
  const notes = [note, ...gapNote(series, total), ...limitNote(body), ...scale.notes];
  return { content: element, notes, table };
}

/** What a chart cannot show is said below it. */
function gapNote(series: readonly Series[], total: number): HTMLElement[] {
  let gaps = 0;
  for (const { x, y, length } of series) {
    for (let at = 0; at < length; at += 1) {
      if (!isDrawn(y[at]) || !isDrawn(x[at])) gaps += 1;
    }
  }
  if (gaps === 0) return [];
  const text =
    gaps === total
      ? "Nothing to draw: every point is NaN or infinite"
      : `${count(gaps, "point")} NaN or infinite (or beyond 1e300): gaps in the line`;
  return [h("p", { class: "caution" }, text)];
}

function endsOf(series: readonly Series[]): [number, number] {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const { x } of series) {
    for (const value of x) {
      if (!isDrawn(value)) continue;
      if (value < from) from = value;
      if (value > to) to = value;
    }
  }
  return [from, to];
}

/** The positions that lie in the stretch zoomed to. */
function stretchOf({ x, length, ascending }: Series, zoom: Zoom): [number, number] {
  if (zoom === undefined || !ascending) return [0, length];
  const [start, end] = rangeOf(x, ...zoom);
  return [Math.min(start, length), Math.min(end, length)];
}

function thinnedNote(shown: number, within: number, total: number, zoomed: boolean): string {
  if (total <= fluent) return "";
  const number = (n: number) => n.toLocaleString("en");
  if (shown >= within) {
    return zoomed ? `All ${number(within)} points of this stretch are drawn.` : "";
  }
  return `Thinned: ${number(shown)} of ${number(within)} points are drawn, the lowest and the highest of each stretch. Zoom in to see every point.`;
}

function markedNote({ marked, all }: { marked: number; all: number }): string {
  if (marked === all) return "";
  const number = (n: number) => n.toLocaleString("en");
  return `${number(marked)} marks stand for ${number(all)} elements that did not pass, wherever they are. Zoom in to tell them apart.`;
}

function lineTrace(line: Series, i: number, kept: readonly number[], scale: TimeScale): Trace {
  const legend = escapeText(line.legend);
  return {
    type: "scatter",
    mode: line.length <= 1 ? "markers" : "lines",
    name: escapeText(line.name),
    legendgroup: `${i}`,
    x: scale.toAxis(pick(line.x, kept)),
    y: pick(line.y, kept),
    line: {
      color: seriesColor(i),
      width: 1.75,
      dash: seriesVariant(i, ["solid", "dot", "dashdot", "longdash"]),
    },
    marker: { color: seriesColor(i), size: 7 },
    hovertemplate: `%{x}<br>%{y}<extra>${legend}</extra>`,
  };
}

/**
 * Points by status: all where there are few, those that did not pass where there are many. Which
 * traces there are does not depend on the zoom, so that a zoom only changes their points.
 */
function markTraces(
  line: Series,
  i: number,
  zoom: Zoom,
  scale: TimeScale,
  counted: { marked: number; all: number },
): Trace[] {
  const { x, y, statuses, length } = line;
  if (statuses === null) return [];
  const all = length <= sparse;
  const [start, end] = stretchOf(line, zoom);
  const places = new Map<number, number[]>();
  statuses.forEach((status, at) => {
    const marked = status === 2 || status === 5 || (all && status !== 0);
    if (!marked) return;
    const list = places.get(status) ?? [];
    places.set(status, list);
    if (at < start || at >= end) return;
    const position = x[at] ?? Number.NaN;
    // A line that runs to and fro has no stretch of its own for the zoom.
    if (zoom !== undefined && !line.ascending && (position < zoom[0] || position > zoom[1])) return;
    list.push(at);
  });
  return [...places].map(([status, at]): Trace => {
    const kept = markPlaces(at, x, y, line.ascending);
    counted.marked += kept.length;
    counted.all += at.length;
    const failed = status === 2 || status === 5;
    const shade = color(statusVariable(status));
    return {
      type: "scatter",
      mode: "markers",
      name: statusOf(status).word,
      legendgroup: `${i}`,
      showlegend: false,
      x: scale.toAxis(pick(x, kept)),
      y: pick(y, kept),
      marker: {
        color: status === 4 || status === 3 ? color("--panel") : shade,
        size: failed ? 7 : 5,
        symbol: status === 5 ? "x" : status === 2 ? "diamond" : "circle",
        line: { color: shade, width: failed ? 0 : 1.25 },
      },
      hovertemplate: `%{x}<br>%{y}<extra>${escapeText(line.legend)}: ${statusOf(status).word}</extra>`,
    };
  });
}

function layoutOf(
  body: BodyOf<"lines">,
  context: BodyContext,
  scale: TimeScale,
  zoom: Zoom,
): Layout {
  const layout = baseLayout(scale.title, body.y.name, body.lines.length > 1 || named(body));
  const range = zoom ?? body.x.range?.map(fromNum);
  layout.xaxis = {
    ...(layout.xaxis as object),
    ...scale.axis,
    ...(range === undefined ? {} : { range: Array.from(scale.toAxis(Float64Array.from(range))) }),
  };
  const limits = limitLines(body);
  layout.shapes = [
    ...eventGuides(body.x, scale, context.events),
    ...limits.map(({ value }) => ({
      type: "line",
      xref: "paper",
      x0: 0,
      x1: 1,
      y0: value,
      y1: value,
      line: { color: color("--block"), width: 1.25, dash: "dash" },
    })),
  ];
  return layout;
}

/** One legend entry says something where it is not the axis title once more. */
function named(body: BodyOf<"lines">): boolean {
  const legend = body.lines[0]?.legend ?? "";
  return !body.y.name.toLowerCase().startsWith(legend.toLowerCase());
}

/** Said below the chart: within it, words would hide the line that comes close to them. */
function limitNote(body: BodyOf<"lines">): HTMLElement[] {
  const texts = limitLines(body).map(({ text }) => text);
  if (texts.length === 0) return [];
  const rest = texts.length - toldLimits;
  const told = texts.slice(0, toldLimits).join(", ");
  return [h("p", {}, `Dashed: ${told}${rest > 0 ? ` and ${rest} more bounds` : ""}`)];
}

function limitLines(body: BodyOf<"lines">) {
  const lines = new Map<string, { value: number; text: string }>();
  const add = (limit: Num | undefined, above: boolean, legend: string) => {
    if (limit === undefined) return;
    const value = fromNum(limit);
    if (!isDrawn(value)) return;
    const word = `fails ${above ? "above" : "below"} ${shortNumber(value)}`;
    const known = lines.get(word);
    // A bound that lines share is nobody's own.
    if (known !== undefined) known.text = word;
    else lines.set(word, { value, text: body.lines.length > 1 ? `${legend} ${word}` : word });
  };
  for (const { failsAbove, failsBelow, legend } of body.lines) {
    add(failsAbove, true, legend);
    add(failsBelow, false, legend);
  }
  return [...lines.values()];
}

function pick(values: Float64Array, at: readonly number[]): Float64Array {
  const picked = new Float64Array(at.length);
  at.forEach((from, to) => {
    picked[to] = toDrawn(values[from] ?? Number.NaN);
  });
  return picked;
}
