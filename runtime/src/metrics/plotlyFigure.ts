import type { Config, Data, Datum, Frame, Layout, PlotData } from "plotly.js";

/** A table, which plotly.js draws and its own types leave out. */
export interface PlotlyTable {
  type: "table";
  name?: string;
  domain?: { x?: [number, number]; y?: [number, number]; row?: number; column?: number };
  columnwidth?: number | number[];
  columnorder?: number[];
  header?: PlotlyTableCells;
  cells?: PlotlyTableCells;
}

/** The cells of a {@link PlotlyTable}: one list per column. */
export interface PlotlyTableCells {
  values: readonly (readonly (string | number | null)[] | string | number)[];
  align?: string | string[];
  format?: string | string[];
  prefix?: string | string[];
  suffix?: string | string[];
  height?: number;
  fill?: { color?: string | string[] | string[][] };
  font?: {
    family?: string;
    size?: number | number[];
    color?: string | string[] | string[][];
  };
  line?: { width?: number | number[]; color?: string | string[] };
}

/** One number with its name, which plotly.js draws and its own types leave out. */
export interface PlotlyIndicator {
  type: "indicator";
  mode?: string;
  value?: number;
  title?: { text?: string; font?: { size?: number; color?: string } };
  number?: {
    prefix?: string;
    suffix?: string;
    valueformat?: string;
    font?: { size?: number; color?: string };
  };
  delta?: { reference?: number; relative?: boolean; valueformat?: string };
  gauge?: Record<string, unknown>;
  domain?: { x?: [number, number]; y?: [number, number]; row?: number; column?: number };
}

/** A trace with `base`, where its bars begin, which plotly.js knows and its own types leave out. */
export type PlotlyBars = Partial<PlotData> & { base?: Datum | Datum[] };

/** What plotly takes for a list of numbers, and its own types leave out in many places. */
type NumberArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray;

/** `T` with typed arrays allowed wherever it has lists of numbers. */
type WithTypedArrays<T> = T extends readonly (infer Element)[]
  ? T | (number extends Element ? NumberArray : never)
  : T extends NumberArray | Date
    ? T
    : T extends object
      ? { [Key in keyof T]: WithTypedArrays<T[Key]> }
      : T;

/** One trace of a figure. */
export type PlotlyTrace = WithTypedArrays<Data | PlotlyBars> | PlotlyTable | PlotlyIndicator;

/**
 * A plotly figure, by plotly's own types. Typed arrays and Dates may stand wherever lists and texts
 * may; what it says is kept as JSON.
 */
export interface PlotlyFigure {
  data: readonly PlotlyTrace[];
  layout?: Partial<Layout> | undefined;
  config?: Partial<Config> | undefined;
  frames?: readonly Partial<Frame>[] | undefined;
}
