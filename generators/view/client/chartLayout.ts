import type { Layout } from "./plotly.js";
import { color } from "./theme.js";

/** The common look of our own charts. */
export function baseLayout(xTitle: string, yTitle: string, legend: boolean): Layout {
  const axis = {
    gridcolor: color("--grid"),
    zerolinecolor: color("--grid-strong"),
    linecolor: color("--grid-strong"),
    tickcolor: color("--grid-strong"),
    automargin: true,
    // "M" and "k" after a number could be confused with its unit.
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

/** plotly interprets some HTML in strings, but names must be shown unchanged. */
export function escapeText(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
