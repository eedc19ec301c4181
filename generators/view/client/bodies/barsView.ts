import { baseLayout, chart, escapeText } from "../chart.js";
import { count, h } from "../dom.js";
import { fromNum, isDrawn, toDrawn } from "../numbers.js";
import type { Layout, Trace } from "../plotly.js";
import { shorten, shortenAll } from "../shorten.js";
import { color, seriesColor } from "../theme.js";
import { stackedTable } from "../valuesTable.js";
import { statusOf, statusVariable } from "../words.js";
import type { BodyContext, BodyOf, BodyView } from "./bodyTypes.js";

/** Characters of a category, or of an entry of the legend, below and above a chart. */
const longest = 24;
/** More categories than this cannot be named below a chart. */
const named = 24;

export function barsView(body: BodyOf<"bars">, context: BodyContext): BodyView {
  const bars = body.bars.map((bar) => ({
    legend: bar.legend,
    labels: context.page.strings(bar.labels),
    doubles: context.page.doubles(bar.values),
    marks: bar.statuses === null ? null : context.page.bytes(bar.statuses),
  }));
  const legend = shortenAll(
    bars.map((bar) => bar.legend),
    longest,
  );
  const categories = [...new Set(bars.flatMap(({ labels }) => labels))];
  const draw = () => {
    const layout = baseLayout(body.xName, body.yName, bars.length > 1);
    layout.barmode = body.stacked ? "relative" : "group";
    layout.bargap = 0.25;
    layout.xaxis = {
      ...(layout.xaxis as object),
      ...categoryTicks(categories),
      type: "category",
      showgrid: false,
    };
    const data = bars.map(
      (bar, i): Trace => ({
        type: "bar",
        name: escapeText(legend[i] ?? ""),
        x: bar.labels.map(escapeText),
        y: bar.doubles.map(toDrawn),
        marker: barMarker(seriesColor(i), Array.from(bar.marks ?? [])),
        customdata: Array.from(bar.marks ?? [], (status) => statusOf(status).word),
        hovertemplate: `%{x}<br>%{y}<br>%{customdata}<extra>${escapeText(bar.legend)}</extra>`,
      }),
    );
    return { data, layout };
  };
  const label = `${context.name}: bars of ${count(bars.length, "series", "series")}`;
  const table = stackedTable(
    ["Series", body.xName || "Bar", body.yName || "Value", "Status"],
    bars,
    ({ labels }) => labels.length,
    ({ legend, labels, doubles, marks }, at) => [
      legend,
      labels[at] ?? "",
      String(doubles[at]),
      marks === null ? "" : statusOf(marks[at]).word,
    ],
  );
  const notes = [
    ...failureNote(bars.map(({ marks }) => marks)),
    ...gapNote(bars.map(({ doubles }) => doubles)),
  ];
  return { content: chart({ label, legend: bars.length > 1 ? legend : [], draw }), notes, table };
}

/** Long names would leave no room for the bars: plotly's own ticks do for short ones only. */
function categoryTicks(categories: readonly string[]): Layout {
  if (categories.every(({ length }) => length <= longest)) return {};
  const shown = someOf(categories);
  return {
    tickvals: shown.map(escapeText),
    ticktext: shown.map((category) => escapeText(shorten(category, longest))),
  };
}

/** As many as can be named, evenly spread. */
function someOf<T>(all: readonly T[]): T[] {
  const step = Math.ceil(all.length / named);
  return all.filter((_, at) => at % step === 0);
}

function gapNote(values: readonly ArrayLike<number>[]): HTMLElement[] {
  const all = values.flatMap((doubles) => Array.from(doubles));
  const gaps = all.filter((value) => !isDrawn(value)).length;
  if (gaps === 0) return [];
  return [
    h(
      "p",
      { class: "caution" },
      `${count(gaps, "value")} NaN or infinite (or beyond 1e300): not drawn`,
    ),
  ];
}

/** Bars keep their series' colour; those that did not pass are framed in that of their status. */
function barMarker(fill: string, statuses: readonly number[]) {
  const failed = (status: number) => status === 2 || status === 5;
  return {
    color: fill,
    line: {
      color: statuses.map((status) => (failed(status) ? color(statusVariable(status)) : fill)),
      width: statuses.map((status) => (failed(status) ? 2.5 : 0)),
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
  const all = statuses.flatMap((marks) => Array.from(marks ?? []));
  const parts = [5, 2].flatMap((status) => {
    const n = all.filter((other) => other === status).length;
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
  const draw = () => {
    const shown = someOf(body.batches);
    const layout = baseLayout(body.xName, body.yName, true);
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
  const label = `${context.name}: ${count(body.batches.length, "batch", "batches")}`;
  const table = stackedTable(
    ["Series", "Time", "Batch", body.yName || "Value", "Status"],
    body.bars,
    ({ at }) => at.length,
    ({ legend, at, values, statuses }, i) => {
      const batch = body.batches[at[i] ?? -1];
      const status = statusOf(statuses[i]).word;
      return [legend, batch?.time ?? "", batch?.id ?? "", String(values[i]), status];
    },
  );
  const notes = [
    ...failureNote(body.bars.map(({ statuses }) => statuses)),
    ...gapNote(body.bars.map(({ values }) => values.map(fromNum))),
  ];
  return { content: chart({ label, legend, draw }), notes, table };
}

/** `2024-05-01 12:00:00.5 UTC` -> `2024-05-01 12:00`. */
function shortTime(time: string): string {
  return time.endsWith("UTC") ? time.slice(0, 16) : time;
}
