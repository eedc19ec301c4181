import { fluent, type Window } from "../../common/levels.js";
import { fromNum } from "../../common/numbers.js";
import { shortenAll } from "../../common/shorten.js";
import type { LineView } from "../../model/pageData.js";
import { chart, type View } from "../chart.js";
import { baseLayout } from "../chartLayout.js";
import { count, h } from "../dom.js";
import { legendBox, manyEntries } from "../legendBox.js";
import type { Layout, PlotElement } from "../plotly.js";
import { color, seriesVariable } from "../theme.js";
import { eventGuides, type TimeScale, timeLink, timeScale } from "../timeAxis.js";
import { stackedTable, statusWord } from "../valuesTable.js";
import type { BodyContext, BodyOf, BodyView, Toggle } from "./bodyTypes.js";
import { limitLines } from "./limitLines.js";
import { dashWord, type Line, lineTraces, pointsOf, type Shown, seriesOf } from "./lineTraces.js";
import { pathPlace } from "./pathPlace.js";

/** Maximum characters of a legend entry. */
const longest = 24;
/** Maximum number of limits listed in words; a note with dozens would be longer than the chart. */
const toldLimits = 6;

interface Style {
  log: boolean;
  equal: boolean;
  far: boolean;
}

export function linesView(body: BodyOf<"lines">, context: BodyContext): BodyView {
  const { data, name, cursor } = context;
  const names = shortenAll(
    body.lines.map(({ legend }) => legend),
    longest,
  );
  const lines = body.lines.map((view, at): Line => ({ view, at, name: names[at] ?? "" }));
  const total = body.lines.reduce((sum, { length }) => sum + length, 0);
  const scale = timeScale(body.x, ...endsOf(body.lines));
  const path = body.map === true || body.time !== undefined;
  const style: Style = { log: false, equal: body.map === true, far: false };
  const note = h("p", { role: "status" });
  const guideNote = h("p", {});
  const boxed = lines.length >= manyEntries;

  const drawing = (window: Window) => {
    const shown: Shown = { points: 0, within: 0, marks: 0, marked: 0 };
    const traces = lines.flatMap((line) =>
      lineTraces(line, pointsOf(line.view, data, window, lines.length, total), scale, path, shown),
    );
    const zoomed = window.x !== undefined || window.y !== undefined;
    note.textContent = [thinnedNote(shown, total, zoomed), markedNote(shown)].join(" ").trim();
    const guides = eventGuides(body.x, scale, context.events, window.x);
    guideNote.textContent = guides.note;
    const layout = layoutOf(body, scale, style, guides.shapes, !boxed);
    if (traces.some(({ yaxis }) => yaxis === "y2")) layout.yaxis2 = foot;
    return { data: traces, layout };
  };
  const draw = (view: View) => {
    const window: Window = {
      x: view.x && [scale.fromAxis(view.x[0]), scale.fromAxis(view.x[1])],
      y: view.y && (style.log ? [10 ** view.y[0], 10 ** view.y[1]] : view.y),
    };
    const closer = window.x !== undefined || window.y !== undefined;
    const loading = closer ? data.load(arraysOf(body.lines)) : undefined;
    return loading === undefined ? drawing(window) : loading.then(() => drawing(window));
  };

  const placeOf = pathPlace(body, context);
  const drawn = chart({
    label: `${name}: ${count(lines.length, "line")}, ${count(total, "point")}`,
    name,
    legend: boxed ? [] : names,
    draw,
    detailed:
      total > fluent || body.lines.some(({ whole }) => whole !== undefined) || marksAre(body, data),
    ...(body.x.time ? { time: timeLink(body.x, scale, cursor) } : {}),
    ...(placeOf === undefined ? {} : { placeOf }),
    onDrawn: (element) => {
      if (body.time !== undefined) followPoints(element, context, body.time.shift ?? 0);
    },
  });
  const content = h("div", {}, drawn.element);
  if (boxed) {
    const entries = body.lines.map(({ legend }, at) => ({
      name: legend,
      group: `${at}`,
      color: seriesVariable(at),
      pattern: dashWord(at),
    }));
    content.append(legendBox(entries, name, drawn.hide));
  }
  return {
    content,
    notes: [
      note,
      guideNote,
      ...gapNotes(body.lines, total),
      ...limitNotes(body.lines),
      ...scale.notes,
    ],
    table: () => {
      const table = () => tableOf(body, scale, context);
      return data.load(arraysOf(body.lines))?.then(table) ?? table();
    },
    image: drawn.image,
    toggles: togglesOf(body, style, drawn.redraw),
  };
}

/** The axis for marks without a height: a second axis from 0 to 1. */
const foot: Layout = { overlaying: "y", range: [0, 1], visible: false, fixedrange: true };

function arraysOf(lines: readonly LineView[]) {
  return lines.flatMap(({ x, y, statuses, times }) => [x, y, statuses, times]);
}

/** Whether there can be more failures than marks. */
function marksAre({ lines }: BodyOf<"lines">, data: BodyContext["data"]): boolean {
  return lines.some((view) => {
    if (view.whole !== undefined || view.statuses === null) return false;
    return data.bytes(view.statuses).length > 1000;
  });
}

