import { quantile } from "../../common/quantile.js";
import type { CompareData, ScalarView, SideView } from "../../compare/CompareData.js";
import { chart, forgetCharts } from "../chart.js";
import { baseLayout, escapeText } from "../chartLayout.js";
import { h } from "../dom.js";
import type { Layout, Trace } from "../plotly.js";
import { growingList } from "./moreButton.js";
import { sideColor } from "./sideStyle.js";

/** Minimum number of tests for a distribution. */
const fewest = 2;
const step = 12;

/** The values of each scalar over all tests, the largest change first. */
export function distributions(
  data: CompareData,
  searched: (listener: (wanted: string) => void) => void,
): HTMLElement | null {
  const scalars = data.scalars
    .filter(({ tests }) => tests.length >= fewest)
    .map((scalar) => ({ scalar, moved: movedBy(scalar) }))
    .sort((a, b) => b.moved - a.moved)
    .map(({ scalar }) => scalar);
  if (scalars.length === 0) return null;
  const cards = h("div", { class: "cards" });
  const list = growingList<ScalarView>(cards, {
    step,
    noun: "scalar",
    draw: (scalar) => [card(scalar, data.sides)],
  });
  const update = (wanted: string) => {
    forgetCharts(cards);
    list.update(scalars.filter(({ name }) => name.toLowerCase().includes(wanted)));
  };
  searched(update);
  update("");
  return h(
    "section",
    { "aria-labelledby": "distributions" },
    h("h2", { id: "distributions" }, "Distributions over all tests"),
    h(
      "p",
      {},
      "Each mark is a test. Boxes span the lower to the upper quartile, with a line at the median.",
    ),
    list.element,
  );
}

function valuesOf({ values }: ScalarView, side: number): number[] {
  return values.flatMap((bySide) => bySide[side] ?? []).sort((a, b) => a - b);
}

/** The change of the median from the first side to the last, relative to the interquartile range. */
function movedBy(scalar: ScalarView): number {
  const sides = scalar.values[0]?.length ?? 0;
  const [before, after] = [valuesOf(scalar, 0), valuesOf(scalar, sides - 1)];
  if (before.length === 0 || after.length === 0) return 0;
  const spread = quantile(before, 0.75) - quantile(before, 0.25);
  const moved = Math.abs(quantile(after, 0.5) - quantile(before, 0.5));
  return moved === 0 ? 0 : moved / (spread || Math.abs(quantile(before, 0.5)) || 1);
}

function card(scalar: ScalarView, sides: readonly SideView[]): HTMLElement {
  const { name, unit, tests } = scalar;
  const height = 90 + sides.length * 34;
  const { element } = chart({
    label: `${name}: its values over ${tests.length} tests`,
    name,
    draw: () => {
      const layout = baseLayout(unit === "" ? name : `${name} (${unit})`, "", false);
      layout.yaxis = {
        ...(layout.yaxis as object),
        tickmode: "array",
        tickvals: sides.map((_, at) => -at),
        ticktext: sides.map((side) => escapeText(side.name.split("/").at(-1) ?? "")),
        range: [-sides.length + 0.4, 0.6],
        zeroline: false,
        fixedrange: true,
      };
      layout.shapes = sides.flatMap((_, at) => boxOf(valuesOf(scalar, at), at, sides.length));
      layout.height = height;
      return { data: sides.map((side, at) => marks(scalar, side, at, sides.length)), layout };
    },
  });
  element.style.height = `${height}px`;
  return h("article", { class: "card", "data-metric": name }, h("h3", {}, name), element);
}

function marks(scalar: ScalarView, side: SideView, at: number, sides: number): Trace {
  const found = scalar.values.flatMap((values, test) => {
    const value = values[at];
    return value === null || value === undefined ? [] : [{ value, test }];
  });
  return {
    type: "scatter",
    mode: "markers",
    name: escapeText(side.name),
    x: found.map(({ value }) => value),
    // Adds jitter, the same for a test on every side.
    y: found.map(({ test }) => -at + (((test * 7919) % 101) / 101 - 0.5) * 0.4),
    text: found.map(({ test }) => escapeText(scalar.tests[test] ?? "")),
    hovertemplate: "%{text}: %{x}<extra></extra>",
    marker: { color: sideColor(at, sides), size: 6, opacity: 0.65 },
  };
}

function boxOf(sorted: readonly number[], at: number, sides: number): Layout[] {
  if (sorted.length === 0) return [];
  const tone = sideColor(at, sides);
  const [from, middle, to] = [0.25, 0.5, 0.75].map((share) => quantile(sorted, share));
  const common = { type: "rect", xref: "x", yref: "y", y0: -at - 0.3, y1: -at + 0.3 };
  return [
    { ...common, x0: from, x1: to, line: { color: tone, width: 1 } },
    { ...common, type: "line", x0: middle, x1: middle, line: { color: tone, width: 2.5 } },
  ];
}
