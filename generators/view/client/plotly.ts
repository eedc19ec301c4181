import { gunzip } from "./gunzip.js";

export type Trace = Record<string, unknown>;
export type Layout = Record<string, unknown>;

/** plotly's state of an axis. */
export interface PlotAxis {
  readonly type: string;
  readonly range: readonly [unknown, unknown];
  readonly _offset: number;
  readonly _length: number;
  /** Converts a pixel to a position, and back. */
  p2l(pixel: number): number;
  l2p(position: number): number;
}

/** A drawn chart; plotly adds its processed traces. */
export interface PlotElement extends HTMLElement {
  _fullData?: { type: string }[];
  _fullLayout?: { xaxis?: PlotAxis; yaxis?: PlotAxis };
  on?(event: string, listener: (change: Record<string, unknown>) => void): void;
}

/** The input of plotly. */
interface Figure {
  data: Trace[];
  layout: Layout;
  frames?: unknown[];
  config?: Record<string, unknown>;
}

/** The part of plotly.js that the page uses. */
export interface Plotly {
  react(element: HTMLElement, figure: Figure): Promise<PlotElement>;
  relayout(element: HTMLElement, change: Record<string, unknown>): Promise<PlotElement>;
  addFrames(element: HTMLElement, frames: unknown[]): Promise<void>;
  animate(element: HTMLElement, frames: string[], options: object): Promise<void>;
  toImage(
    figure: Figure | HTMLElement,
    options: { format: "png"; width: number; height: number; scale: number },
  ): Promise<string>;
  purge(element: HTMLElement): void;
  Plots: { resize(element: HTMLElement): void };
}

let loading: Promise<Plotly> | undefined;
let loaded: Plotly | undefined;

/** plotly.js, loaded from the page, or from a file beside it, when the first chart is drawn. */
export function loadPlotly(): Promise<Plotly> {
  loading ??= runPlotly().then(() => {
    const { Plotly } = globalThis as { Plotly?: Plotly };
    if (Plotly === undefined) throw new Error("plotly.js did not start");
    loaded = Plotly;
    return Plotly;
  });
  return loading;
}

async function runPlotly(): Promise<void> {
  const script = document.createElement("script");
  const url = document.getElementById("plotly")?.dataset.src;
  if (url === undefined) {
    script.textContent = new TextDecoder().decode(await gunzip("plotly"));
    document.head.append(script);
    return;
  }
  await new Promise<void>((resolve, reject) => {
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => reject(new Error(`${url} is missing beside this page`)));
    script.src = url;
    document.head.append(script);
  });
}

/** plotly.js, if it is loaded. */
export function loadedPlotly(): Plotly | undefined {
  return loaded;
}
