import { baseLayout, chart, escapeText } from "../chart.js";
import { count, h } from "../dom.js";
import { shortNumber } from "../numbers.js";
import type { Trace } from "../plotly.js";
import { color, seriesColor } from "../theme.js";
import { stackedTable } from "../valuesTable.js";
import { statusOf, statusVariable } from "../words.js";
import type { BodyContext, BodyOf, BodyView } from "./bodyTypes.js";

/** With more bars than this, lines between them would hide them. */
const separable = 100;

export function histogramView(body: BodyOf<"histogram">, context: BodyContext): BodyView {
  const middles = body.buckets.map(({ lower, upper }) => (lower + upper) / 2);
  const widths = body.buckets.map(({ lower, upper }) => upper - lower);
  const ranges = body.buckets.map(
    ({ lower, upper }) => `${shortNumber(lower)} to ${shortNumber(upper)}`,
  );
  const failures = body.counts.some(({ status }) => status === 2 || status === 5);
  const inside = body.total - body.outside;
  const draw = () => {
    const layout = baseLayout(body.xName, "Count", failures);
    layout.barmode = "stack";
    layout.bargap = 0;
    const range = [body.buckets[0]?.lower ?? 0, body.buckets.at(-1)?.upper ?? 1];
    layout.xaxis = { ...(layout.xaxis as object), showgrid: false, range };
    if (inside === 0) layout.yaxis = { ...(layout.yaxis as object), range: [0, 1] };
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
    return { data, layout };
  };
  const counted = `${count(inside, "value")} in ${count(body.buckets.length, "bucket")}`;
  const label = `${context.name}: histogram of ${counted}`;
  const notes = [h("p", {}, counted)];
  if (body.outside > 0) {
    notes.push(h("p", { class: "caution" }, `${count(body.outside, "value")} outside all buckets`));
  }
  const table = stackedTable(
    ["Status", "From", "To", "Count"],
    body.counts,
    ({ counts }) => counts.length,
    ({ status, counts }, at) => {
      const { lower = 0, upper = 0 } = body.buckets[at] ?? {};
      return [statusOf(status).word, String(lower), String(upper), String(counts[at] ?? 0)];
    },
  );
  return { content: chart({ label, draw }), notes, table };
}

/** Failures stand on top of what passed. */
function rank(status: number): number {
  return status === 5 ? 2 : status === 2 ? 1 : 0;
}