function togglesOf(body: BodyOf<"lines">, style: Style, redraw: () => void): Toggle[] {
  const toggle = (key: keyof Style, label: string, title: string): Toggle => ({
    label,
    title,
    pressed: style[key],
    set: (on) => {
      style[key] = on;
      redraw();
    },
  });
  return [
    toggle("log", "Log axis", "Values on a logarithmic axis"),
    ...(body.x.time ? [] : [toggle("equal", "1:1 axes", "Use the same scale on both axes")]),
    ...(limitLines(body.lines).some(({ far }) => far)
      ? [toggle("far", "Far limits", "Draw limits that are far from the lines")]
      : []),
  ];
}

/** A point under the pointer moves the cursor to its time. */
function followPoints(element: PlotElement, { cursor }: BodyContext, shift: number): void {
  element.on?.("plotly_hover", ({ points }) => {
    const [point] = (Array.isArray(points) ? points : []) as { customdata?: unknown }[];
    if (typeof point?.customdata === "number") cursor.setTime(point.customdata + shift);
  });
}

/** Notes below the chart about everything that it cannot show. */
function gapNotes(lines: readonly LineView[], total: number): HTMLElement[] {
  const gaps = lines.reduce((sum, { extent }) => sum + extent.gaps, 0);
  const tiny = lines.reduce((sum, { extent }) => sum + extent.denormals, 0);
  const texts = [
    gaps === 0
      ? ""
      : gaps === total
        ? "Nothing to draw: every point is NaN or infinite"
        : `${count(gaps, "point")} NaN or infinite (or beyond 1e300): gaps in the line`,
    tiny === 0 ? "" : `${count(tiny, "point")} closer to zero than 1e−300: drawn as zero`,
  ];
  return texts.filter(Boolean).map((text) => h("p", { class: "caution" }, text));
}

function endsOf(lines: readonly LineView[]): [number, number] {
  const extents = lines.flatMap(({ extent }) => (extent.x === undefined ? [] : [extent.x]));
  return [Math.min(...extents.map(([from]) => from)), Math.max(...extents.map(([, to]) => to))];
}

const number = (n: number) => n.toLocaleString("en");

function thinnedNote({ points, within }: Shown, total: number, zoomed: boolean): string {
  if (total <= fluent) return "";
  if (points >= within) {
    return zoomed ? `All ${number(within)} points of this interval are drawn.` : "";
  }
  return `Downsampled: ${number(points)} of ${number(within)} points are drawn, the lowest and the highest of each interval. Zoom in to see every point.`;
}

function markedNote({ marks, marked }: Shown): string {
  if (marks === marked) return "";
  return `${number(marks)} marks represent ${number(marked)} elements that did not pass. Zoom in to separate them.`;
}

function layoutOf(
  body: BodyOf<"lines">,
  scale: TimeScale,
  style: Style,
  guides: readonly Layout[],
  legend: boolean,
): Layout {
  const shown = legend && (body.lines.length > 1 || named(body));
  const layout = baseLayout(scale.title, body.y.name, shown);
  const range = body.x.range?.map(fromNum);
  layout.xaxis = {
    ...(layout.xaxis as object),
    ...scale.axis,
    ...(range === undefined ? {} : { range: Array.from(scale.toAxis(Float64Array.from(range))) }),
  };
  layout.yaxis = {
    ...(layout.yaxis as object),
    ...(style.log ? { type: "log" } : {}),
    ...(style.equal ? { scaleanchor: "x", scaleratio: 1, constrain: "domain" } : {}),
  };
  layout.shapes = [
    ...guides,
    ...limitLines(body.lines)
      .filter(({ far, value }) => (style.far || !far) && (!style.log || value > 0))
      .map(({ value }) => ({
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

/** A single legend entry is useful unless it repeats the axis title. */
function named(body: BodyOf<"lines">): boolean {
  const legend = body.lines[0]?.legend ?? "";
  return !body.y.name.toLowerCase().startsWith(legend.toLowerCase());
}

/** Shown below the chart: inside it, words would hide a line close to the limit. */
function limitNotes(lines: readonly LineView[]): HTMLElement[] {
  const all = limitLines(lines);
  const near = all.filter(({ far }) => !far);
  if (all.length === 0) return [];
  const rest = all.length - toldLimits;
  const told = all
    .slice(0, toldLimits)
    .map(({ text }) => text)
    .join(", ");
  const list = `${told}${rest > 0 ? ` and ${rest} more bounds` : ""}`;
  if (near.length === all.length) return [h("p", {}, `Dashed: ${list}`)];
  const left = near.length === 0 ? "" : `${all.length - near.length} of them `;
  return [
    h("p", {}, `${near.length === 0 ? "Limits" : "Dashed"}: ${list}`),
    h(
      "p",
      {},
      `${left === "" ? "Too" : `${left}too`} far from the lines to be drawn with them (⋯, Far limits)`,
    ),
  ];
}

function tableOf(body: BodyOf<"lines">, scale: TimeScale, { data }: BodyContext) {
  const series = body.lines.map((view) => ({ legend: view.legend, ...seriesOf(view, data) }));
  return stackedTable(
    ["Line", scale.column || "x", body.y.name || "y", "Status"],
    series,
    ({ length }) => length,
    ({ legend, x, y, statuses }, at) => [
      legend,
      String(x[at]),
      String(y[at]),
      statusWord(statuses, at),
    ],
    ({ statuses }, at) => statuses?.[at] ?? 0,
  );
}
