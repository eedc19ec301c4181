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

/** One number with its name, a gauge, or what it changed by. */
export type PlotlyIndicator = PlotlyIndicatorTrace;

/** One step of an animation; its traces hold what changes. */
interface PlotlyFrame {
  name?: string | undefined;
  group?: string | undefined;
  baseframe?: string | undefined;
  traces?: readonly number[] | undefined;
  data?: PlotlyValue | undefined;
  layout?: PlotlyLayout | undefined;
}

/**
 * A plotly figure, by plotly's own schema. Typed arrays and Dates may stand wherever lists and
 * strings may, also arrays as plotly.py encodes them (`{ dtype, bdata }`); what it says is kept as
 * JSON. A figure that exists as JSON needs no types: `JSON.parse(text)` is one.
 */
export interface PlotlyFigure {
  data: readonly PlotlyTrace[];
  layout?: PlotlyLayout | undefined;
  config?: PlotlyConfig | undefined;
  frames?: readonly PlotlyFrame[] | undefined;
}
