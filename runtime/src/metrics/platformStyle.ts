import type { PlotlyFigure } from "./plotlyFigure.js";

const transparent = "rgba(0,0,0,0)";
const axis = {
  gridcolor: "#3a4150",
  linecolor: "#6b7385",
  zerolinecolor: "#6b7385",
  automargin: true,
};

/**
 * The figure in a style that fits the platform's dark pages: transparent, with light text and quiet
 * grids. What the figure says itself stays. The figure given is not changed.
 */
export function platformStyle(figure: PlotlyFigure): PlotlyFigure {
  const { layout } = figure;
  return {
    ...figure,
    layout: {
      paper_bgcolor: transparent,
      plot_bgcolor: transparent,
      // A template is what plotly itself falls back to, for every axis that a figure may have.
      template: {
        layout: {
          font: { color: "#e6e9f0" },
          colorway: ["#7CA0FB", "#FFAC70", "#6BBF8A", "#FCB5EC", "#FA7070", "#B79CED", "#E8D36B"],
          xaxis: axis,
          yaxis: axis,
          hoverlabel: { bgcolor: "#1b1f2a", font: { color: "#e6e9f0" } },
          legend: { bgcolor: transparent },
        },
      },
      ...layout,
    },
  };
}
