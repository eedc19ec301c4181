import { cursorLine, type PlaceOf } from "./cursorLine.js";
import { h } from "./dom.js";
import { type Layout, loadedPlotly, loadPlotly, type PlotElement, type Trace } from "./plotly.js";
import type { Range, TimeLink } from "./TimeCursor.js";
import { color, onTheme } from "./theme.js";

/** The content of a chart; requested again when the theme or the zoom changes. */
interface Drawing {
  data: Trace[];
  layout: Layout;
  frames?: unknown[];
}

/** The user's zoom, in positions of plotly's axes. */
export interface View {
  readonly x?: Range | undefined;
  readonly y?: Range | undefined;
}

export interface ChartOptions {
  /** For screen readers. */
  label: string;
  /** The name of the metric, for images of the chart. */
  name: string;
  /** The entries of plotly's legend, which gets extra room if it needs several rows. */
  legend?: readonly string[];
  draw(view: View): Drawing | Promise<Drawing>;
  /** A zoom changes the drawn data, not only the range. */
  detailed?: boolean;
  /** x is time, synchronized with the run's other charts. */
  time?: TimeLink;
  /** The position of a time of the run on a chart without a time axis. */
  placeOf?: { link: Pick<TimeLink, "cursor">; at: PlaceOf };
  onFailure?(error: unknown): void;
  onDrawn?(element: PlotElement): void;
}

/** A chart on the page. */
export interface Chart {
  readonly element: HTMLElement;
  /** Draws again with the current options. */
  redraw(): void;
  /** Hides the traces of these legendgroups. */
  hide(groups: ReadonlySet<string>): void;
  /** The chart as a picture with the metric's name above it: a data URL. */
  image(): Promise<string>;
}

/** A chart that is drawn or will be drawn. */
interface Handle {
  /** Undefined once it is drawn. */
  start: (() => Promise<void>) | undefined;
  redraw(): Promise<void>;
  near(isNear: boolean): void;
  forget(): void;
}

const handles = new Map<Element, Handle>();

/** Charts are drawn when they are close to the window, so that a page with hundreds opens quickly. */
const nearby = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) handles.get(target)?.near(isIntersecting);
  },
  { rootMargin: "500px" },
);

const waiting: { handle: Handle; isWanted: () => boolean }[] = [];
let isDrawing = false;

/** Draws one chart at a time. A chart that was scrolled past waits until it is close again. */
function enqueue(handle: Handle, isWanted: () => boolean): void {
  waiting.push({ handle, isWanted });
  if (!isDrawing) void drawWaiting();
}

async function drawWaiting(): Promise<void> {
  isDrawing = true;
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (!next.isWanted()) continue;
    await next.handle.start?.();
    await new Promise((resolve) => setTimeout(resolve));
  }
  isDrawing = false;
}

const resized = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (handles.has(target) && target.clientWidth > 0) {
      loadedPlotly()?.Plots.resize(target as HTMLElement);
    }
  }
});

onTheme(() => {
  for (const { start, redraw } of handles.values()) if (start === undefined) void redraw();
});

const config = {
  displaylogo: false,
  modeBarButtonsToRemove: ["lasso2d", "select2d", "autoScale2d", "sendChartToCloud"],
  // Nothing leaves the page: a figure's own layout may add the button again.
  showSendToCloud: false,
  showEditInChartStudio: false,
  plotlyServerURL: "",
  responsive: false,
};

