import { fromNum, isDrawn, toDrawn } from "../../common/numbers.js";
import { shortenAll } from "../../common/shorten.js";
import { isFailure, statusOf, statusVariable } from "../../common/words.js";
import { chart } from "../chart.js";
import { baseLayout, escapeText } from "../chartLayout.js";
import { count, h } from "../dom.js";
import { legendBox, manyEntries } from "../legendBox.js";
import type { Layout, Trace } from "../plotly.js";
import { color, seriesColor, seriesVariable } from "../theme.js";
import { stackedTable, statusWord } from "../valuesTable.js";
import type { BodyContext, BodyOf, BodyView, Toggle } from "./bodyTypes.js";

/** Maximum characters of a category below a chart, or of a legend entry above it. */
const longest = 24;
/** Maximum number of categories that fit below a chart. */
const named = 24;

export function barsView(body: BodyOf<"bars">, context: BodyContext): BodyView {
  const { data, name } = context;
  const bars = body.bars.map((bar) => ({
    legend: bar.legend,
    labels: data.strings(bar.labels),
    places: placesOf(data.strings(bar.labels)),
    doubles: data.doubles(bar.values),
    marks: bar.statuses === null ? null : data.bytes(bar.statuses),
  }));
  const legend = shortenAll(
    bars.map((bar) => bar.legend),
    longest,
  );
  const categories = new Map(
    bars.flatMap(({ places, labels }) => places.map((place, i) => [place, labels[i] ?? ""])),
  );
  const boxed = bars.length >= manyEntries;
  let log = false;
  const draw = () => {
    const layout = baseLayout(body.xName, body.yName, bars.length > 1 && !boxed);
    layout.barmode = body.stacked ? "relative" : "group";
    layout.bargap = 0.25;
    layout.xaxis = {
      ...(layout.xaxis as object),
      ...categoryTicks(categories),
      type: "category",
      showgrid: false,
    };
    if (log) layout.yaxis = { ...(layout.yaxis as object), type: "log" };
    const traces = bars.map(
      (bar, i): Trace => ({
        type: "bar",
        name: escapeText(legend[i] ?? ""),
        legendgroup: `${i}`,
        x: bar.places,
        y: bar.doubles.map(toDrawn),
        marker: barMarker(seriesColor(i), bar.marks ?? new Uint8Array()),
        customdata: bar.labels.map((label, at) => [
          escapeText(label),
          bar.marks === null ? "" : statusOf(bar.marks[at]).word,
        ]),
        hovertemplate: `%{customdata[0]}<br>%{y}<br>%{customdata[1]}<extra>${escapeText(bar.legend)}</extra>`,
      }),
    );
    return { data: traces, layout };
  };
  const drawn = chart({
    label: `${name}: bars of ${count(bars.length, "series", "series")}`,
    name,
    legend: bars.length > 1 && !boxed ? legend : [],
    draw,
  });
  const content = h("div", {}, drawn.element);
  if (boxed) content.append(legendBox(bars.map(seriesEntry), name, drawn.hide));
  const table = () =>
    stackedTable(
      ["Series", body.xName || "Bar", body.yName || "Value", "Status"],
      bars,
      ({ labels }) => labels.length,
      ({ legend, labels, doubles, marks }, at) => [
        legend,
        labels[at] ?? "",
        String(doubles[at]),
        statusWord(marks, at),
      ],
      ({ marks }, at) => marks?.[at] ?? 0,
    );
  const repeated = [...categories.keys()].filter((place) => place.includes("\u0000")).length;
  const notes = [
    ...failureNote(bars.map(({ marks }) => marks)),
    ...gapNote(bars.map(({ doubles }) => doubles)),
    ...(repeated === 0
      ? []
      : [h("p", {}, `${count(repeated, "bar")} with a repeated label: drawn separately`)]),
  ];
  const toggles = [logToggle((on) => (log = on), drawn.redraw)];
  return { content, notes, table, image: drawn.image, toggles };
}

function seriesEntry({ legend }: { legend: string }, at: number) {
  return { name: legend, group: `${at}`, color: seriesVariable(at), pattern: "" };
}

/** Positions of bars: by label; a bar with a repeated label gets its own position. */
function placesOf(labels: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return labels.map((label) => {
    const n = seen.get(label) ?? 0;
    seen.set(label, n + 1);
    const place = escapeText(label);
    return n === 0 ? place : `${place}\u0000${n + 1}`;
  });
}

/** Long names would leave no room for the bars. For short, unique names, plotly's own ticks are enough. */
function categoryTicks(categories: ReadonlyMap<string, string>): Layout {
  const labels = [...categories.values()];
  const isPlain = [...categories.keys()].every((place) => !place.includes("\u0000"));
  if (isPlain && labels.every(({ length }) => length <= longest)) return {};
  const shown = someOf([...categories.keys()]);
  const texts = shortenAll(
    shown.map((place) => categories.get(place) ?? ""),
    longest,
  );
  return { tickvals: shown, ticktext: texts.map(escapeText) };
}

