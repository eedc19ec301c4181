import type { PlotlyFigure } from "@metrics-project/runtime";

const f8 = { dtype: "f8", bdata: "AAAAAAAA8D8=" };
const marker = { color: "#636efa", pattern: { shape: "" }, line: { width: 1 } } as const;

/** Figures as plotly.py makes them, one a kind: nothing here runs, `npm run types` checks it. */
export const kinds: Readonly<Record<string, PlotlyFigure>> = {
  scatter: {
    data: [
      {
        type: "scatter",
        mode: "markers+lines",
        x: f8,
        y: new Float64Array(1),
        marker: {
          size: [1, 2],
          sizeref: 0.1,
          sizemode: "area",
          color: [1, 2],
          coloraxis: "coloraxis",
        },
        error_y: { type: "data", array: [1] },
        hovertemplate: "x=%{x}<extra></extra>",
        customdata: [["a", 1]],
      },
    ],
    layout: {
      coloraxis: {
        colorbar: { title: { text: "t" } },
        colorscale: [
          [0, "#000"],
          [1, "#fff"],
        ],
      },
    },
  },
  scatterWithoutType: { data: [{ y: [1, 2] }] },
  scattergl: { data: [{ type: "scattergl", x: [1], y: [2], mode: "markers" }] },
  line: { data: [{ type: "scatter", line: { dash: "dot", shape: "hv" }, fill: "tozeroy" }] },
  area: { data: [{ type: "scatter", stackgroup: "1", fillcolor: "red", groupnorm: "percent" }] },
  bar: {
    data: [
      {
        type: "bar",
        x: ["a"],
        y: [1],
        text: [1],
        textposition: "auto",
        marker,
        base: [0],
        offsetgroup: "a",
      },
    ],
    layout: { barmode: "relative", bargap: 0.1, xaxis: { categoryorder: "total descending" } },
  },
  timeline: { data: [{ type: "bar", orientation: "h", base: ["2024-01-01"], x: [1e3], y: ["a"] }] },
  histogram: {
    data: [
      {
        type: "histogram",
        x: [1, 2],
        nbinsx: 10,
        histnorm: "probability",
        xbins: { start: 0, end: 1, size: 0.1 },
        bingroup: "x",
      },
    ],
  },
  histogram2d: {
    data: [{ type: "histogram2d", x: [1], y: [1], coloraxis: "coloraxis", nbinsx: 3 }],
    layout: { coloraxis: { cmin: 0 } },
  },
  histogram2dcontour: {
    data: [{ type: "histogram2dcontour", x: [1], y: [1], contours: { coloring: "none" } }],
  },
  box: {
    data: [
      {
        type: "box",
        x: ["a"],
        y: [1],
        notched: true,
        boxpoints: "outliers",
        quartilemethod: "linear",
        q1: [1],
        median: [2],
        q3: [3],
      },
    ],
  },
  violin: {
    data: [
      {
        type: "violin",
        y: [1],
        box: { visible: true },
        points: "all",
        meanline: { visible: true },
      },
    ],
    layout: { violinmode: "group" },
  },
  strip: {
    data: [
      {
        type: "box",
        boxpoints: "all",
        fillcolor: "rgba(255,255,255,0)",
        hoveron: "points",
        pointpos: 0,
        line: { color: "rgba(0,0,0,0)" },
      },
    ],
  },
  heatmap: {
    data: [
      {
        type: "heatmap",
        z: [[1]],
        text: [["1"]],
        texttemplate: "%{text}",
        xgap: 1,
        zmid: 0,
        colorscale: "Viridis",
        hoverongaps: false,
      },
    ],
  },
  imshow: {
    data: [
      { type: "image", z: [[[1, 2, 3]]], source: "data:image/png;base64,AA==", colormodel: "rgb" },
    ],
  },
  contour: {
    data: [
      {
        type: "contour",
        z: [
          [1, 2],
          [3, 4],
        ],
        contours: { start: 0, end: 1, size: 0.1, showlabels: true },
        ncontours: 5,
      },
    ],
  },
  pie: {
    data: [
      {
        type: "pie",
        labels: ["a"],
        values: [1],
        hole: 0.4,
        pull: [0, 0.1],
        textinfo: "label+percent",
      },
    ],
    layout: { piecolorway: ["red"] },
  },
  sunburst: {
    data: [
      {
        type: "sunburst",
        ids: ["a"],
        labels: ["a"],
        parents: [""],
        values: [1],
        branchvalues: "total",
        maxdepth: 2,
      },
    ],
  },
  treemap: {
    data: [
      {
        type: "treemap",
        labels: ["a"],
        parents: [""],
        root: { color: "lightgray" },
        tiling: { pad: 1 },
      },
    ],
  },
  icicle: {
    data: [{ type: "icicle", labels: ["a"], parents: [""], tiling: { orientation: "v" } }],
  },
  funnel: {
    data: [{ type: "funnel", x: [1], y: ["a"], connector: { line: { width: 1 } } }],
    layout: { funnelmode: "stack" },
  },
  funnelarea: { data: [{ type: "funnelarea", values: [1], labels: ["a"] }] },
  waterfall: {
    data: [
      {
        type: "waterfall",
        x: ["a"],
        y: [1],
        measure: ["total"],
        totals: { marker: { color: "blue" } },
      },
    ],
  },
  candlestick: {
    data: [{ type: "candlestick", x: [new Date(0)], open: [1], high: [2], low: [0], close: [1] }],
    layout: { xaxis: { rangeslider: { visible: false } } },
  },
  ohlc: { data: [{ type: "ohlc", open: [1], high: [2], low: [0], close: [1], tickwidth: 0.3 }] },
  scatter3d: {
    data: [
      {
        type: "scatter3d",
        x: [1],
        y: [1],
        z: [1],
        line: { color: [1], colorscale: "Viridis", width: 3 },
        marker: { size: 2 },
      },
    ],
    layout: {
      scene: { aspectmode: "data", camera: { eye: { x: 1, y: 1, z: 1 } } },
      scene2: { xaxis: { title: { text: "x" } } },
    },
  },
  surface: {
    data: [
      {
        type: "surface",
        z: [[1]],
        contours: { z: { show: true, usecolormap: true, project: { z: true } } },
        cmin: 0,
        lighting: { ambient: 0.5 },
      },
    ],
  },
  mesh3d: {
    data: [
      {
        type: "mesh3d",
        x: [1],
        y: [1],
        z: [1],
        i: [0],
        j: [0],
        k: [0],
        intensity: [1],
        facecolor: ["red"],
        vertexcolor: [1],
        flatshading: true,
        alphahull: 5,
      },
    ],
  },
  cone: {
    data: [
      {
        type: "cone",
        x: [1],
        y: [1],
        z: [1],
        u: [1],
        v: [1],
        w: [1],
        sizemode: "scaled",
        anchor: "tip",
      },
    ],
  },
  streamtube: {
    data: [
      { type: "streamtube", x: [1], y: [1], z: [1], u: [1], v: [1], w: [1], starts: { x: [0] } },
    ],
  },
  isosurface: {
    data: [
      {
        type: "isosurface",
        value: [1],
        isomin: 0,
        caps: { x: { show: false } },
        surface: { count: 2 },
      },
    ],
  },
  volume: {
    data: [
      {
        type: "volume",
        value: [1],
        opacity: 0.1,
        opacityscale: [
          [0, 1],
          [1, 0],
        ],
        surface: { count: 2 },
      },
    ],
  },
  scatterpolar: {
    data: [{ type: "scatterpolar", r: [1], theta: [0], fill: "toself", subplot: "polar2" }],
    layout: { polar2: { radialaxis: { range: [0, 1] }, angularaxis: { direction: "clockwise" } } },
  },
  barpolar: { data: [{ type: "barpolar", r: [1], theta: ["N"] }] },
  scatterternary: {
    data: [{ type: "scatterternary", a: [1], b: [1], c: [1] }],
    layout: { ternary: { aaxis: { title: { text: "a" } } } },
  },
  scattergeo: {
    data: [{ type: "scattergeo", lat: [1], lon: [1], geo: "geo" }],
    layout: { geo: { projection: { type: "natural earth" } } },
  },
  scattermap: {
    data: [{ type: "scattermap", lat: [1], lon: [1], subplot: "map" }],
    layout: { map: { style: "open-street-map", center: { lat: 0, lon: 0 }, zoom: 3 } },
  },
  densitymap: { data: [{ type: "densitymap", lat: [1], lon: [1], z: [1], radius: 10 }] },
  choropleth: {
    data: [
      {
        type: "choropleth",
        locations: ["DEU"],
        z: [1],
        geojson: { type: "FeatureCollection", features: [] },
        featureidkey: "id",
      },
    ],
  },
  parcoords: {
    data: [
      {
        type: "parcoords",
        dimensions: [{ label: "a", values: [1], range: [0, 1], constraintrange: [0, 1] }],
        line: { color: [1] },
      },
    ],
  },
  parcats: {
    data: [{ type: "parcats", dimensions: [{ label: "a", values: ["x"] }], counts: [1] }],
  },
  sankey: {
    data: [
      {
        type: "sankey",
        node: { label: ["a"], pad: 10, color: ["red"] },
        link: { source: [0], target: [0], value: [1] },
      },
    ],
  },
  splom: {
    data: [
      {
        type: "splom",
        dimensions: [{ label: "a", values: [1], axis: { matches: true } }],
        diagonal: { visible: false },
      },
    ],
    layout: { dragmode: "select" },
  },
  table: {
    data: [
      {
        type: "table",
        header: { values: ["a"], fill: { color: "#eee" } },
        cells: {
          values: [[1, "a"]],
          align: ["left"],
          format: [".2f"],
          fill: { color: [["red", "white"]] },
        },
      },
    ],
  },
  indicator: {
    data: [
      {
        type: "indicator",
        mode: "gauge+number+delta",
        value: 1,
        delta: { reference: 2 },
        gauge: {
          axis: { range: [0, 10] },
          steps: [{ range: [0, 5], color: "gray" }],
          threshold: { line: { color: "red", width: 4 }, value: 9 },
        },
        domain: { row: 0, column: 0 },
      },
    ],
    layout: { grid: { rows: 1, columns: 1, pattern: "independent" } },
  },
};
