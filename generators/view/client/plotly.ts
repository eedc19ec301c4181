import { gunzip } from "./unpackPage.js";

export type Trace = Record<string, unknown>;
export type Layout = Record<string, unknown>;

/** A drawn chart; plotly adds what it made of the traces. */
export interface PlotElement extends HTMLElement {
  _fullData?: { type: string }[];
  on?(event: string, listener: (change: Record<string, unknown>) => void): void;
}

/** The part of plotly.js that the page uses. */
export interface Plotly {
  react(
    element: HTMLElement,
    data: Trace[],
    layout: Layout,
    config: Record<string, unknown>,
  ): Promise<PlotElement>;
  restyle(element: HTMLElement, update: Trace, traces: number[]): Promise<PlotElement>;
  purge(element: HTMLElement): void;
  Plots: { resize(element: HTMLElement): void };
}

let loading: Promise<Plotly> | undefined;

/** plotly.js, unpacked from the page when the first chart is drawn. */
export function loadPlotly(): Promise<Plotly> {
  loading ??= gunzip("plotly").then((bytes) => {
    const script = document.createElement("script");
    script.textContent = new TextDecoder().decode(bytes);
    document.head.append(script);
    const { Plotly } = globalThis as { Plotly?: Plotly };
    if (Plotly === undefined) throw new Error("plotly.js did not start");
    return Plotly;
  });
  return loading;
}
