import type { ValuesMessage } from "@metrics-project/runtime/messages";
import { Unreadable } from "../messageIndex.js";
import type { FigureBody } from "../pageData.js";

export function figureBody(values: ValuesMessage<"plotlyMetricValues">): FigureBody {
  if (values.json === undefined) throw new Unreadable("the figure is missing");
  return { kind: "figure", json: values.json as Record<string, unknown> };
}

/** The types of a figure's traces; without a type, plotly draws a scatter plot. */
export function traceTypes(figure: FigureBody): string[] {
  const traces = Array.isArray(figure.json.data) ? (figure.json.data as unknown[]) : [];
  return traces.map((trace) => {
    const type = (trace as { type?: unknown } | null)?.type;
    return typeof type === "string" ? type : "scatter";
  });
}
