import { chart } from "../chart.js";
import { count, h } from "../dom.js";
import { loadPlotly, type Trace } from "../plotly.js";
import { color } from "../theme.js";
import type { BodyContext, BodyOf, BodyView } from "./bodyTypes.js";
import { hasMaps, withoutMaps } from "./mapTraces.js";

/** A figure of the user, unchanged: only unset properties follow the page's theme. */
export function figureView({ json }: BodyOf<"figure">, context: BodyContext): BodyView {
  const traces = Array.isArray(json.data) ? (json.data as Trace[]) : [];
  const frames = Array.isArray(json.frames) ? (json.frames as unknown[]) : [];
  const isMap = hasMaps(traces);
  const asked = traces.map((trace) => (typeof trace?.type === "string" ? trace.type : "scatter"));
  const note = h("p", { class: "caution" });
  const frame = h("div", { class: "figure" });
  const draw = () => {
    const layout = layoutOf(json.layout);
    const data = structuredClone(traces);
    return isMap ? withoutMaps(data, layout) : { data, layout };
  };
  const drawn = chart({
    label: `${context.name}: plotly figure of ${asked.join(", ") || "no traces"}`,
    name: context.name,
    draw,
    onDrawn: (plot) => {
      if (frames.length > 0) void addFrames(plot, frames);
      if (isMap) return;
      const got = plot._fullData?.map(({ type }) => type) ?? [];
      const wrong = asked.filter((type, i) => got[i] !== undefined && got[i] !== type);
      if (wrong.length > 0) {
        note.textContent = `unknown plotly trace type ${[...new Set(wrong)].join(", ")}: plotly drew a scatter plot instead.`;
      }
    },
    onFailure: (error) => {
      const reason = error instanceof Error ? error.message : String(error);
      frame.replaceChildren(
        h("p", { class: "caution" }, `plotly cannot draw this figure: ${reason}`),
        h("details", {}, h("summary", {}, "Figure JSON"), h("pre", {}, pretty(json))),
      );
    },
  });
  const height = (json.layout as { height?: unknown } | undefined)?.height;
  if (typeof height === "number" && height > 0) drawn.element.style.height = `${height}px`;
  frame.append(drawn.element);
  const notes = [note];
  if (isMap) {
    notes.push(
      h(
        "p",
        {},
        "This page does not use the network, so it cannot load map outlines and tiles. Points are drawn by longitude and latitude.",
      ),
    );
  }
  const remote = remoteImages(json.layout);
  if (remote.length > 0) {
    const told = `${count(remote.length, "image")} of the layout not shown: this page does not use the network`;
    notes.push(h("p", { class: "caution" }, `${told} (${remote.slice(0, 3).join(", ")})`));
  }
  if (frames.length > 0) {
    notes.push(h("p", {}, `An animation of ${count(frames.length, "frame")}`));
    if (!hasControls(json.layout)) frame.append(player(drawn.element, frames));
  }
  return { content: frame, notes, image: drawn.image };
}

/** URLs of images outside the figure. */
function remoteImages(layout: unknown): string[] {
  const images = (layout as { images?: unknown } | null | undefined)?.images;
  if (!Array.isArray(images)) return [];
  return images.flatMap((image: { source?: unknown } | null) => {
    const source = image?.source;
    // The query string may contain a signature.
    return typeof source === "string" && !source.startsWith("data:")
      ? [source.replace(/\?.*$/, "")]
      : [];
  });
}

async function addFrames(plot: HTMLElement, frames: unknown[]): Promise<void> {
  const plotly = await loadPlotly();
  await plotly.addFrames(plot, structuredClone(frames));
}

/** Whether a figure has its own buttons or slider. */
function hasControls(layout: unknown): boolean {
  const { sliders, updatemenus } = (layout ?? {}) as { sliders?: unknown; updatemenus?: unknown };
  return [sliders, updatemenus].some((list) => Array.isArray(list) && list.length > 0);
}

/** A slider for an animation without its own controls. */
function player(plot: HTMLElement, frames: readonly unknown[]): HTMLElement {
  const names = frames.map((one, at) => String((one as { name?: unknown } | null)?.name ?? at));
  const told = h("output", {}, names[0] ?? "");
  const slider = h("input", {
    type: "range",
    min: 0,
    max: frames.length - 1,
    value: 0,
    "aria-label": "Frame",
  });
  slider.addEventListener("input", () => {
    const at = Number(slider.value);
    told.textContent = names[at] ?? "";
    const still = {
      mode: "immediate",
      transition: { duration: 0 },
      frame: { duration: 0, redraw: true },
    };
    void loadPlotly().then((plotly) => plotly.animate(plot, [names[at] ?? String(at)], still));
  });
  return h("div", { class: "player" }, slider, told);
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
  // A template of defaults: properties of the figure itself take precedence.
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
