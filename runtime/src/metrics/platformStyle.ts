import type { PlotlyFigure } from "./plotlyFigure.js";

const transparent = "rgba(0,0,0,0)";
const axis = {
  gridcolor: "#3a4150",
  linecolor: "#6b7385",
  zerolinecolor: "#6b7385",
  automargin: true,
};

/**
 * Returns the figure in a style for the platform's dark pages: transparent, with light text and subtle grids.
 * Styles that the figure sets itself are kept. The given figure is not changed.
 */
export function platformStyle(figure: PlotlyFigure): PlotlyFigure {
  const { layout } = figure;
  return {
    ...figure,
    layout: {
      paper_bgcolor: transparent,
      plot_bgcolor: transparent,
      // plotly takes defaults from a template, for every axis of a figure.
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
