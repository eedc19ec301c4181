import type { Layout, Trace } from "../plotly.js";

/** Types of map traces, with the types that replace them without a map. */
const flat: Readonly<Record<string, "scatter" | "table">> = {
  scattergeo: "scatter",
  scattermap: "scatter",
  scattermapbox: "scatter",
  densitymap: "scatter",
  densitymapbox: "scatter",
  choropleth: "table",
  choroplethmap: "table",
  choroplethmapbox: "table",
};

/** Whether a figure has map traces, which make plotly fetch outlines or tiles from the network. */
export function hasMaps(traces: readonly Trace[]): boolean {
  return traces.some((trace) => flat[String(trace?.type)] !== undefined);
}

/** A figure with longitude and latitude instead of maps, and regions as a list, which works without a network. */
export function withoutMaps(
  traces: readonly Trace[],
  layout: Layout,
): { data: Trace[]; layout: Layout } {
  const data = traces.map((trace): Trace => {
    const as = flat[String(trace?.type)];
    if (as === undefined) return trace;
    if (as === "table") return regions(trace);
    const { lon, lat, mode = "markers", name, text, marker, line } = trace;
    const own = { name, text, marker: plain(marker), line: plain(line) };
    return {
      ...Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined)),
      type: "scatter",
      mode: String(mode),
      x: lon,
      y: lat,
      hovertemplate: "%{x}°, %{y}°<br>%{text}",
    };
  });
  const { geo: _geo, map: _map, mapbox: _mapbox, ...rest } = layout;
  const axis = { zeroline: false, ticksuffix: "°" };
  return {
    data,
    layout: {
      ...rest,
      xaxis: { ...axis, title: { text: "Longitude" }, ...(layout.xaxis as object) },
      yaxis: {
        ...axis,
        title: { text: "Latitude" },
        scaleanchor: "x",
        constrain: "domain",
        ...(layout.yaxis as object),
      },
    },
  };
}

/** Color and size of a marker or line; other properties may exist on maps only. */
function plain(style: unknown): Record<string, unknown> | undefined {
  if (typeof style !== "object" || style === null) return undefined;
  const { color, size, width, opacity, colorscale, showscale } = style as Record<string, unknown>;
  const own = { color, size, width, opacity, colorscale, showscale };
  return Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
}

function regions({ locations, z, name }: Trace): Trace {
  return {
    type: "table",
    header: { values: ["Region", typeof name === "string" && name !== "" ? name : "Value"] },
    cells: { values: [locations ?? [], z ?? []] },
  };
}