/** A plotly chart. */
export function chart(options: ChartOptions): Chart {
  const element: PlotElement = h("div", {
    class: "chart",
    role: "figure",
    "aria-label": options.label,
  });
  const { time } = options;
  let view: View = {};
  let hidden: ReadonlySet<string> = new Set();
  let isNear = false;
  let isStale = false;

  const sharedView = (): View => {
    const zoom = time?.cursor.zoom;
    return time === undefined
      ? view
      : { ...view, x: zoom && [time.fromRun(zoom[0]), time.fromRun(zoom[1])] };
  };
  const drawing = (shown: View): Drawing | Promise<Drawing> => {
    const found = options.draw(shown);
    return found instanceof Promise
      ? found.then((one) => adapted(one, shown, hidden))
      : adapted(found, shown, hidden);
  };
  const react = (plotly: NonNullable<ReturnType<typeof loadedPlotly>>, one: Drawing) =>
    plotly.react(element, { ...one, config: configOf(options.name) });
  const redraw = async (): Promise<void> => {
    isStale = false;
    // Synchronous if possible: a printing browser does not wait.
    const plotly = loadedPlotly() ?? (await loadPlotly());
    const found = drawing(sharedView());
    const one = found instanceof Promise ? await found : found;
    if (element.isConnected) await react(plotly, one);
    cursor?.place();
  };
  const cursor =
    time !== undefined
      ? cursorLine(element, { link: time })
      : options.placeOf && cursorLine(element, options.placeOf);

  const settle = () => {
    performance.mark("chart-drawn");
    handle.start = undefined;
    resized.observe(element);
    options.onDrawn?.(element);
    element.on?.("plotly_relayout", (change) => {
      const found = zoomOf(change, view);
      if (found === undefined) return;
      view = found.view;
      const { x } = found.view;
      // A zoom of the values alone does not affect other charts.
      if (time !== undefined && found.alongX) {
        time.cursor.setZoom(x && [time.toRun(x[0]), time.toRun(x[1])], element);
      }
      if (options.detailed) void redraw();
    });
    element.dataset.drawn = "";
    cursor?.place();
  };
  const fail = (error: unknown) => {
    handle.start = undefined;
    if (options.onFailure === undefined) element.replaceWith(undrawable(error));
    else options.onFailure(error);
  };
  const start = async (): Promise<void> => {
    makeRoom(element, options.legend ?? []);
    try {
      await redraw();
      settle();
    } catch (error) {
      fail(error);
    }
  };
  let starting: Promise<void> | undefined;
  const handle: Handle = {
    start: () => {
      starting ??= start();
      return starting;
    },
    redraw,
    near: (now) => {
      isNear = now;
      if (!now) return;
      if (handle.start !== undefined) enqueue(handle, () => isNear);
      else if (isStale) void redraw();
    },
    forget: () => {
      stopZoom?.();
      cursor?.stop();
      nearby.unobserve(element);
      resized.unobserve(element);
      loadedPlotly()?.purge(element);
    },
  };
  const stopZoom = time?.cursor.onZoom((_zoom, by) => {
    if (by === element) return;
    view = { ...view, x: undefined };
    if (handle.start !== undefined) return;
    if (isNear) void redraw();
    else isStale = true;
  });
  handles.set(element, handle);
  nearby.observe(element);
  return {
    element,
    redraw: () => {
      if (handle.start === undefined) void redraw();
    },
    hide: (groups) => {
      hidden = groups;
      if (handle.start === undefined) void redraw();
    },
    image: async () => {
      const plotly = await loadPlotly();
      const one = await drawing(sharedView());
      return plotly.toImage(titled(one, options.name), {
        format: "png",
        width: Math.max(720, element.clientWidth),
        height: Math.max(420, element.clientHeight),
        scale: 2,
      });
    },
  };
}

function configOf(name: string) {
  return { ...config, toImageButtonOptions: { filename: name, scale: 2 } };
}

/** A drawing at the user's zoom, without the traces that the legend hides. */
function adapted(one: Drawing, { x, y }: View, hidden: ReadonlySet<string>): Drawing {
  const { data, layout } = one;
  const axis = (name: string, range: Range | undefined) =>
    range === undefined
      ? {}
      : { [name]: { ...(layout[name] as object), range: [...range], autorange: false } };
  return {
    ...one,
    data:
      hidden.size === 0
        ? data
        : data.map((trace) =>
            hidden.has(String(trace.legendgroup)) ? { ...trace, visible: false } : trace,
          ),
    layout: { ...layout, ...axis("xaxis", x), ...axis("yaxis", y) },
  };
}

