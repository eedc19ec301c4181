import type { Value } from "../message/Value.js";
import { digestSeries } from "./digestSeries.js";
import type { SeriesDigest } from "./RunDigest.js";

type Fields = { readonly [key: string]: Value };

/**
 * A plotly figure as the series of its traces and the rest. Numbers are compared by their
 * difference, the rest only for equality. `layout.template`, plotly.py's hundreds of defaults, is left out.
 */
export function digestFigure(figure: Value): { series: SeriesDigest[]; rest: Value } {
  if (!isFields(figure)) return { series: [], rest: figure };
  const { data, layout, ...others } = figure;
  const traces = Array.isArray(data) ? (data as readonly Value[]) : [];
  const series: SeriesDigest[] = [];
  const rest = traces.map((trace, at) => {
    if (!isFields(trace)) return trace;
    const name = typeof trace.name === "string" && trace.name !== "" ? trace.name : undefined;
    const label = name ?? (traces.length > 1 ? `trace ${at + 1}` : "");
    const kept = Object.entries(trace).filter(([key, value]) => {
      if (!isNumbers(value)) return true;
      const full = [label, key].filter(Boolean).join(", ");
      series.push(digestSeries(full, "", value, 0));
      return false;
    });
    return Object.fromEntries(kept);
  });
  const shown = isFields(layout) ? { ...layout, template: undefined } : layout;
  return { series, rest: { ...others, data: rest, layout: shown } };
}

function isFields(value: Value): value is Fields {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !("length" in value)
  );
}

function isNumbers(value: Value): value is ArrayLike<number> {
  if (ArrayBuffer.isView(value)) return true;
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "number");
}
