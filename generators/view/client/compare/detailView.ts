import type {
  BarsView,
  Curve,
  CurvesView,
  DetailView,
  SideView,
  StatesView,
} from "../../compare/CompareData.js";
import { chart } from "../chart.js";
import { baseLayout, escapeText } from "../chartLayout.js";
import { h } from "../dom.js";
import type { Trace } from "../plotly.js";
import { color, seriesColor } from "../theme.js";
import { sideColor, sideDash, sideKey } from "./sideStyle.js";

/** The sides' drawings of a metric: overlaid, or side by side. */
export function detailView(
  view: DetailView,
  name: string,
  sides: readonly SideView[],
): HTMLElement {
  switch (view.kind) {
    case "curves":
      return curves(view, name, sides);
    case "states":
      return states(view, name, sides);
    case "bars":
      return bars(view, name, sides);
    case "pictures":
      return h(
        "div",
        {},
        ...view.pictures.map(({ name: picture, sides: all }) =>
          sideBySide(all, sides, (source) =>
            h("img", { src: source, alt: [name, picture].filter(Boolean).join(", ") }),
          ),
        ),
      );
    case "figures":
      return sideBySide(view.sides, sides, (figure) => figureChart(figure, name));
    case "texts":
      return sideBySide(view.sides, sides, (text) => h("pre", { tabindex: 0 }, text));
  }
}

/** One column for each side. */
function sideBySide<T>(
  values: readonly (T | null)[],
  sides: readonly SideView[],
  draw: (value: T) => HTMLElement,
): HTMLElement {
  return h(
    "div",
    { class: "side-by-side" },
    ...values.map((value, at) =>
      h(
        "figure",
        {},
        h("figcaption", {}, sideKey(at, sides.length), sides[at]?.name ?? ""),
        value === null ? h("p", { class: "empty" }, "No data") : draw(value),
      ),
    ),
  );
}

function figureChart(figure: { data?: unknown; layout?: unknown }, name: string): HTMLElement {
  const data = Array.isArray(figure.data) ? (figure.data as Trace[]) : [];
  return chart({
    label: name,
    name,
    draw: () => ({ data, layout: { ...(figure.layout as object), autosize: true } }),
  }).element;
}

/** A trace for each line and side; colors distinguish lines if there are several, otherwise sides. */
function traces<T>(
  lines: readonly { readonly name: string; readonly sides: readonly (T | null)[] }[],
  sides: readonly SideView[],
  draw: (value: T) => Trace,
): Trace[] {
  const several = lines.length > 1;
  return lines.flatMap((line, i) =>
    line.sides.flatMap((value, at): Trace[] => {
      if (value === null) return [];
      const tone = several ? seriesColor(i) : sideColor(at, sides.length);
      const label = several ? `${line.name}, ${sides[at]?.name}` : (sides[at]?.name ?? "");
      return [
        {
          name: escapeText(label),
          line: { color: tone, dash: sideDash(at, sides.length), width: 1.75 },
          marker: { color: tone, opacity: several && at < sides.length - 1 ? 0.5 : 1 },
          ...draw(value),
        },
      ];
    }),
  );
}

function curves(view: CurvesView, name: string, sides: readonly SideView[]): HTMLElement {
  const { xName, yName, lines } = view;
  const curve = ({ x, y }: Curve): Trace => ({ type: "scatter", mode: "lines", x, y });
  const overlaid = chart({
    label: `${name}: ${sides.map((side) => side.name).join(" and ")}`,
    name,
    legend: lines.flatMap((line) => sides.map((side) => `${line.name}, ${side.name}`)),
    draw: () => ({
      data: traces(lines, sides, curve),
      layout: baseLayout(xName, yName, true),
    }),
  }).element;
  const differing = lines.filter(({ difference }) => difference !== undefined);
  if (differing.length === 0) return h("div", {}, overlaid);
  const difference = chart({
    label: `${name}: difference`,
    name: `${name}, difference`,
    legend: differing.map((line) => line.name),
    draw: () => ({
      data: differing.map((line, i) => ({
        name: escapeText(line.name),
        line: {
          color: lines.length > 1 ? seriesColor(lines.indexOf(line)) : seriesColor(i),
          width: 1.5,
        },
        ...(line.difference && curve(line.difference)),
      })),
      layout: baseLayout(xName, "Difference", differing.length > 1),
    }),
  }).element;
  difference.classList.add("low");
  return h("div", {}, overlaid, h("h4", {}, "Difference"), difference);
}

function states(view: StatesView, name: string, sides: readonly SideView[]): HTMLElement {
  const { xName, states: all, lanes } = view;
  return chart({
    label: `${name}: states`,
    name,
    draw: () => {
      const layout = baseLayout(xName, "", true);
      layout.yaxis = {
        ...(layout.yaxis as object),
        tickmode: "array",
        tickvals: all.map((_, i) => i),
        ticktext: all.map(escapeText),
      };
      return {
        data: traces(
          lanes,
          sides,
          ({ times, states: held }): Trace => ({
            type: "scatter",
            mode: "lines",
            x: times,
            y: held,
          }),
        ).map((trace) => ({ ...trace, line: { ...(trace.line as object), shape: "hv" } })),
        layout,
      };
    },
  }).element;
}

function bars(view: BarsView, name: string, sides: readonly SideView[]): HTMLElement {
  return chart({
    label: `${name}: bars`,
    name,
    draw: () => ({
      data: traces(
        view.bars,
        sides,
        ({ labels, values }): Trace => ({
          type: "bar",
          x: labels.map(escapeText),
          y: values,
        }),
      ),
      layout: {
        ...baseLayout(view.xName, view.yName, true),
        barmode: "group",
        font: { color: color("--muted") },
      },
    }),
  }).element;
}
