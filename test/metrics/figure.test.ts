import {
  createLog,
  decodeJobMetrics,
  encodeJobMetrics,
  MetricsWriter,
  type PlotlyFigure,
  unpackJobMetrics,
} from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";

/** A figure as a reader gets it back, and the warnings on the way. */
function through(figure: unknown): { figure: unknown; warnings: string } {
  let warnings = "";
  const log = createLog({
    write: (line) => {
      warnings += line;
    },
  });
  const writer = new MetricsWriter({ log });
  writer.addPlotlyMetric("F", { figure: figure as PlotlyFigure });
  const read = unpackJobMetrics(decodeJobMetrics(encodeJobMetrics(writer.write())));
  return { figure: read.metric("F", "PLOTLY")?.figure, warnings };
}

describe("a plotly figure", () => {
  it("survives with nulls, nested objects and lists", () => {
    const figure = {
      data: [{ type: "scatter", x: [1, null, "a", true], line: { color: null }, z: [[1], []] }],
      layout: { title: { text: "T" }, "xaxis.title": "x", empty: {} },
      frames: [{ name: "0" }],
    };
    expect(through(figure)).toEqual({ figure, warnings: "" });
  });

  it("accepts typed arrays and Dates", () => {
    const data = [
      { x: new Float64Array([1, 2]), y: new Uint8Array([3, 4]), z: [new Date(0)], t: new Date(1) },
    ];
    expect(through({ data }).figure).toEqual({
      data: [
        { x: [1, 2], y: [3, 4], z: ["1970-01-01T00:00:00.000Z"], t: "1970-01-01T00:00:00.001Z" },
      ],
    });
  });

  it("replaces values that JSON cannot represent by null, and warns with the position", () => {
    const data = [
      {
        x: [1, Number.NaN],
        y: new Float64Array([Number.POSITIVE_INFINITY, 2]),
        z: new Date(Number.NaN),
        gone: undefined,
        hole: [undefined, 1],
      },
    ];
    const { figure, warnings } = through({ data });
    expect(figure).toEqual({ data: [{ x: [1, null], y: [null, 2], z: null, hole: [null, 1] }] });
    expect(warnings).toBe(
      'warning: metric "F": 3 numbers that are NaN, infinite or an invalid date became null: figure.data[0].x[1], figure.data[0].y[0], figure.data[0].z\n',
    );
  });

  it("does not change its argument", () => {
    const x = [1, Number.NaN];
    through({ data: [{ x }] });
    expect(x).toEqual([1, Number.NaN]);
  });

  it("keeps keys with a special meaning in JavaScript", () => {
    const layout = JSON.parse('{"__proto__": {"a": 1}, "constructor": 2, "toString": 3}');
    const { figure } = through({ data: [], layout });
    expect(JSON.stringify(figure)).toContain('"__proto__":{"a":1}');
  });

  it("accepts the same object in two places", () => {
    const font = { size: 12 };
    expect(through({ data: [], layout: { a: font, b: font } }).figure).toEqual({
      data: [],
      layout: { a: font, b: font },
    });
  });

  it("refuses a figure that refers back to itself, and one that is too deep", () => {
    const layout: Record<string, unknown> = {};
    layout.again = { layout };
    const add = (figure: unknown) => () =>
      new MetricsWriter().addPlotlyMetric("M", { figure: figure as PlotlyFigure });
    expect(add({ data: [], layout })).toThrow("figure.layout.again.layout refers back to itself");
    let deep: unknown = 1;
    for (let level = 0; level < 60; level++) deep = [deep];
    expect(add({ data: [deep] })).toThrow("is nested too deeply");
  });
});
