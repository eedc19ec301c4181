import { chart } from "../chart.js";
import { h } from "../dom.js";
import type { Trace } from "../plotly.js";
import { color } from "../theme.js";
import type { BodyContext, BodyOf, BodyView } from "./bodyTypes.js";

/** A figure of the user's own, as it is; only what it leaves open follows the page's theme. */
export function figureView({ json }: BodyOf<"figure">, context: BodyContext): BodyView {
  const traces = Array.isArray(json.data) ? (json.data as Trace[]) : [];
  const asked = traces.map((trace) => (typeof trace?.type === "string" ? trace.type : "scatter"));
  const note = h("p", { class: "caution" });
  const frame = h("div", { class: "figure" });
  const element = chart({
    label: `${context.name}: plotly figure of ${asked.join(", ") || "no traces"}`,
    draw: () => ({ data: structuredClone(traces), layout: layoutOf(json.layout) }),
    onDrawn: (plot) => {
      const drawn = plot._fullData?.map(({ type }) => type) ?? [];
      const wrong = asked.filter((type, i) => drawn[i] !== undefined && drawn[i] !== type);
      if (wrong.length > 0) {
        note.textContent = `plotly does not know the trace type ${[...new Set(wrong)].join(", ")} and drew a scatter plot instead.`;
      }
    },
    onFailure: (error) => {
      const reason = error instanceof Error ? error.message : String(error);
      frame.replaceChildren(
        h("p", { class: "caution" }, refusal(reason)),
        h("details", {}, h("summary", {}, "The figure"), h("pre", {}, pretty(json))),
      );
    },
  });
  const height = (json.layout as { height?: unknown } | undefined)?.height;
  if (typeof height === "number" && height > 0) element.style.height = `${height}px`;
  frame.append(element);
  return { content: frame, notes: [note] };
}

function refusal(reason: string): string {
  if (!reason.includes("topojson")) return `plotly refuses this figure: ${reason}`;
  return "plotly fetches the outlines of its maps from the network, which this page does without.";
}

function pretty(json: unknown): string {
  const text = JSON.stringify(json, undefined, 2);
  return text.length > 20_000 ? `${text.slice(0, 20_000)}…` : text;
}

function layoutOf(given: unknown): Record<string, unknown> {
  const layout = structuredClone((given ?? {}) as Record<string, unknown>);
  const template = layout.template as { layout?: Record<string, unknown> } | undefined;
  const themed = template?.layout !== undefined && Object.keys(template.layout).length > 0;
  if (themed || layout.paper_bgcolor !== undefined) return layout;
  // A template of defaults: whatever the figure itself says stays.
  const axis = { gridcolor: color("--grid"), zerolinecolor: color("--grid-strong") };
  const scene = { ...axis, backgroundcolor: color("--panel"), color: color("--muted") };
  layout.template = {
    layout: {
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { family: "system-ui, sans-serif", color: color("--text") },
      xaxis: axis,
      yaxis: axis,
      scene: { xaxis: scene, yaxis: scene, zaxis: scene },
      colorway: [1, 2, 3, 4, 5, 6, 7, 8].map((i) => color(`--series-${i}`)),
      margin: { l: 48, r: 16, t: layout.title === undefined ? 16 : 48, b: 40 },
    },
    data: {
      table: [
        {
          header: { fill: { color: color("--raised") }, line: { color: color("--grid-strong") } },
          cells: { fill: { color: color("--panel") }, line: { color: color("--grid") } },
        },
      ],
    },
  };
  return layout;
}
