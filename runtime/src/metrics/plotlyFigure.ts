import type {
  PlotlyConfig,
  PlotlyIndicatorTrace,
  PlotlyLayout,
  PlotlyTableTrace,
  PlotlyTrace,
  PlotlyValue,
} from "./generated/plotlySchema.js";

export type { PlotlyTrace, PlotlyValue };

/** A table. */
export type PlotlyTable = PlotlyTableTrace;

/** One number with its name, a gauge, or its change. */
export type PlotlyIndicator = PlotlyIndicatorTrace;

/** One step of an animation; its traces have what changes. */
interface PlotlyFrame {
  name?: string | undefined;
  group?: string | undefined;
  baseframe?: string | undefined;
  traces?: readonly number[] | undefined;
  data?: PlotlyValue | undefined;
  layout?: PlotlyLayout | undefined;
}

/**
 * A plotly figure according to plotly's schema. Typed arrays, Dates, and arrays as plotly.py encodes them
 * (`{ dtype, bdata }`) are allowed in place of lists and strings. The figure is stored as JSON. A figure that
 * already is JSON needs no types: pass `JSON.parse(text)`.
 */
export interface PlotlyFigure {
  data: readonly PlotlyTrace[];
  layout?: PlotlyLayout | undefined;
  config?: PlotlyConfig | undefined;
  frames?: readonly PlotlyFrame[] | undefined;
}
