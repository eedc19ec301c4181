import type { Num } from "@metrics-project/runtime/view";
import { baseLayout, chart, escapeText } from "../chart.js";
import { count, h } from "../dom.js";
import { fromNum, shortNumber } from "../numbers.js";
import type { Trace } from "../plotly.js";
import { color, seriesColor } from "../theme.js";
import { isAscending, rangeOf, thin } from "../thin.js";
import { statusOf, statusVariable } from "../words.js";
import type { BodyContext, BodyOf, BodyView } from "./bodyTypes.js";

/** More points than this in one chart are thinned. */
const fluent = 10_000;
/** So few points that each one is marked. */
const sparse = 150;
/** Marks beyond this many of one line and status are thinned too. */
const maximumMarks = 1000;

interface Series {
  legend: string;
  x: Float64Array;
  y: Float64Array;
  statuses: Uint8Array | null;
  ascending: boolean;
}

export function linesView(body: BodyOf<"lines">, context: BodyContext): BodyView {
  const { page } = context;
  const series = body.lines.map((line): Series => {
    const x = page.doubles(line.x);
    const statuses = line.statuses === null ? null : page.bytes(line.statuses);
    return {
      legend: line.legend,
      x,
      y: page.doubles(line.y),
      statuses,
      ascending: isAscending(x),
    };
  });
  const total = series.reduce((sum, { x, y }) => sum + Math.min(x.length, y.length), 0);
  const note = h("p", { role: "status" });
  const share = Math.max(500, Math.floor(fluent / Math.max(1, series.length)));
  const target = total > fluent ? share : Number.POSITIVE_INFINITY;
  let zoom: [number, number] | undefined;

  const lineTraces = (): Trace[] => {
    let shown = 0;
    let within = 0;
    const traces = series.map(({ legend, x, y, ascending }, i): Trace => {
      const length = Math.min(x.length, y.length);
      const [start, end] =
        zoom !== undefined && ascending ? rangeOf(x, ...zoom) : ([0, length] as const);
      const values = ascending ? [y] : [x, y];
      const kept = thin(values, start, Math.min(end, length), target);
      shown += kept.length;
      within += Math.min(end, length) - start;
      return {
        type: "scatter",
        mode: length <= 1 ? "markers" : "lines",
        name: escapeText(legend),
        legendgroup: `${i}`,
        x: pick(x, kept),
        y: pick(y, kept),
        line: { color: seriesColor(i), width: 1.75 },
        marker: { color: seriesColor(i), size: 7 },
        hovertemplate: `${escapeText(body.x.name)} %{x}<br>%{y}<extra>${escapeText(legend)}</extra>`,
      };
    });
    note.textContent = thinnedNote(shown, within, total, zoom !== undefined);
    return traces;
  };

  const element = chart({
    label: `${context.name}: ${count(series.length, "line")}, ${count(total, "point")}`,
    draw: () => ({
      data: [...lineTraces(), ...series.flatMap(markTraces)],
      layout: layoutOf(body, series, zoom),
    }),
    onZoom: (range, redraw) => {
      zoom = range;
      if (total <= fluent) return;
      const traces = lineTraces();
      redraw(
        { x: traces.map(({ x }) => x), y: traces.map(({ y }) => y) },
        traces.map((_, i) => i),
      );
    },
  });
  return { content: element, notes: [note, ...originNote(body)] };
}

function thinnedNote(shown: number, within: number, total: number, zoomed: boolean): string {
  if (total <= fluent) return "";
  const number = (n: number) => n.toLocaleString("en");
  if (shown >= within) {
    return zoomed ? `All ${number(within)} points of this stretch are drawn.` : "";
  }
  return `Thinned: ${number(shown)} of ${number(within)} points are drawn, the lowest and the highest of each stretch. Zoom in to see every point.`;
}

function originNote({ x }: BodyOf<"lines">): HTMLElement[] {
  if (x.origin === undefined) return [];
  return [h("p", {}, `0 s is ${x.origin.slice(0, 19).replace("T", " ")} UTC`)];
}

/** Points by status: all where there are few, those that did not pass where there are many. */
function markTraces({ legend, x, y, statuses }: Series, i: number): Trace[] {
  if (statuses === null) return [];
  const all = y.length <= sparse;
  const places = new Map<number, number[]>();
  statuses.forEach((status, at) => {
    const marked = status === 2 || status === 5 || (all && status !== 0);
    if (!marked) return;
    const list = places.get(status) ?? [];
    places.set(status, list);
    list.push(at);
  });
  return [...places].map(([status, at]): Trace => {
    const step = Math.ceil(at.length / maximumMarks);
    const kept = step > 1 ? at.filter((_, n) => n % step === 0) : at;
    const failed = status === 2 || status === 5;
    const shade = color(statusVariable(status));
    return {
      type: "scatter",
      mode: "markers",
      name: statusOf(status).word,
      legendgroup: `${i}`,
      showlegend: false,
      x: pick(x, kept),
      y: pick(y, kept),
      marker: {
        color: status === 4 || status === 3 ? color("--panel") : shade,
        size: failed ? 7 : 5,
        symbol: status === 5 ? "x" : status === 2 ? "diamond" : "circle",
        line: { color: shade, width: failed ? 0 : 1.25 },
      },
      hovertemplate: `%{x}<br>%{y}<extra>${escapeText(legend)}: ${statusOf(status).word}</extra>`,
    };
  });
}

function layoutOf(body: BodyOf<"lines">, series: Series[], zoom: [number, number] | undefined) {
  const layout = baseLayout(body.x.name, body.y.name, series.length > 1 || named(body));
  const range = zoom ?? body.x.range?.map(fromNum);
  if (range !== undefined) layout.xaxis = { ...(layout.xaxis as object), range };
  const limits = limitLines(body);
  layout.shapes = limits.map(({ value }) => ({
    type: "line",
    xref: "paper",
    x0: 0,
    x1: 1,
    y0: value,
    y1: value,
    line: { color: color("--block"), width: 1.25, dash: "dash" },
  }));
  layout.annotations = limits.map(({ value, text, above }) => ({
    xref: "paper",
    x: 0,
    xanchor: "left",
    y: value,
    yanchor: above ? "bottom" : "top",
    showarrow: false,
    text: escapeText(text),
    font: { size: 11, color: color("--block-text") },
  }));
  return layout;
}

/** One legend entry says something where it is not the axis title once more. */
function named(body: BodyOf<"lines">): boolean {
  const legend = body.lines[0]?.legend ?? "";
  return !body.y.name.startsWith(legend);
}

function limitLines(body: BodyOf<"lines">) {
  const lines = new Map<string, { value: number; text: string; above: boolean }>();
  const several = body.lines.length > 1;
  const add = (limit: Num | undefined, above: boolean, legend: string) => {
    if (limit === undefined) return;
    const value = fromNum(limit);
    if (!Number.isFinite(value)) return;
    const key = `${above} ${value}`;
    const word = `fails ${above ? "above" : "below"} ${shortNumber(value)}`;
    const known = lines.get(key);
    if (known === undefined) {
      lines.set(key, { value, above, text: several ? `${legend} ${word}` : word });
    } else known.text = word;
  };
  for (const { failsAbove, failsBelow, legend } of body.lines) {
    add(failsAbove, true, legend);
    add(failsBelow, false, legend);
  }
  return [...lines.values()];
}

function pick(values: Float64Array, at: readonly number[]): Float64Array {
  if (at.length === values.length) return values;
  const picked = new Float64Array(at.length);
  at.forEach((from, to) => {
    picked[to] = values[from] ?? Number.NaN;
  });
  return picked;
}