/** As many as fit, evenly spaced. */
function someOf<T>(all: readonly T[]): T[] {
  const step = Math.ceil(all.length / named);
  return all.filter((_, at) => at % step === 0);
}

function gapNote(values: readonly ArrayLike<number>[]): HTMLElement[] {
  let gaps = 0;
  for (const doubles of values) {
    for (let at = 0; at < doubles.length; at += 1) if (!isDrawn(doubles[at])) gaps += 1;
  }
  if (gaps === 0) return [];
  return [
    h(
      "p",
      { class: "caution" },
      `${count(gaps, "value")} NaN or infinite (or beyond 1e300): not drawn`,
    ),
  ];
}

/** Bars keep their series' color; bars that did not pass have a border in the color of their status. */
function barMarker(fill: string, marks: ArrayLike<number>) {
  const statuses = Array.from(marks);
  return {
    color: fill,
    line: {
      color: statuses.map((status) => (isFailure(status) ? color(statusVariable(status)) : fill)),
      width: statuses.map((status) => (isFailure(status) ? 2.5 : 0)),
    },
    pattern: {
      shape: statuses.map((status) => (status === 5 ? "x" : status === 2 ? "/" : "")),
      fillmode: "overlay",
      fgcolor: color("--panel"),
      fgopacity: 0.7,
      size: 7,
    },
  };
}

function failureNote(statuses: readonly (ArrayLike<number> | null)[]): HTMLElement[] {
  const parts = [5, 2].flatMap((status) => {
    let n = 0;
    for (const marks of statuses) {
      for (let at = 0; at < (marks?.length ?? 0); at += 1) if (marks?.[at] === status) n += 1;
    }
    if (n === 0) return [];
    return [`${count(n, "bar")} ${status === 5 ? "blocking (crossed)" : "warning (hatched)"}`];
  });
  return parts.length === 0 ? [] : [h("p", {}, parts.join(", "))];
}

export function batchwiseView(body: BodyOf<"batchwise">, context: BodyContext): BodyView {
  const legend = shortenAll(
    body.bars.map((bar) => bar.legend),
    longest,
  );
  let log = false;
  const draw = () => {
    const shown = someOf(body.batches);
    const layout = baseLayout(body.xName, body.yName, true);
    if (log) layout.yaxis = { ...(layout.yaxis as object), type: "log" };
    layout.barmode = body.stacked ? "relative" : "group";
    layout.bargap = 0.25;
    layout.xaxis = {
      ...(layout.xaxis as object),
      type: "category",
      showgrid: false,
      tickvals: shown.map(({ id }) => id),
      ticktext: shown.map(({ id, time }) => `${shortTime(time)}<br>${id.slice(0, 8)}`),
      categoryorder: "array",
      categoryarray: body.batches.map(({ id }) => id),
    };
    const data = body.bars.map((bar, i): Trace => {
      const batches = bar.at.map((at) => body.batches[at]);
      return {
        type: "bar",
        name: escapeText(legend[i] ?? ""),
        x: batches.map((batch) => batch?.id ?? ""),
        y: bar.values.map((value) => toDrawn(fromNum(value))),
        marker: barMarker(bar.color ?? seriesColor(i), bar.statuses),
        customdata: bar.statuses.map((status, n) => [
          batches[n]?.time ?? "",
          statusOf(status).word,
        ]),
        hovertemplate: `%{y}<br>batch %{x}<br>%{customdata[0]}<br>%{customdata[1]}<extra>${escapeText(bar.legend)}</extra>`,
      };
    });
    return { data, layout };
  };
  const drawn = chart({
    label: `${context.name}: ${count(body.batches.length, "batch", "batches")}`,
    name: context.name,
    legend,
    draw,
  });
  const table = () =>
    stackedTable(
      ["Series", "Time", "Batch", body.yName || "Value", "Status"],
      body.bars,
      ({ at }) => at.length,
      ({ legend, at, values, statuses }, i) => {
        const batch = body.batches[at[i] ?? -1];
        const word = statusWord(statuses, i);
        return [legend, batch?.time ?? "", batch?.id ?? "", String(values[i]), word];
      },
      ({ statuses }, i) => statuses[i] ?? 0,
    );
  const notes = [
    ...failureNote(body.bars.map(({ statuses }) => statuses)),
    ...gapNote(body.bars.map(({ values }) => values.map(fromNum))),
  ];
  const toggles = [logToggle((on) => (log = on), drawn.redraw)];
  return { content: drawn.element, notes, table, image: drawn.image, toggles };
}

function logToggle(set: (on: boolean) => void, redraw: () => void): Toggle {
  return {
    label: "Log axis",
    title: "Values on a logarithmic axis",
    pressed: false,
    set: (on) => {
      set(on);
      redraw();
    },
  };
}

/** `2024-05-01 12:00:00.5 UTC` -> `2024-05-01 12:00`. */
function shortTime(time: string): string {
  return time.endsWith("UTC") ? time.slice(0, 16) : time;
}
