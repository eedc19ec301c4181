import { h } from "./dom.js";
import { type Layout, loadPlotly, type PlotElement, type Trace } from "./plotly.js";
import { color, onTheme } from "./theme.js";

/** What a chart draws; asked for again when the theme changes. */
export interface Drawing {
  data: Trace[];
  layout: Layout;
}

export interface ChartOptions {
  /** For those who cannot see the chart. */
  label: string;
  /** The entries of a legend of ours, which gets room of its own where it needs several rows. */
  legend?: readonly string[];
  draw(): Drawing;
  /** Called when a person zooms; range is undefined when the zoom is undone. */
  onZoom?(range: [number, number] | undefined, redraw: (update: Trace, at: number[]) => void): void;
  onFailure?(error: unknown): void;
  onDrawn?(element: PlotElement): void;
}

const drawn = new Map<HTMLElement, () => Promise<void>>();
const waiting = new WeakMap<Element, () => void>();

/** Charts are drawn when they come near the window: a page of hundreds opens at once. */
const nearby = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      nearby.unobserve(target);
      waiting.get(target)?.();
    }
  },
  { rootMargin: "500px" },
);

const resized = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (drawn.has(target as HTMLElement) && target.clientWidth > 0) {
      void loadPlotly().then((plotly) => plotly.Plots.resize(target as HTMLElement));
    }
  }
});

onTheme(() => {
  for (const redraw of drawn.values()) void redraw();
});

/** A chart of plotly's. */
export function chart(options: ChartOptions): HTMLElement {
  const element = h("div", { class: "chart", role: "figure", "aria-label": options.label });
  const config = {
    displaylogo: false,
    modeBarButtonsToRemove: ["lasso2d", "select2d", "autoScale2d", "sendChartToCloud"],
    // Nothing leaves the page: a figure's own layout may ask for the button again.
    showSendToCloud: false,
    showEditInChartStudio: false,
    plotlyServerURL: "",
    responsive: false,
  };
  const redraw = async (): Promise<void> => {
    const plotly = await loadPlotly();
    const { data, layout } = options.draw();
    await plotly.react(element, data, layout, config);
  };
  const start = async (): Promise<void> => {
    const room = legendRoom(options.legend ?? [], element.clientWidth);
    if (room > 0) element.style.setProperty("--legend", `${room}px`);
    try {
      await redraw();
    } catch (error) {
      if (options.onFailure === undefined) element.replaceWith(undrawable(error));
      else options.onFailure(error);
      return;
    }
    performance.mark("chart-drawn");
    drawn.set(element, redraw);
    resized.observe(element);
    const plot = element as PlotElement;
    options.onDrawn?.(plot);
    plot.on?.("plotly_relayout", (change) => {
      const range = zoomOf(change);
      if (range === null) return;
      options.onZoom?.(range, (update, at) => {
        void loadPlotly().then((plotly) => plotly.restyle(element, update, at));
      });
    });
    element.dataset.drawn = "";
  };
  waiting.set(element, () => void start());
  nearby.observe(element);
  return element;
}

/** In the place of a chart that plotly cannot draw: a blank would look like no data. */
function undrawable(error: unknown): HTMLElement {
  const reason = error instanceof Error ? error.message : String(error);
  const text = `This chart cannot be drawn: ${reason}. Its values are in the table (☰).`;
  return h("p", { class: "caution undrawable" }, text);
}

/** Forgets the charts within an element that is about to go. */
export function forgetCharts(within: Element): void {
  for (const element of [...drawn.keys()]) {
    if (!within.contains(element)) continue;
    drawn.delete(element);
    resized.unobserve(element);
    void loadPlotly().then((plotly) => plotly.purge(element));
  }
}

function zoomOf(change: Record<string, unknown>): [number, number] | undefined | null {
  if (change["xaxis.autorange"] === true) return undefined;
  const from = position(change["xaxis.range[0]"]);
  const to = position(change["xaxis.range[1]"]);
  return from !== undefined && to !== undefined ? [from, to] : null;
}

/** plotly tells a date as text, in UTC. */
function position(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return undefined;
  const [date = "", time = "00:00"] = value.split(" ");
  const parsed = Date.parse(`${date}T${time}Z`);
  return Number.isNaN(parsed) ? undefined : parsed;
}

const legendRow = 19;

/** Pixels that a legend needs beyond the two rows that every chart has room for. */
function legendRoom(entries: readonly string[], width: number): number {
  const longest = entries.reduce((most, { length }) => Math.max(most, length), 0);
  const columns = Math.max(1, Math.floor((width - 60) / (45 + longest * 7)));
  const rows = Math.ceil(entries.length / columns);
  return Math.min(24, Math.max(0, rows - 2)) * legendRow;
}

/** The common look of our own charts. */
export function baseLayout(xTitle: string, yTitle: string, legend: boolean): Layout {
  const axis = {
    gridcolor: color("--grid"),
    zerolinecolor: color("--grid-strong"),
    linecolor: color("--grid-strong"),
    tickcolor: color("--grid-strong"),
    automargin: true,
    // "M" and "k" behind a number could be taken for its unit.
    exponentformat: "power",
    minexponent: 5,
    separatethousands: true,
  };
  return {
    autosize: true,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: "system-ui, sans-serif", size: 12, color: color("--muted") },
    margin: { l: 48, r: 16, t: 8, b: 40 },
    showlegend: legend,
    legend: {
      orientation: "h",
      x: 0,
      y: 1.02,
      xanchor: "left",
      yanchor: "bottom",
      maxheight: 0.65,
      tracegroupgap: 0,
    },
    hovermode: "closest",
    hoverlabel: {
      bgcolor: color("--panel"),
      bordercolor: color("--grid-strong"),
      font: { color: color("--text") },
    },
    xaxis: { ...axis, title: { text: escapeText(xTitle), standoff: 8 } },
    yaxis: { ...axis, title: { text: escapeText(yTitle), standoff: 8 } },
  };
}

/** plotly reads a little HTML in its texts: names are to be shown as they are. */
export function escapeText(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
