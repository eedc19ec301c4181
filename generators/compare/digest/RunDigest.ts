/** The kind of a run; `message` if the file does not say. */
export type RunKind = "message" | "test" | "batch" | "report";

/** The parts of a run that a comparison needs: scalars, summaries of series, and hashes of everything else. */
export interface RunDigest {
  readonly kind: RunKind;
  /** The name of the test, or the rehearsal's name for the batch or report. */
  readonly name: string;
  /** The platform's name of the status, or ERROR if the run wrote no message. */
  readonly status: string;
  /** Why there is no message, in one line. */
  readonly failure?: string;
  readonly metrics: readonly MetricDigest[];
  readonly events: readonly EventDigest[];
}

export interface MetricDigest {
  /** Unique within the run: event metrics include the names of their events, repeated names get a number. */
  readonly name: string;
  /** The platform's name of the type: SCALAR, DOUBLE_OVER_TIME, … */
  readonly type: string;
  readonly status: string;
  readonly figures: readonly FigureDigest[];
  readonly series: readonly SeriesDigest[];
  /** Hash of everything except numbers: strings, limits, names of axes, states. */
  readonly content: string;
  /** Hash of the type and of all data, including numbers but no names: it survives a renaming. */
  readonly identity: string;
}

/** A single number: the value of a scalar, or of one group of a summary. */
export interface FigureDigest {
  /** Empty for a metric's only figure. */
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** Summary of a series of doubles. Values are in `unit`; all except the counts are undefined if no value is finite. */
export interface SeriesDigest {
  /** The names of the line or bar and of its group; empty for a metric's only series. */
  readonly name: string;
  readonly unit: string;
  readonly count: number;
  /** Number of values with a failure status. */
  readonly failing: number;
  /** Number of values that are not finite. */
  readonly notFinite: number;
  /** Minimum, quartiles and maximum of the finite values. */
  readonly quantiles?: readonly [number, number, number, number, number];
  readonly mean?: number;
}

/** All events of one name. */
export interface EventDigest {
  readonly name: string;
  readonly count: number;
  /** The worst of them. */
  readonly status: string;
  /** Hash of their times, tags and descriptions. */
  readonly content: string;
}
