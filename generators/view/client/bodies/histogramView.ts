import { shortNumber } from "../../common/numbers.js";
import { isFailure, statusOf, statusVariable } from "../../common/words.js";
import { chart } from "../chart.js";
import { baseLayout, escapeText } from "../chartLayout.js";
import { count, h } from "../dom.js";
import type { Trace } from "../plotly.js";
import { color, seriesColor } from "../theme.js";
import { stackedTable } from "../valuesTable.js";
import type { BodyContext, BodyOf, BodyView, Toggle } from "./bodyTypes.js";

/** Maximum number of bars with lines between them: the lines would hide more bars. */
const separable = 100;

export function histogramView(body: BodyOf<"histogram">, context: BodyContext): BodyView {
  const middles = body.buckets.map(({ lower, upper }) => (lower + upper) / 2);
  const widths = body.buckets.map(({ lower, upper }) => upper - lower);
  const ranges = body.buckets.map(
    ({ lower, upper }) => `${shortNumber(lower)} to ${shortNumber(upper)}`,
  );
  const failures = body.counts.some(({ status }) => status === 2 || status === 5);
  const inside = body.total - body.outside;
  let log = false;
  const draw = () => {
    const layout = baseLayout(body.xName, "Count", failures);
    layout.barmode = "stack";
    layout.bargap = 0;
    const range = [body.buckets[0]?.lower ?? 0, body.buckets.at(-1)?.upper ?? 1];
    layout.xaxis = { ...(layout.xaxis as object), showgrid: false, range };
    if (inside === 0) layout.yaxis = { ...(layout.yaxis as object), range: [0, 1] };
    if (log) layout.yaxis = { ...(layout.yaxis as object), type: "log" };
    layout.yaxis2 = { overlaying: "y", range: [0, 1], visible: false, fixedrange: true };
    const data = [...body.counts]
      .sort((a, b) => rank(a.status) - rank(b.status))
      .map(({ status, counts }): Trace => {
        const failed = status === 2 || status === 5;
        const word = statusOf(status).word;
        return {
          type: "bar",
          name: escapeText(word),
          x: middles,
          width: widths,
          y: counts,
          customdata: ranges,
          marker: {
            color: failed ? color(statusVariable(status)) : seriesColor(0),
            line: { color: color("--panel"), width: middles.length > separable ? 0 : 1 },
          },
          hovertemplate: `%{customdata}<br>%{y}<extra>${escapeText(word)}</extra>`,
        };
      });
    return {
      data: [...data, ...body.counts.flatMap((one) => bucketMarks(one, middles, ranges))],
      layout,
    };
  };
  const counted = `${count(inside, "value")} in ${count(body.buckets.length, "bucket")}`;
  const drawn = chart({
    label: `${context.name}: histogram of ${counted}`,
    name: context.name,
    draw,
  });
  const failed = body.counts.flatMap(({ status, counts }) => {
    if (!isFailure(status)) return [];
    const n = counts.reduce((sum, own) => sum + own, 0);
    return [`${n.toLocaleString("en")} ${statusOf(status).word.toLowerCase()}`];
  });
  const rest = failed.length > 0 ? `, ${failed.join(", ")} (marked below)` : "";
  const notes = [h("p", {}, `${counted}${rest}`)];
  if (body.outside > 0) {
    notes.push(h("p", { class: "caution" }, `${count(body.outside, "value")} outside all buckets`));
  }
  const table = () =>
    stackedTable(
      ["Status", "From", "To", "Count"],
      body.counts,
      ({ counts }) => counts.length,
      ({ status, counts }, at) => {
        const { lower = 0, upper = 0 } = body.buckets[at] ?? {};
        return [statusOf(status).word, String(lower), String(upper), String(counts[at] ?? 0)];
      },
      ({ status, counts }, at) => ((counts[at] ?? 0) > 0 ? status : 0),
    );
  const toggle: Toggle = {
    label: "Log axis",
    title: "Counts on a logarithmic axis",
    pressed: false,
    set: (on) => {
      log = on;
      drawn.redraw();
    },
  };
  return { content: drawn.element, notes, table, image: drawn.image, toggles: [toggle] };
}

/** Ten failures in a million give no visible bar, so each bucket with a failure has a mark at the bottom. */
function bucketMarks(
  { status, counts }: BodyOf<"histogram">["counts"][number],
  middles: readonly number[],
  ranges: readonly string[],
): Trace[] {
  if (!isFailure(status)) return [];
  const at = [...counts.keys()].filter((i) => (counts[i] ?? 0) > 0);
  const { word } = statusOf(status);
  return [
    {
      type: "scatter",
      mode: "markers",
      name: word,
      showlegend: false,
      x: at.map((i) => middles[i]),
      y: at.map(() => 0.02),
      yaxis: "y2",
      customdata: at.map((i) => [ranges[i], counts[i]]),
      marker: {
        color: color(statusVariable(status)),
        symbol: status === 5 ? "x" : "diamond",
        size: 8,
        line: { color: color("--panel"), width: 1 },
      },
      hovertemplate: `%{customdata[0]}<br>%{customdata[1]} ${word.toLowerCase()}<extra></extra>`,
    },
  ];
}

/** Failures are stacked on top of passed values. */
function rank(status: number): number {
  return status === 5 ? 2 : status === 2 ? 1 : 0;
}