/** The information of the card around the chart, for an exported picture. */
function titled({ data, layout }: Drawing, name: string): Drawing {
  const margin = (layout.margin ?? {}) as { t?: number };
  return {
    data,
    layout: {
      ...layout,
      title: {
        text: name.replace(/&/g, "&amp;").replace(/</g, "&lt;"),
        font: { color: color("--text") },
      },
      margin: { ...margin, t: (margin.t ?? 0) + 48 },
      paper_bgcolor: color("--panel"),
    },
  };
}

function makeRoom(element: HTMLElement, legend: readonly string[]): void {
  const room = legendRoom(legend, element.clientWidth);
  if (room > 0) element.style.setProperty("--legend", `${room}px`);
}

/** Replaces a chart that plotly cannot draw: an empty chart would look like missing data. */
function undrawable(error: unknown): HTMLElement {
  const reason = error instanceof Error ? error.message : String(error);
  const text = `This chart cannot be drawn: ${reason}. Its values are in the table (☰).`;
  return h("p", { class: "caution undrawable" }, text);
}

/** Forgets the charts in an element before its removal. */
export function forgetCharts(within: Element): void {
  for (const [element, handle] of [...handles]) {
    if (!within.contains(element)) continue;
    handles.delete(element);
    handle.forget();
  }
}

/** Draws every chart of the page, visible or not. */
export async function drawAll(): Promise<void> {
  for (const { start } of [...handles.values()]) await start?.();
}

/**
 * Draws the remaining charts before the browser prints. The browser does not wait, so only synchronous work counts.
 * @returns a function that restores the screen
 */
export function drawForPrint(): () => void {
  const plotly = loadedPlotly();
  for (const [element, handle] of handles) {
    if (plotly === undefined || !element.isConnected) continue;
    // A draw has run up to its first await when this returns: completely, if plotly is loaded.
    void handle.start?.();
    plotly.relayout(element as HTMLElement, {
      width: element.clientWidth,
      height: element.clientHeight,
    });
  }
  return () => {
    for (const element of handles.keys()) plotly?.Plots.resize(element as HTMLElement);
  };
}

/** The zoom after a change; undefined if something else changed. */
function zoomOf(
  change: Record<string, unknown>,
  before: View,
): { view: View; alongX: boolean } | undefined {
  const axis = (name: "x" | "y"): Range | undefined | null => {
    if (change[`${name}axis.autorange`] === true) return undefined;
    const range = change[`${name}axis.range`];
    const [start, end] = Array.isArray(range)
      ? range
      : [change[`${name}axis.range[0]`], change[`${name}axis.range[1]`]];
    const from = position(start);
    const to = position(end);
    return from !== undefined && to !== undefined ? [from, to] : null;
  };
  const [x, y] = [axis("x"), axis("y")];
  if (x === null && y === null) return undefined;
  const view = { x: x === null ? before.x : x, y: y === null ? before.y : y };
  return { view, alongX: x !== null };
}

/** plotly returns a date as a string in UTC. */
function position(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return undefined;
  const [date = "", time = "00:00"] = value.split(" ");
  const parsed = Date.parse(`${date}T${time}Z`);
  return Number.isNaN(parsed) ? undefined : parsed;
}

const legendRow = 19;

/** Pixels that a legend needs in addition to the two rows that fit in every chart. */
function legendRoom(entries: readonly string[], width: number): number {
  const longest = entries.reduce((most, { length }) => Math.max(most, length), 0);
  const columns = Math.max(1, Math.floor((width - 60) / (45 + longest * 7)));
  const rows = Math.ceil(entries.length / columns);
  return Math.min(24, Math.max(0, rows - 2)) * legendRow;
}
