import type { Num } from "../common/numbers.js";
import type { Distribution } from "./distribution.js";

/** Other pages of the folder, relative to the page. */
export interface PagesAround {
  index: string;
  previous?: PageLink;
  next?: PageLink;
}

/** The page of a run. */
export interface PageLink {
  href: string;
  /** The run's name. */
  name: string;
}

/** The distribution of a scalar, identified by name and unit, over the tests of a page. */
export interface DistributionView extends Omit<Distribution, "outliers"> {
  /** Position of its name in the page's list of metric names. */
  metric: number;
  unit: string;
  /** Number of tests without a value of this name and unit. */
  missing: number;
  /** Number of tests whose value is NaN or infinite. */
  notFinite: number;
  /** Positions in the page's list of runs, with their values; the farthest outside the fences first. */
  outliers: [run: number, value: number][];
}

/**
 * One metric over all runs, for the overview. It consists of lists, because one object per metric and run would keep a
 * browser busy for seconds with ten thousand runs. An entry is a run that has the metric. A figure is an entry with a
 * scalar value.
 */
export interface MetricColumn {
  /** The shown status of each entry, one digit each. */
  shown: string;
  /** The run of each entry, ascending. Default: all runs. */
  runs?: number[];
  /** The value of each figure. Default: no entry is a scalar. */
  values?: Num[];
  /** The entry of each figure, ascending. Default: all entries. */
  scalars?: number[];
  /** The distinct units and limits of the figures. */
  scales?: Scale[];
  /** The scale of each figure. Default: the first one. */
  scaled?: number[];
}

/** The unit and the limits of figures. */
export interface Scale {
  unit: string;
  limits: Num[];
}
