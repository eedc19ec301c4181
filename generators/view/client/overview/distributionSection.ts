import { shortNumber, withUnitOf } from "../../common/numbers.js";
import { statusOf } from "../../common/words.js";
import type { DistributionView } from "../../model/overviewData.js";
import type { PageData, RunIndex } from "../../model/pageData.js";
import { growingList } from "../compare/moreButton.js";
import { count, h, svg } from "../dom.js";
import { linkToRun, writeRoute } from "../Route.js";

/** Number of scalars shown at first, and added at a time. */
const step = 12;
/** Significant digits of numbers. */
const digits = 4;

/**
 * The distribution of each scalar over all tests, with links to the outliers; null if there are too few tests.
 * @param order metrics in display order, as positions in the list of names
 */
export function distributionSection(
  { distributions, metricNames, runs }: PageData,
  order: readonly number[],
): HTMLElement | null {
  if (distributions.length === 0) return null;
  const rank = new Map(order.map((metric, at) => [metric, at]));
  const nameOf = ({ metric }: DistributionView) => metricNames[metric] ?? "";
  const all = [...distributions].sort(
    (a, b) => (rank.get(a.metric) ?? 0) - (rank.get(b.metric) ?? 0),
  );
  const cards = h("div", { class: "spreads" });
  const list = growingList<DistributionView>(cards, {
    step,
    noun: "scalar",
    draw: (view) => [card(nameOf(view), view, runs)],
  });
  const search = h("input", {
    type: "search",
    class: "spread-search",
    placeholder: "Filter scalars by name",
    "aria-label": "Filter scalars by name",
    autocomplete: "off",
    input: () => {
      const wanted = search.value.trim().toLowerCase();
      list.update(all.filter((view) => nameOf(view).toLowerCase().includes(wanted)));
    },
  });
  list.update(all);
  return h(
    "section",
    { "aria-labelledby": "distributions" },
    h("h2", { id: "distributions" }, "Scalars over all tests"),
    h(
      "p",
      { class: "type spread-rule" },
      "Outliers lie more than 1.5 interquartile ranges outside the quartiles (Tukey's fences). " +
        "Histograms cover 3 interquartile ranges on each side. Bars at the ends count values farther out.",
    ),
    all.length > step && search,
    list.element,
  );
}

function card(name: string, view: DistributionView, runs: readonly RunIndex[]): HTMLElement {
  const { unit, n, min, median, p95, max, missing, notFinite } = view;
  const figures: [string, string][] = [
    ["min", shortNumber(min, digits)],
    ["median", shortNumber(median, digits)],
    ["p95", shortNumber(p95, digits)],
    ["max", shortNumber(max, digits)],
    ["missing", missing.toLocaleString("en")],
    ...(notFinite > 0
      ? [["NaN or infinite", notFinite.toLocaleString("en")] as [string, string]]
      : []),
  ];
  return h(
    "article",
    { class: "card spread", "data-scalar": name, tabindex: -1 },
    h("h3", {}, name, unit !== "" && h("span", { class: "type" }, ` ${unit}`)),
    bars(name, view),
    h(
      "dl",
      { class: "spread-figures" },
      ...figures.map(([word, value]) => h("div", {}, h("dt", {}, word), h("dd", {}, value))),
    ),
    outliers(name, view, runs),
    h(
      "a",
      { class: "spread-sort", href: writeRoute({ query: new Map([["sort", `figure:${name}`]]) }) },
      "Sort the tests by this",
      h("span", { class: "hidden-text" }, `: ${name}, ${count(n, "test")}`),
    ),
  );
}

const width = 260;
const height = 72;
/** Width of the bars at the ends, and their distance from the other bars. */
const endWidth = 9;
const gap = 4;

/** The histogram as SVG, which is cheap to draw and prints well. */
function bars(name: string, { histogram, unit, n }: DistributionView): HTMLElement {
  const { from, to, counts, below, above } = histogram;
  const most = Math.max(...counts, below, above, 1);
  const left = below > 0 ? endWidth + gap : 0;
  const right = width - (above > 0 ? endWidth + gap : 0);
  const each = (right - left) / counts.length;
  const bar = (x: number, wide: number, n: number, key: string, title: string) => {
    if (n === 0) return [];
    // A single test among ten thousand must stay visible.
    const high = Math.max((n / most) * height, 1.5);
    const rect = svg("rect", { x, y: height - high, width: wide, height: high, class: key });
    const text = svg("title", {});
    text.textContent = `${title}: ${count(n, "test")}`;
    rect.append(text);
    return [rect];
  };
  const number = (value: number) => shortNumber(value, digits);
  const drawing = svg("svg", {
    viewBox: `0 0 ${width} ${height}`,
    preserveAspectRatio: "none",
    role: "img",
    "aria-label": `${name}: ${count(n, "test")} from ${withUnitOf(number(from), unit)} to ${withUnitOf(number(to), unit)}`,
  });
  drawing.append(
    ...bar(0, endWidth, below, "spread-end", `below ${number(from)}`),
    ...counts.flatMap((n, at) => {
      const start = from + ((to - from) * at) / counts.length;
      const end = from + ((to - from) * (at + 1)) / counts.length;
      const title =
        from === to ? number(from) : `${shortNumber(start, digits)} to ${shortNumber(end, digits)}`;
      const wide = Math.max(each - (counts.length > 1 ? 1 : 0), 0.5);
      return bar(left + at * each, wide, n, "spread-bar", title);
    }),
    ...bar(width - endWidth, endWidth, above, "spread-end", `above ${number(to)}`),
  );
  const figure = h("div", { class: "spread-drawing" });
  figure.append(drawing);
  figure.append(
    h(
      "p",
      { class: "spread-axis" },
      h(
        "span",
        {},
        below > 0 ? `${below.toLocaleString("en")} below ${number(from)}` : number(from),
      ),
      from !== to &&
        h("span", {}, above > 0 ? `${above.toLocaleString("en")} above ${number(to)}` : number(to)),
    ),
  );
  return figure;
}

function outliers(
  name: string,
  { outliers: found, outside, fences, unit }: DistributionView,
  runs: readonly RunIndex[],
): HTMLElement {
  if (outside === 0) return h("p", { class: "type" }, "No outliers");
  const [lower, upper] = fences.map((value) => shortNumber(value, digits));
  const more = outside > found.length ? `; the ${found.length} farthest:` : ":";
  return h(
    "div",
    { class: "spread-outliers" },
    h("p", { class: "type" }, `${count(outside, "outlier")} outside ${lower} to ${upper}${more}`),
    h(
      "ul",
      {},
      ...found.flatMap(([at, value]) => {
        const run = runs[at];
        if (run === undefined) return [];
        const { sign, key, word } = statusOf(run.shown);
        return [
          h(
            "li",
            {},
            h("span", { class: `sign ${key}`, role: "img", "aria-label": word }, sign),
            h("a", { href: linkToRun(run, { metric: name }), title: run.name }, run.name),
            h("span", { class: "spread-value" }, withUnitOf(shortNumber(value), unit)),
          ),
        ];
      }),
    ),
  );
}
