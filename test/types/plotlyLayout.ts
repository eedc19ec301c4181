import type { PlotlyFigure } from "@metrics-project/runtime";

/** A figure with much around its traces, as plotly.py makes it: nothing here runs either. */
export const layout: PlotlyFigure = {
  data: [{ type: "scatter", y: [1], xaxis: "x2", yaxis: "y2" }],
  layout: {
    xaxis: { anchor: "y", domain: [0, 0.5], type: "date", tickformat: "%H:%M", matches: "x2" },
    xaxis2: { anchor: "y2", domain: [0.5, 1], showgrid: false },
    yaxis2: { overlaying: "y", side: "right", scaleanchor: "x", scaleratio: 1 },
    annotations: [
      {
        text: "a",
        x: 0.5,
        y: 1,
        xref: "paper",
        yref: "paper",
        showarrow: false,
        font: { size: 16 },
      },
    ],
    shapes: [
      {
        type: "rect",
        x0: 0,
        x1: 1,
        y0: 0,
        y1: 1,
        xref: "x domain",
        line: { dash: "dash" },
        label: { text: "limit" },
      },
    ],
    images: [{ source: "a.png", x: 0, y: 1, sizex: 1, sizey: 1, layer: "below" }],
    sliders: [
      {
        active: 0,
        steps: [{ label: "a", method: "animate", args: [["a"], { frame: { duration: 0 } }] }],
      },
    ],
    updatemenus: [
      {
        buttons: [{ args: [null, { fromcurrent: true }], label: "play", method: "animate" }],
        type: "buttons",
      },
    ],
    legend: { orientation: "h", tracegroupgap: 0, title: { text: "c" } },
    hovermode: "x unified",
    template: { data: { bar: [{ type: "bar" }] }, layout: { colorway: ["red"] } },
    margin: { t: 60 },
  },
  frames: [{ name: "a", data: [{ y: [2] }], traces: [0] }],
  config: { displayModeBar: false, responsive: true, scrollZoom: true },
};
